"""docs/security.md says nothing that no test shows."""

from __future__ import annotations

import ast
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from nightdesk.tests.test_settings import python

PAGE = settings.BASE_DIR / "docs" / "security.md"
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")
ROW = re.compile(r"^\| (V\d+\.\d+) \| (.+) \| (.+) \|$", re.MULTILINE)


def rows() -> list[tuple[str, str, str]]:
    return ROW.findall(PAGE.read_text())


@cache
def functions_of(path: Path) -> frozenset[str]:
    functions = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef))
    return frozenset(function.name for function in functions)


@pytest.mark.parametrize(("file", "test"), sorted(set(NAMED.findall(PAGE.read_text()))))
def test_every_test_that_is_named_exists(file: str, test: str) -> None:
    path = settings.BASE_DIR / file
    assert path.is_file(), f"{file} is gone"
    assert test in functions_of(path), f"{file} has no {test}"


def test_every_item_is_shown_by_a_test_or_marked_open() -> None:
    assert len(rows()) > 50
    assert not [row for row in rows() if not NAMED.fullmatch(row[2]) and not row[2].startswith("open")]


ASK = """
import json
from nightdesk import settings as s
names = ("SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SESSION_COOKIE_HTTPONLY"
         " SECURE_HSTS_SECONDS SECURE_HSTS_INCLUDE_SUBDOMAINS")
print(json.dumps([getattr(s, name, None) for name in names.split()]))
"""


@pytest.fixture(scope="module")
def behind_https(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """The settings of a desk whose public address is https."""
    elsewhere = {"DATABASE_URL": "postgres://db.example/desk", "REDIS_URL": "redis://redis.example:6379/0"}
    var = str(tmp_path_factory.mktemp("var"))
    answer = python(ASK, NIGHTDESK_VAR=var, PUBLIC_URL="https://desk.example", **elsewhere)
    assert answer.returncode == 0, answer.stderr
    told: list[Any] = json.loads(answer.stdout)
    return told


def test_behind_https_cookies_belong_to_this_host_alone(behind_https: list[Any]) -> None:
    assert behind_https[:5] == ["__Host-sessionid", "__Host-csrftoken", True, True, True]
    assert (settings.SESSION_COOKIE_SAMESITE, settings.SESSION_COOKIE_DOMAIN) == ("Lax", None)


def test_behind_https_browsers_are_told_to_stay_there(behind_https: list[Any]) -> None:
    assert behind_https[5:] == [31_536_000, True]
    assert settings.MIDDLEWARE[0] == "django.middleware.security.SecurityMiddleware"


@pytest.mark.parametrize("password", ["secret", "nightdesk", "1234567890", "qwertyuiop"])
def test_a_short_or_common_password_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password)


def test_passwords_are_hashed_slowly() -> None:
    assert settings.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")
