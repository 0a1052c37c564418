"""What the telephone does next, as TwiML. The only module that knows Gather, Say and Dial."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from twilio.twiml import TwiML
from twilio.twiml.voice_response import Dial, Gather, Say, Start, VoiceResponse

from calls.conversation.tongue import tongue
from calls.models import Call
from triage.language import Language, language_of


class Voice(NamedTuple):
    """How a language is spoken and heard: Twilio's name of the voice, and of the language for both directions."""

    name: str
    language: str


VOICES = {
    Language.ENGLISH: Voice("Polly.Joanna-Neural", "en-US"),
    Language.SPANISH: Voice("Polly.Lupe-Neural", "es-US"),
    Language.FRENCH: Voice("Polly.Gabrielle-Neural", "fr-CA"),
    Language.PORTUGUESE: Voice("Polly.Camila-Neural", "pt-BR"),
    Language.GERMAN: Voice("Polly.Vicki-Neural", "de-DE"),
    Language.ITALIAN: Voice("Polly.Bianca-Neural", "it-IT"),
}
ANY_LANGUAGE = "multi"  # deepgram_nova-3 alone notices by itself what is spoken; until we know, it may be any
SPEECH = {
    "input": "dtmf speech",
    "speech_model": "deepgram_nova-3",
    "speech_timeout": "2",
    "timeout": 6,
    "num_digits": 1,
}
LONGEST_SAY = 3000  # Twilio refuses more than 4096 characters
WAIT_SECONDS = 12  # between two sentences to somebody who waits
LONGEST_MESSAGE = 180  # seconds
CALLER_RING_SECONDS = 30
RING_SECONDS = 25  # mobile voicemail answers after 20 to 30 s


def public(path: str) -> str:
    return f"{settings.PUBLIC_URL}{path}"


def say(verb: TwiML, words: str) -> None:
    """Add words in the voice of the line's language; what is English all the same is not read with a foreign accent."""
    language = tongue() or Language.ENGLISH
    voice = VOICES[Language.ENGLISH if language_of(words) is Language.ENGLISH else language]
    verb.append(Say(words[:LONGEST_SAY], voice=voice.name, language=voice.language))


def _heard_in() -> str:
    """The language that is listened for: the caller's, or any while nothing shows which."""
    language = tongue()
    return VOICES[language].language if language else ANY_LANGUAGE


def ask(words: str, *, turn: int, hints: Iterable[str] = (), records_on: str = "") -> str:
    """Say something and listen, to words and keys alike; silence comes back as an empty turn.

    `records_on`, our number, starts a recording of the whole call, which the words must say.
    """
    response = VoiceResponse()
    if records_on:
        start = Start()
        start.recording(recording_status_callback=recording_callback(records_on))
        response.append(start)
    gather = Gather(
        action=public(f"/twilio/voice/turn?turn={turn}"),
        method="POST",
        language=_heard_in(),
        action_on_empty_result=True,
        hints=", ".join(hints) or None,
        **SPEECH,
    )
    say(gather, words)
    response.append(gather)
    return str(response)


def goodbye(words: str) -> str:
    response = VoiceResponse()
    say(response, words)
    response.hangup()
    return str(response)


def nothing() -> str:
    return str(VoiceResponse())


def connect(words: str, numbers: Iterable[str], *, caller_id: str) -> str:
    """Ring the people on call one after another, then take a message: the answer when nothing else works."""
    response = VoiceResponse()
    say(response, words)
    for number in numbers:
        dial = Dial(caller_id=caller_id or None, timeout=RING_SECONDS)
        dial.number(number)
        response.append(dial)
    _leave_message(
        response,
        "Nobody could be reached just now. Please say your name, your number and what is wrong after the tone.",
        "We did not hear a message. Please call again.",
        line=caller_id,
    )
    return str(response)


def leave_message(words: str, *, otherwise: str, line: str) -> str:
    """Ask for a message after the tone on this number of ours; `otherwise` is said when there was none."""
    response = VoiceResponse()
    _leave_message(response, words, otherwise, line=line)
    return str(response)


def key_or_message(words: str, *, action: str, message: str, otherwise: str, line: str) -> str:
    """Offer one key; without it, take a message."""
    response = VoiceResponse()
    gather = Gather(action=public(action), method="POST", input="dtmf", num_digits=1, timeout=5)
    say(gather, words)
    response.append(gather)
    _leave_message(response, message, otherwise, line=line)
    return str(response)


