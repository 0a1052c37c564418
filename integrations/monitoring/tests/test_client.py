"""The outside, served by the sandbox over HTTP: it hears alarms and that all is well, or we are told that it did not."""

from __future__ import annotations

import pytest

from integrations.monitoring.client import MonitoringError, ping, post_alarm
from integrations.sandbox.models import DeadMan, LoudAlarm


@pytest.mark.django_db(transaction=True)
def test_an_alarm_arrives_with_its_words(sandbox: str) -> None:
    post_alarm(
        f"{sandbox}/alarms", key="late:7", subject="Nobody paged", body="Call back.", tenant="Northstar IT"
    )
    told = LoudAlarm.objects.get()
    assert (told.key, told.subject, told.tenant) == ("late:7", "Nobody paged", "Northstar IT")


@pytest.mark.django_db(transaction=True)
def test_the_dead_mans_switch_keeps_when_it_heard_last(sandbox: str) -> None:
    ping(f"{sandbox}/deadman")
    first = DeadMan.objects.get().pinged_at
    ping(f"{sandbox}/deadman")
    assert DeadMan.objects.get().pinged_at > first


@pytest.mark.django_db(transaction=True)
def test_a_door_that_is_not_there_is_an_error_that_heals(sandbox: str) -> None:
    with pytest.raises(MonitoringError, match="answered 404") as caught:
        ping(f"{sandbox}/nothing")
    assert not caught.value.permanent


def test_a_machine_that_does_not_listen_is_named() -> None:
    with pytest.raises(MonitoringError, match=r"127\.0\.0\.1 does not answer"):
        ping("http://127.0.0.1:9/")
