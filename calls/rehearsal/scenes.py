"""What may happen in a night, played with the demonstration tenant's people."""

from __future__ import annotations

from collections.abc import Callable

from calls.rehearsal.night import Night
from integrations.sandbox.models import PhoneCall

OUTAGE = (
    "Hi, this is Dana at Acme. None of us can get into email since four o'clock, and the file server is down."
)
TALK_SECONDS = 12.0  # longer than somebody who is gone at once
Scene = Callable[[Night], None]


def bridged(night: Night) -> None:
    """An engineer takes it by key and is joined with the caller."""
    _call(night)
    phone = _taken(night)
    night.talk(TALK_SECONDS)
    night.hang_up(phone)
    night.hang_up()


def by_text(night: Night) -> None:
    """The first person answers the text with a wrong code, then with the right one; his phone rings for the caller."""
    _call(night)
    text = night.text_to("Mike Reyes")
    night.reply("Mike Reyes", text, "77a")
    night.reply("Mike Reyes", text, text.body.partition("Reply ")[2].split()[0])
    phone = _taken(night)
    night.talk(TALK_SECONDS)
    night.hang_up()
    night.hang_up(phone)


def refused(night: Night) -> None:
    """The first person passes it on, the next one takes it."""
    _call(night)
    phone = night.next_phone()
    night.answer(phone)
    night.press("9", phone)
    following = _taken(night)
    night.talk(TALK_SECONDS)
    night.hang_up(following)
    night.hang_up()


def voicemail(night: Night) -> None:
    """A voicemail box answers twice: that is nobody. The next person takes it after the caller has hung up."""
    _call(night)
    for _ in range(2):
        night.answer_by_voicemail(night.next_phone())
    night.hang_up()
    phone = _taken(night)
    night.press("1", phone)
    called = night.next_phone()
    night.answer(called)
    night.talk(TALK_SECONDS)
    night.hang_up(phone)


def dropped(night: Night) -> None:
    """An engineer takes it and is gone within seconds: the chain goes on."""
    _call(night)
    phone = _taken(night)
    night.talk(3)
    night.hang_up(phone)
    following = _taken(night)
    night.talk(TALK_SECONDS)
    night.hang_up(following)
    night.hang_up()


def unanswered(night: Night) -> None:
    """Nobody picks up: the caller is told so, leaves a message, and the alarm goes out at the chain's end."""
    _call(night)
    for _ in range(2):
        night.let_ring_out(night.next_phone())
    night.turn_to_the_limit()
    night.until_told("Nobody has answered yet")
    night.press("1")
    night.say("This is Dana at Acme, the whole night shift is stuck. Please call me.")
    while night.is_anybody_left():
        night.let_ring_out(night.next_phone())
    night.until_the_chain_ends()


def _taken(night: Night) -> PhoneCall:
    """The next phone that rings is picked up, and the call is taken on it."""
    phone = night.next_phone()
    night.answer(phone)
    night.press("1", phone)
    return phone


def _call(night: Night) -> None:
    night.say(OUTAGE)
    night.stay_silent()


SCENES: dict[str, Scene] = {
    scene.__name__.replace("_", "-"): scene
    for scene in (bridged, by_text, refused, voicemail, dropped, unanswered)
}