def _leave_message(response: VoiceResponse, words: str, otherwise: str, *, line: str) -> None:
    say(response, words)
    response.record(
        action=public("/twilio/voice/recorded"),
        method="POST",
        max_length=180,
        timeout=5,
        play_beep=True,
        recording_status_callback=recording_callback(line),
    )
    say(response, otherwise)
    response.hangup()


def ask_key(words: str, *, action: str) -> str:
    """Read something to an engineer twice and take one key."""
    response = VoiceResponse()
    for _ in range(2):
        gather = Gather(action=public(action), method="POST", input="dtmf", num_digits=1, timeout=8)
        say(gather, words)
        response.append(gather)
    response.hangup()
    return str(response)


def text_reply(words: str) -> str:
    from twilio.twiml.messaging_response import MessagingResponse

    response = MessagingResponse()
    if words:
        response.message(words)
    return str(response)


# A caller who waits, and the engineer who joins him


def caller_room(words: str, call: Call) -> str:
    """Bring the caller into his room: he hears how it stands until an engineer joins, and the star leads out."""
    response = VoiceResponse()
    if words:
        say(response, words)
    dial = Dial(action=room_url("left", call), method="POST", hangup_on_star=True)
    _conference(dial, call, starts=False, wait_url=room_url("wait", call))
    response.append(dial)
    return str(response)


def engineer_room(words: str, call: Call, *, page: int) -> str:
    """Bring an engineer into the caller's room. When the one leaves, the other's line goes on behind its Dial."""
    response = VoiceResponse()
    say(response, words)
    after = public(f"/twilio/voice/page/after?page={page}")
    dial = Dial(action=after, method="POST", hangup_on_star=True)
    _conference(dial, call, starts=True, wait_url=room_url("wait", call, page=page))
    response.append(dial)
    return str(response)


def _conference(dial: Dial, call: Call, *, starts: bool, wait_url: str) -> None:
    """Both ask for the room's callbacks, for the first one's wish counts. No labels: one in use twice ends the Dial."""
    dial.conference(
        f"nd-{call.pk}",
        start_conference_on_enter=starts,
        end_conference_on_exit=True,
        beep="onEnter" if starts else "false",
        wait_url=wait_url,
        wait_method="POST",
        status_callback=room_url("event", call),
        status_callback_method="POST",
        status_callback_event="start end join leave",
    )


def wait_on(words: str, *, again: str) -> str:
    """One round of waiting in a room: a sentence, a pause, and the next round. Twilio plays no other verbs there."""
    response = VoiceResponse()
    if words:
        say(response, words)
    response.pause(length=WAIT_SECONDS)
    response.redirect(again, method="POST")
    return str(response)


def offer(words: str, call: Call) -> str:
    """Ask what the caller wants; silence is an answer too."""
    response = VoiceResponse()
    gather = Gather(
        action=room_url("choice", call),
        method="POST",
        input="dtmf",
        num_digits=1,
        timeout=8,
        action_on_empty_result=True,
    )
    say(gather, words)
    response.append(gather)
    return str(response)


def take_message(words: str, call: Call, *, otherwise: str) -> str:
    """Record a message. After pure silence Twilio goes on here, without asking anybody."""
    response = VoiceResponse()
    say(response, words)
    response.record(
        action=room_url("message", call),
        method="POST",
        max_length=LONGEST_MESSAGE,
        timeout=5,
        finish_on_key="#",
        play_beep=True,
        recording_status_callback=recording_callback(call.to_number),
    )
    say(response, otherwise)
    response.hangup()
    return str(response)


def choose_or_end(words: str, *, action: str) -> str:
    """Offer one key; without it the call ends."""
    response = VoiceResponse()
    gather = Gather(action=action, method="POST", input="dtmf", num_digits=1, timeout=6)
    say(gather, words)
    response.append(gather)
    response.hangup()
    return str(response)


def ring_caller(words: str, number: str, *, page: int, caller_id: str) -> str:
    """Dial the caller on the engineer's line, from the number that the caller had dialled."""
    response = VoiceResponse()
    say(response, words)
    called = public(f"/twilio/voice/page/called?page={page}")
    dial = Dial(action=called, method="POST", caller_id=caller_id, timeout=CALLER_RING_SECONDS)
    dial.number(number)
    response.append(dial)
    return str(response)


def room_url(door: str, call: Call, **more: object) -> str:
    """The address that a line of this call asks next. It names our number: not every request of Twilio's does."""
    told = {"line": call.to_number, "call": call.pk, **more}
    return public(f"/twilio/voice/room/{door}?{urlencode(told)}")


def recording_callback(line: str) -> str:
    """Where Twilio tells of a recording. What it tells names neither party, so that the address names our number."""
    return public(f"/twilio/voice/recording/status?{urlencode({'line': line})}")
