"""A stand-in for the model: one JSON decision after a set time, or, for a share of the requests, no answer at all."""

from __future__ import annotations

import argparse
import asyncio
import json
import random

from aiohttp import web

WORDS = (
    "Thanks, that helps. Please hold the power button of the printer for ten seconds, wait until the light is "
    "steady, and tell me what the display says then."
)
DECISION = {"action": "gather", "speech": WORDS, "ticket_body": "", "page_target": None}
MESSAGE = {
    "id": "msg_bench",
    "type": "message",
    "role": "assistant",
    "model": "bench",
    "content": [{"type": "text", "text": json.dumps(DECISION)}],
    "stop_reason": "end_turn",
    "stop_sequence": None,
    "usage": {
        "input_tokens": 900,
        "output_tokens": 60,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 0,
    },
}
BODY = json.dumps(MESSAGE).encode()


def _event(name: str, **fields: object) -> str:
    return f"event: {name}\ndata: {json.dumps({'type': name} | fields)}\n\n"


def _stream() -> bytes:
    """The same message as the API streams it, a word or two at a time."""
    text = json.dumps(DECISION)
    pieces = [text[at : at + 8] for at in range(0, len(text), 8)]
    deltas = [
        _event("content_block_delta", index=0, delta={"type": "text_delta", "text": piece})
        for piece in pieces
    ]
    end = {"stop_reason": "end_turn", "stop_sequence": None}
    return "".join(
        [
            _event("message_start", message=MESSAGE | {"content": [], "stop_reason": None}),
            _event("content_block_start", index=0, content_block={"type": "text", "text": ""}),
            *deltas,
            _event("content_block_stop", index=0),
            _event("message_delta", delta=end, usage={"output_tokens": 60}),
            _event("message_stop"),
        ]
    ).encode()


STREAM = _stream()
state = {"delay": 0.0, "silent": 0.0}


async def messages(request: web.Request) -> web.Response:
    streams = json.loads(await request.read()).get("stream")
    if random.random() < state["silent"]:
        await asyncio.sleep(3600)
    if state["delay"]:
        await asyncio.sleep(state["delay"])
    if streams:
        return web.Response(body=STREAM, content_type="text/event-stream")
    return web.Response(body=BODY, content_type="application/json")


async def configure(request: web.Request) -> web.Response:
    state.update(await request.json())
    return web.json_response(state)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    app = web.Application()
    app.router.add_post("/v1/messages", messages)
    app.router.add_post("/configure", configure)
    web.run_app(app, host="127.0.0.1", port=parser.parse_args().port, print=None, access_log=None)


if __name__ == "__main__":
    main()
