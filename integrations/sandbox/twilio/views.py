"""The stand-in's doors, under Twilio's paths."""

from __future__ import annotations

import hmac
import re
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from integrations.sandbox.access import View, basic_login, development_only
from integrations.sandbox.models import Conference, Fault, OptOut, PhoneCall, Text
from integrations.sandbox.twilio import answers, phones, recordings
from integrations.sandbox.twilio.accounts import new_sid, token_of
from integrations.sandbox.twilio.answers import Refusal

E164 = re.compile(r"\+[1-9]\d{6,14}")
BODY_LENGTH = 1600
MAX_PAGE = 1000
SILENCE_SECONDS = 8.0  # longer than our client waits
M = TypeVar("M", Text, PhoneCall)
Handler = Callable[..., answers.Json | HttpResponse]


def endpoint(*, makes: bool = False, **methods: Handler) -> View:
    """Make a view of one function per method; each gets the account and returns the body of the answer.

    A POST to a list makes something; `makes` says so where the address names the thing that the list is of.
    """

    @csrf_exempt
    @development_only
    def view(request: HttpRequest, account: str, **kwargs: Any) -> HttpResponseBase:
        try:
            _login(request, account)
            handler = methods.get(request.method or "")
            if handler is None:
                raise Refusal(405, 20004, "Method not allowed")
            answer = handler(request, account, **kwargs)
        except Refusal as refusal:
            return refusal.response()
        if isinstance(answer, HttpResponse):
            return answer
        created = request.method == "POST" and (makes or "sid" not in kwargs)
        return JsonResponse(answer, status=201 if created else 200)

    return view


def _login(request: HttpRequest, account: str) -> None:
    if Fault.is_on(Fault.Kind.TWILIO_DOWN, account):
        raise Refusal(503, 20503, "Service Unavailable")
    if Fault.is_on(Fault.Kind.TWILIO_BUSY, account):
        raise Refusal(429, 20429, "Too Many Requests")
    user, password = basic_login(request) or ("", "")
    token = token_of(account)
    if user != account or not token or not hmac.compare_digest(password.encode(), token.encode()):
        raise Refusal(401, 20003, "Authenticate")


def _numbers(request: HttpRequest) -> tuple[str, str]:
    sender, recipient = request.POST.get("From", ""), request.POST.get("To", "")
    if not E164.fullmatch(recipient):
        raise Refusal(400, 21211, f"The 'To' number {recipient} is not a valid phone number.")
    if not E164.fullmatch(sender):
        raise Refusal(400, 21212, f"The 'From' number {sender} is not a valid phone number.")
    return sender, recipient


def _size(request: HttpRequest) -> int:
    size = request.GET.get("PageSize", "50")
    return min(MAX_PAGE, max(1, int(size))) if size.isdecimal() else 50


def _send_text(request: HttpRequest, account: str) -> answers.Json:
    sender, recipient = _numbers(request)
    body = request.POST.get("Body", "")
    if not body:
        raise Refusal(400, 21602, "Message body is required.")
    if len(body) > BODY_LENGTH:
        raise Refusal(400, 21617, "The concatenated message body exceeds the 1600 character limit.")
    if OptOut.objects.filter(number=recipient).exists():
        raise Refusal(400, 21610, "Attempt to send to unsubscribed recipient")
    text = Text.objects.create(
        sid=new_sid("SM"), account_sid=account, sender=sender, recipient=recipient, body=body
    )
    phones.deliver(text, request.POST.get("StatusCallback", ""))
    _fall_silent(account)
    return answers.message(text)


def _fall_silent(account: str) -> None:
    """What was asked for is done; whoever asked hears nothing of it."""
    if Fault.is_on(Fault.Kind.TWILIO_SILENT, account):
        time.sleep(SILENCE_SECONDS)


def _list_texts(request: HttpRequest, account: str) -> answers.Json:
    rows = Text.objects.filter(account_sid=account, **_wanted(request))
    return _one_page(request, "messages", rows, answers.message)


def _read_text(request: HttpRequest, account: str, sid: str) -> answers.Json:
    text = Text.objects.filter(account_sid=account, sid=sid).first()
    if text is None:
        raise Refusal(404, 20404, f"The requested resource /Messages/{sid}.json was not found")
    return answers.message(text)


