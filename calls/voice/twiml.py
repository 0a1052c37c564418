"""What the telephone does next, as TwiML. The only module that knows Gather, Say and Dial."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from twilio.twiml import TwiML
from twilio.twiml.voice_response import Dial, Gather, Say, Start, VoiceResponse

VOICE = "Polly.Joanna-Neural"
LANGUAGE = "en-US"
SPEECH = {
    "input": "dtmf speech",
    "speech_model": "deepgram_nova-3",
    "speech_timeout": "2",
    "timeout": 6,
    "num_digits": 1,
}
LONGEST_SAY = 3000  # Twilio refuses more than 4096 characters
RING_SECONDS = 25  # mobile voicemail answers after 20 to 30 s


def public(path: str) -> str:
    return f"{settings.PUBLIC_URL}{path}"


def say(verb: TwiML, words: str) -> None:
    verb.append(Say(words[:LONGEST_SAY], voice=VOICE, language=LANGUAGE))


def ask(words: str, *, turn: int, hints: Iterable[str] = (), records: bool = False) -> str:
    """Say something and listen, to words and keys alike; silence comes back as an empty turn.

    `records` starts a recording of the whole call, which the words must say.
    """
    response = VoiceResponse()
    if records:
        start = Start()
        start.recording(recording_status_callback=public("/twilio/voice/recording/status"))
        response.append(start)
    gather = Gather(
        action=public(f"/twilio/voice/turn?turn={turn}"),
        method="POST",
        language=LANGUAGE,
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
    say(
        response,
        "Nobody could be reached just now. Please say your name, your number and what is wrong after the tone.",
    )
    response.record(
        action=public("/twilio/voice/recorded"),
        method="POST",
        max_length=180,
        timeout=5,
        play_beep=True,
        recording_status_callback=public("/twilio/voice/recording/status"),
    )
    say(response, "We did not hear a message. Please call again.")
    response.hangup()
    return str(response)


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
