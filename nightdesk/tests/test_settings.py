"""The settings and what is written about them agree, and production does not start half-dressed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.checks import run_checks
from pytest_django import Settings as SettingsWrapper

from nightdesk import embedded
from nightdesk.checks import REQUIRED, production_is_complete, refuse_incomplete_production

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(r"""(?:env\.\w+|_secret|os\.environ\.get)\(\s*"([A-Z_]+)\"""")
OURS_ALONE = {"NIGHTDESK_EMBEDDED", "ND_TEST_DB"}


def _documented() -> set[str]:
    return set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


def test_every_variable_stands_in_the_example_and_none_that_is_not_read() -> None:
    read = set(READ.findall((ROOT / "nightdesk" / "settings.py").read_text())) - OURS_ALONE
    assert read == _documented()


def test_development_passes_its_own_checks() -> None:
    assert run_checks() == []


SECRETS = {
    "SECRET_KEY": "k" * 50,
    "ENCRYPTION_KEYS": "a,\nb",
    "DATABASE_URL": "postgres://desk:pass%40word@db.example:5432/desk",
    "REDIS_URL": "redis://:pass@redis.example:6379/0",
    "TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
    "TWILIO_AUTH_TOKEN": "twilio-token",
    "TWILIO_AUTH_TOKEN_PREVIOUS": "twilio-token-before",
    "ANTHROPIC_API_KEY": "anthropic-key",
    "CONNECTWISE_CLIENT_ID": "client-id",
    "EMAIL_URL": "smtp+tls://user:pass@mail.example:587",
}
ASK = """
import json
from nightdesk import settings as s
told = {name: getattr(s, name, None) for name in %r}
told |= {"DEVELOPMENT": s.DEVELOPMENT, "HOST": s.DATABASES["default"]["HOST"], "MAIL": s.EMAIL_HOST_PASSWORD}
told |= {"PASSWORD": s.DATABASES["default"]["PASSWORD"], "PORT": s.PORT}
print(json.dumps(told))
"""


def python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python with this environment and next to nothing else of ours."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def in_files(folder: Path, values: dict[str, str]) -> dict[str, str]:
    for name, value in values.items():
        (folder / name).write_text(f"{value}\n")
    return {f"{name}_FILE": str(folder / name) for name in values}


def test_every_secret_can_come_from_a_file(tmp_path: Path) -> None:
    answer = python(ASK % (list(SECRETS),), NIGHTDESK_VAR=str(tmp_path), **in_files(tmp_path, SECRETS))
    told = json.loads(answer.stdout)
    assert told["ENCRYPTION_KEYS"] == ["a", "b"]
    assert (told["HOST"], told["PASSWORD"], told["MAIL"]) == ("db.example", "pass@word", "pass")
    plain = SECRETS.keys() - {"ENCRYPTION_KEYS", "DATABASE_URL", "EMAIL_URL"}
    assert {name: told[name] for name in plain} == {name: SECRETS[name] for name in plain}


def test_a_database_that_is_named_in_a_file_means_production(tmp_path: Path) -> None:
    """Or a deployment with its secrets in files would make its own keys and open the sandbox."""
    files = in_files(tmp_path, {"DATABASE_URL": SECRETS["DATABASE_URL"], "REDIS_URL": SECRETS["REDIS_URL"]})
    told = json.loads(python(ASK % ([],), NIGHTDESK_VAR=str(tmp_path), **files).stdout)
    assert told["DEVELOPMENT"] is False
    assert not (tmp_path / "secrets").exists()


def test_a_blank_variable_means_the_default(tmp_path: Path) -> None:
    """As compose hands over the blank lines of .env."""
    blank = dict.fromkeys(_documented() - {"NIGHTDESK_VAR"}, "")
    answer = python(ASK % ([],), NIGHTDESK_VAR=str(tmp_path), **blank)
    assert json.loads(answer.stdout)["PORT"] == 8000


