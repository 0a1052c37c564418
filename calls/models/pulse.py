"""When each of the desk's own processes last did its round."""

from __future__ import annotations

from datetime import datetime

from django.db import models


class Pulse(models.Model):
    """One row for each process that must not stop unnoticed. It belongs to no tenant."""

    class Name(models.TextChoices):
        WATCHDOG = "watchdog", "Watchdog"
        AUDITOR = "auditor", "Auditor"

    name = models.CharField(primary_key=True, max_length=20, choices=Name.choices)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.get_name_display()}, {self.beat_at:%Y-%m-%d %H:%M:%S}"

    @classmethod
    def beat(cls, name: Name, now: datetime) -> None:
        """Say that this process did a round."""
        cls.objects.update_or_create(name=name, defaults={"beat_at": now})

    @classmethod
    def age(cls, name: Name, now: datetime) -> float | None:
        """Return the seconds since its last round, or None when it never did one."""
        beat_at = cls.objects.filter(name=name).values_list("beat_at", flat=True).first()
        return max(0.0, (now - beat_at).total_seconds()) if beat_at else None
