"""The settings and what is written about them agree, and production does not start half-dressed."""

from __future__ import annotations

import os
import re
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