def test_a_file_that_is_not_there_ends_the_start_in_one_sentence(tmp_path: Path) -> None:
    missing = tmp_path / "nowhere"
    answer = python(ASK % ([],), NIGHTDESK_VAR=str(tmp_path), SECRET_KEY_FILE=str(missing))
    assert answer.returncode == 1
    assert answer.stderr.splitlines() == [
        f"NightDesk does not start: SECRET_KEY_FILE names {missing}, which cannot be read (No such file or directory)."
    ]


PROCESSES = {
    "web": "from nightdesk.web import main; main()",
    "worker": "from nightdesk.celery import app; app.worker_main(['worker'])",
    "watchdog": "import sys; sys.argv = ['manage.py', 'watchdog']; import runpy; runpy.run_path('manage.py', run_name='__main__')",
    "everything": "from nightdesk.run import main; main()",
}


@pytest.mark.slow
@pytest.mark.parametrize("process", PROCESSES)
def test_no_process_starts_without_its_secrets(tmp_path: Path, process: str) -> None:
    servers = {"DATABASE_URL": SECRETS["DATABASE_URL"], "REDIS_URL": SECRETS["REDIS_URL"]}
    answer = python(
        PROCESSES[process],
        NIGHTDESK_VAR=str(tmp_path),
        PORT="18102",
        PUBLIC_URL="https://desk.example",
        **servers,
    )
    assert answer.returncode != 0
    for name in REQUIRED:
        assert f"{name} is missing." in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("SECRET_KEY", "short", "SECRET_KEY has fewer than 32 characters."),
        ("ENCRYPTION_KEYS", ["not a key"], "ENCRYPTION_KEYS: entry 1 is no Fernet key."),
    ],
)
def test_production_refuses_a_secret_that_does_not_do_what_it_is_for(
    name: str, value: object, told: str, settings: SettingsWrapper
) -> None:
    settings.DEVELOPMENT = False
    settings.PUBLIC_URL = "https://desk.example"
    settings.CONNECTWISE_CLIENT_ID = "a-client-id"
    setattr(settings, name, value)
    (message,) = [str(message.msg) for message in production_is_complete(None)]
    assert message.startswith(told)


@pytest.mark.parametrize("name", REQUIRED)
def test_production_refuses_to_start_without_a_secret_and_says_which(
    name: str, settings: SettingsWrapper
) -> None:
    settings.DEVELOPMENT = False
    settings.PUBLIC_URL = "https://desk.example"
    settings.CONNECTWISE_CLIENT_ID = "a-client-id"
    setattr(settings, name, {"ENCRYPTION_KEYS": [], "SECRET_KEY": "unset"}.get(name, ""))
    messages = [str(message.msg) for message in production_is_complete(None)]
    assert len(messages) == 1
    assert messages[0].startswith(name)


def test_production_refuses_plain_http(settings: SettingsWrapper) -> None:
    settings.DEVELOPMENT = False
    settings.PUBLIC_URL = "http://desk.example"
    settings.CONNECTWISE_CLIENT_ID = "a-client-id"
    assert [message.id for message in production_is_complete(None)] == ["nightdesk.E002"]


def test_the_web_process_does_not_start_an_incomplete_production(settings: SettingsWrapper) -> None:
    settings.DEVELOPMENT = False
    settings.PUBLIC_URL = "https://desk.example"
    settings.CONNECTWISE_CLIENT_ID = ""
    with pytest.raises(SystemExit, match="CONNECTWISE_CLIENT_ID is missing"):
        refuse_incomplete_production()


def test_a_blank_line_of_the_example_means_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("# a remark\nDEBUG=\nND_TRIED=yes\n")
    monkeypatch.setattr(embedded, "BASE_DIR", tmp_path)
    monkeypatch.delenv("ND_TRIED", raising=False)
    monkeypatch.delenv("DEBUG", raising=False)
    embedded.read_dotenv()
    assert os.environ.pop("ND_TRIED") == "yes"
    assert "DEBUG" not in os.environ