def _one_page(
    request: HttpRequest, name: str, rows: QuerySet[M], show: Callable[[M], answers.Json]
) -> answers.Json:
    """The newest first, so many of them, and where the next ones are."""
    size, number = _size(request), request.GET.get("Page", "0")
    start = size * int(number) if number.isdecimal() else 0
    found = list(rows.order_by("-pk")[start : start + size + 1])
    page = answers.page(name, [show(row) for row in found[:size]], size)
    if len(found) > size:
        query = request.GET.copy()
        query["Page"] = str(start // size + 1)
        page["next_page_uri"] = (
            f"{request.path[request.path.index(f'/{answers.VERSION}') :]}?{query.urlencode()}"
        )
    return page


def _wanted(request: HttpRequest) -> dict[str, str]:
    """The list's filters, in the models' words."""
    columns = {"To": "recipient", "From": "sender", "Status": "status"}
    for name in ("StartTime", "DateSent"):
        columns |= {f"{name}>": "created_at__gte", f"{name}<": "created_at__lte"}
    return {column: request.GET[name] for name, column in columns.items() if name in request.GET}


def _place_call(request: HttpRequest, account: str) -> answers.Json:
    sender, recipient = _numbers(request)
    url = request.POST.get("Url", "")
    if not url:
        raise Refusal(400, 21205, "Url parameter is required.")
    timeout = request.POST.get("Timeout", "60")
    call = PhoneCall.objects.create(
        sid=new_sid("CA"),
        account_sid=account,
        sender=sender,
        recipient=recipient,
        url=url,
        callback_url=request.POST.get("StatusCallback", ""),
        events=request.POST.getlist("StatusCallbackEvent"),
        timeout=min(600, int(timeout)) if timeout.isdecimal() else 60,
    )
    phones.ring(call)
    _fall_silent(account)
    return answers.call(call)


def _list_calls(request: HttpRequest, account: str) -> answers.Json:
    rows = PhoneCall.objects.filter(account_sid=account, **_wanted(request))
    return _one_page(request, "calls", rows, answers.call)


def _call(account: str, sid: str) -> PhoneCall:
    call = PhoneCall.objects.filter(account_sid=account, sid=sid).first()
    if call is None:
        raise Refusal(404, 20404, f"The requested resource /Calls/{sid}.json was not found")
    return call


def _read_call(request: HttpRequest, account: str, sid: str) -> answers.Json:
    return answers.call(_call(account, sid))


def _change_call(request: HttpRequest, account: str, sid: str) -> answers.Json:
    """End a call, or give it something else to hear."""
    call = _call(account, sid)
    if call.is_over:
        raise Refusal(400, 21220, "Call is not in-progress. Cannot redirect.")
    wanted = request.POST.get("Status")
    if wanted == "completed" or (wanted == "canceled" and not call.is_answered):
        phones.end(call, "completed" if call.is_answered else "canceled")
    elif call.is_answered and request.POST.get("Url"):
        phones.listen(call, request.POST["Url"])
    elif call.is_answered and request.POST.get("Twiml"):
        phones.play(call, request.POST["Twiml"])
    return answers.call(_call(account, sid))


def _delete_text(request: HttpRequest, account: str, sid: str) -> HttpResponse:
    _read_text(request, account, sid)
    Text.objects.filter(account_sid=account, sid=sid).delete()
    return HttpResponse(status=204)


def _delete_call(request: HttpRequest, account: str, sid: str) -> HttpResponse:
    call = _call(account, sid)
    if not call.is_over:
        raise Refusal(400, 21220, "Call is in-progress. Cannot delete.")
    call.delete()
    return HttpResponse(status=204)


def _conference(account: str, sid: str) -> Conference:
    """A conference by its id, or an open one by its name."""
    known = Conference.objects.filter(account_sid=account)
    found = known.filter(sid=sid).first() or known.filter(name=sid).exclude(status="completed").first()
    if found is None:
        raise Refusal(404, 20404, f"The requested resource /Conferences/{sid}.json was not found")
    return found


def _list_conferences(request: HttpRequest, account: str) -> answers.Json:
    columns = {"FriendlyName": "name", "Status": "status"}
    wanted = {column: request.GET[name] for name, column in columns.items() if name in request.GET}
    rows = Conference.objects.filter(account_sid=account, **wanted)[:MAX_PAGE]
    return answers.page("conferences", [answers.conference(row) for row in rows], _size(request))


def _read_conference(request: HttpRequest, account: str, sid: str) -> answers.Json:
    return answers.conference(_conference(account, sid))


def _end_conference(request: HttpRequest, account: str, sid: str) -> answers.Json:
    conference = _conference(account, sid)
    if request.POST.get("Status") == "completed":
        phones.close_room(conference)
    return answers.conference(_conference(account, conference.sid))


def _list_participants(request: HttpRequest, account: str, conference: str) -> answers.Json:
    inside = _conference(account, conference).participants.filter(left_at=None)
    rows = [answers.participant(row) for row in inside.select_related("call", "conference")]
    return answers.page("participants", rows, _size(request))


def _remove_participant(request: HttpRequest, account: str, conference: str, sid: str) -> HttpResponse:
    inside = _conference(account, conference).participants.filter(left_at=None, call__sid=sid)
    stay = inside.select_related("call").first()
    if stay is None:
        raise Refusal(404, 20404, f"The requested resource /Participants/{sid}.json was not found")
    phones.take_out(stay.call)
    return HttpResponse(status=204)


messages = endpoint(GET=_list_texts, POST=_send_text)
message = endpoint(GET=_read_text, DELETE=_delete_text)
calls = endpoint(GET=_list_calls, POST=_place_call)
call = endpoint(GET=_read_call, POST=_change_call, DELETE=_delete_call)
call_recordings = endpoint(makes=True, GET=recordings.of_call, POST=recordings.start)
call_recording = endpoint(POST=recordings.change)
account_recordings = endpoint(GET=recordings.of_account)
recording = endpoint(GET=recordings.read, DELETE=recordings.delete)
recording_media = endpoint(GET=recordings.play)
conferences = endpoint(GET=_list_conferences)
conference = endpoint(GET=_read_conference, POST=_end_conference)
participants = endpoint(GET=_list_participants)
participant = endpoint(DELETE=_remove_participant)
