"""Learn the word weights anew from the development calls and write them where the triager reads them."""

from __future__ import annotations

from pathlib import Path

from triage.offline.learning import learn_weights
from triage.tests.known_calls import calls_in

TARGET = Path(__file__).parents[1] / "lexicon" / "weights.py"
HEAD = (
    '"""What everyday words weigh; written by `python -m triage.tests.write_weights`, never by hand."""\n\n'
)


def weights() -> dict[str, float]:
    return learn_weights([(call.caller_turns, call.wakes) for call in calls_in("development")])


def source(learned: dict[str, float]) -> str:
    lines = "".join(f'    "{word}": {weight},\n' for word, weight in learned.items())
    return f"{HEAD}from __future__ import annotations\n\nWORD_WEIGHTS: dict[str, float] = {{\n{lines}}}\n"


if __name__ == "__main__":
    TARGET.write_text(source(weights()), encoding="utf-8")
