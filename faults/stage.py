"""Setting the stage: two sets of servers, the tenants in both, the providers, and the desk. This process sits with the
providers: its Django is theirs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from faults.msps import write_msps
from faults.world import NOT_INHERITED, READY_SECONDS, World, wait_for


@contextmanager
def staged(folder: Path, *, tenants: int) -> Iterator[World]:
    """A running desk with so many tenants. Everything ends with the block."""
    folder.chmod(0o755)  # Postgres runs under an account of its own where this is root
    world = World(folder, tenants)
    for name in ("desk", "providers"):
        (folder / name).mkdir()
    preparing = world.prepare_desk()
    world.providers_servers.start()
    try:
        _sit_with_the_providers(world)
        wait_for(lambda: preparing.poll() is not None, seconds=READY_SECONDS, why="preparing the desk")
        if preparing.returncode:
            raise RuntimeError((folder / "prepare.log").read_text()[-4000:])
        world.start()
        yield world
    finally:
        world.stop()
        world.providers_servers.stop()


def _sit_with_the_providers(world: World) -> None:
    for name in NOT_INHERITED:
        os.environ.pop(name, None)
    os.environ.update(world.provider_environment())
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    write_msps(world.tenants, world.provider_port)
