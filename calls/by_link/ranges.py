"""Parts of a file, as players ask for them: Safari plays no sound from a server that cannot give a part."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse

_ONE_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def with_ranges(request: HttpRequest, content: bytes, content_type: str) -> HttpResponse:
    """Answer with the content, or with the one range that is asked for (RFC 9110, section 14)."""
    wanted = _ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    if wanted is None or wanted.groups() == ("", ""):
        answer = HttpResponse(content, content_type)
    else:
        answer = _part(content, content_type, *wanted.groups())
    answer["Accept-Ranges"] = "bytes"
    return answer


def _part(content: bytes, content_type: str, first: str, last: str) -> HttpResponse:
    size = len(content)
    start = int(first) if first else max(0, size - int(last))
    end = min(int(last), size - 1) if first and last else size - 1
    if start >= size or end < start:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    answer = HttpResponse(content[start : end + 1], content_type, status=206)
    answer["Content-Range"] = f"bytes {start}-{end}/{size}"
    return answer
