"""A short run of the fault harness: real processes are broken, and every promise is kept."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from nightdesk.embedded import BASE_DIR

LONGEST = 300.0  # seconds; a seventh of it on a machine that has nothing else to do


@pytest.mark.slow
def test_no_escalation_is_lost_or_silent_whatever_dies() -> None:
    command = [sys.executable, "-m", "faults", "--short", "--seed", "7", "--tenants", "8"]
    run = subprocess.run(
        command,
        cwd=BASE_DIR,
        env=os.environ | {"COLUMNS": "180"},
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )
    told = run.stdout + run.stderr[-4000:]
    assert run.returncode == 0, told
    assert "Every promise was kept." in told
    assert "kill -9: at page.accepted" in told
