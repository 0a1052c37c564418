"""The yardstick: Django with one view that checks the signature, asks the model and answers. It stores nothing."""

from __future__ import annotations

import json
import os

import django
import uvicorn
from anthropic import AsyncAnthropic
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from twilio.request_validator import RequestValidator
from twilio.twiml.voice_response import Gather, VoiceResponse

settings.configure(DEBUG=False, SECRET_KEY="bench", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, MIDDLEWARE=[])
django.setup()

model = AsyncAnthropic(api_key="bench", base_url=os.environ["ANTHROPIC_BASE_URL"])
validator = RequestValidator(os.environ["TWILIO_AUTH_TOKEN"])
said: dict[str, list[str]] = {}
SYSTEM = "You answer the night line. Decide: gather, resolve or escalate. " * 25


@csrf_exempt
async def turn(request: HttpRequest) -> HttpResponse:
    form = request.POST.dict()
    address = os.environ["PUBLIC_URL"] + request.get_full_path()
    if not validator.validate(address, form, request.headers.get("X-Twilio-Signature", "")):
        return HttpResponse(status=403)
    words = "What is going on?"
    if form.get("SpeechResult"):
        history = said.setdefault(form["CallSid"], [])
        history.append(form["SpeechResult"])
        reply = await model.messages.create(
            model="bench",
            max_tokens=300,
            system=SYSTEM,
            messages=[{"role": "user", "content": "\n".join(history)}],
        )
        block = reply.content[0]
        words = json.loads(block.text)["speech"] if block.type == "text" else ""
    response = VoiceResponse()
    gather = Gather(input="speech", action="/twilio/voice/turn", method="POST")
    gather.say(words)
    response.append(gather)
    return HttpResponse(str(response), content_type="text/xml")


urlpatterns = [path("twilio/voice", turn), path("twilio/voice/turn", turn)]
application = get_asgi_application()

if __name__ == "__main__":
    uvicorn.run(
        application,
        port=int(os.environ["PORT"]),
        log_level="warning",
        access_log=False,
        backlog=4096,
        lifespan="off",
    )
