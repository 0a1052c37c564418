"""Names that a tenant wrote, as the ids that ConnectWise takes for certain; by name it takes them on some versions."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.core.cache import cache

from integrations.connectwise.bodies import Json, is_same, reference
from integrations.connectwise.client import ConnectWiseClient
from integrations.psa.errors import NotAllowed, NotFound

KEPT = 60 * 60  # seconds
PRIORITIES, SOURCES, BOARDS = "/service/priorities", "/service/sources", "/service/boards"


@dataclass(slots=True)
class Names:
    """Looks names up for one ticket. `missing` tells the owner which of them ConnectWise does not know."""

    client: ConnectWiseClient
    board: str
    missing: list[str] = field(default_factory=list)

    def priority(self, name: str) -> Json | None:
        return self._by_id(PRIORITIES, name, "priority")

    def source(self, name: str) -> Json | None:
        return self._by_id(SOURCES, name, "source")

    def of_board(self, kind: str, name: str) -> Json | None:
        """Return a type, subtype or team: every board has its own, with ids of its own."""
        wanted = reference(name)
        board = None if "id" in wanted else self._by_id(BOARDS, self.board, "service board")
        if board is None or "id" not in board:
            return wanted
        return self._by_id(f"/service/boards/{board['id']}/{kind}s", name, kind)

    def _by_id(self, path: str, name: str, kind: str) -> Json | None:
        """A list that the API member may not read leaves the name as it is; a name that is in no list is missing."""
        wanted = reference(name)
        if "id" in wanted:
            return wanted
        try:
            found = self._find(path, wanted)
        except (NotAllowed, NotFound):
            return wanted
        if found is None:
            self.missing.append(f'ConnectWise has no {kind} "{name}".')
        return found

    def _find(self, path: str, wanted: Json) -> Json | None:
        """A name that is not in the list as it was kept may have been added since."""
        key = f"connectwise-names:{self.client.cache_key}:{path}"
        for rows in (cache.get(key), None):
            rows = rows if rows is not None else self._read(key, path)
            for number, name in rows:
                if is_same({"id": number, "name": name}, wanted):
                    return {"id": number}
        return None

    def _read(self, key: str, path: str) -> list[tuple[int, str]]:
        rows = [
            (int(row["id"]), str(row.get("name") or "")) for row in self.client.rows(path, fields="id,name")
        ]
        cache.set(key, rows, KEPT)
        return rows
