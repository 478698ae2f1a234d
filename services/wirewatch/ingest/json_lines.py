"""Pages as JSON objects, one a line.

Fields: `url`, `content_type`, `fetched_at`, `title`, `published`, `language`, and the content as
one of `html`, `text` (both Unicode) or `content_base64` (bytes). None but the content is needed.
"""

import asyncio
import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from wirewatch import flow
from wirewatch.core.identity import content_hash
from wirewatch.core.ports import Bus, Clock
from wirewatch.events import FetchResult
from wirewatch.ingest.accept import Acceptor
from wirewatch.ingest.candidate import Candidate, Hints, Oversized
from wirewatch.ingest.intake import BATCH_BYTES, BATCH_PAGES, Intake, OnPage
from wirewatch.ingest.moments import read_moment

LINE_LIMIT_BYTES = 2 * flow.PAGE_LIMIT_BYTES
"""Base64 takes a third more than the page, JSON escapes of other scripts up to three times."""

_CONTENT_FIELDS = ("html", "text", "content_base64")
_HEAD_BYTES = 256
_SKIP_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file: where it begins and ends, and its bytes unless it is too long."""

    start: int
    end: int
    data: bytes | None
    complete: bool


async def ingest_json_lines_once(
    bus: Bus,
    file: Path,
    source_id: str,
    clock: Clock,
    acceptor: Acceptor,
    on_page: OnPage | None = None,
    *,
    final: bool = True,
) -> int:
    """Take in the lines of a file that were added since the last time.

    A file that became shorter or begins otherwise than before is a new one and read from its
    start.

    Args:
        bus: where the pages go.
        file: the file.
        source_id: the source that they belong to.
        clock: the time.
        acceptor: identity, with the state that tells how far the file was read.
        on_page: called for each page once it is durable on the bus.
        final: take a last line that has no line end yet. Otherwise it waits, until the file has
            stayed the same for a whole pass.

    Returns:
        The number of pages taken, unchanged and refused ones included.

    Raises:
        OSError: the file cannot be read.
    """
    intake = Intake(bus, acceptor, clock, on_page=on_page)
    state = acceptor.state
    position, head_before, size_before = _place(state.item(source_id, str(file)))
    size, head = await asyncio.to_thread(_head, file, position)
    if size < position or (position and head != head_before):
        position = 0
    final = final or size == size_before
    taken = 0
    while lines := await asyncio.to_thread(_read_lines, file, position):
        if not lines[-1].complete and not final:
            lines = lines[:-1]
        read = await asyncio.to_thread(_read_all, lines, file, source_id, clock.now())
        candidates = [one for _, one in read if isinstance(one, Candidate)]
        taken += len(await intake.take(candidates))
        await intake.report(
            [
                intake.attempt(source_id, origin, FetchResult.UNREADABLE, detail=problem)
                for origin, problem in read
                if isinstance(problem, str)
            ]
        )
        if not lines:
            break
        position = lines[-1].end
        _, head = await asyncio.to_thread(_head, file, position)
        state.set_items(source_id, [(str(file), f"{position}:{head}:{size}")])
    state.set_items(source_id, [(str(file), f"{position}:{head if position else ''}:{size}")])
    return taken


def _read_all(
    lines: list[Line], file: Path, source_id: str, now: datetime
) -> list[tuple[str, Candidate | str]]:
    return [
        (f"{file}#{line.start}", read_line(line, file, source_id, now))
        for line in lines
        if line.data is None or line.data.strip()
    ]


def read_line(line: Line, file: Path, source_id: str, now: datetime) -> Candidate | str:
    """The page of a line, or why there is none."""
    origin = f"{file}#{line.start}"
    if line.data is None:
        digest = _hash_part(file, line.start, line.end)
        over = Oversized(digest, line.end - line.start)
        return Candidate(source_id, None, b"", "", now, origin, oversized=over)
    return read_object(line.data, source_id, origin, now)


def read_object(data: bytes, source_id: str, origin: str, now: datetime) -> Candidate | str:
    """The page that a JSON object describes, or why it describes none."""
    try:
        fields = json.loads(data)
    except (ValueError, RecursionError) as error:
        return f"not JSON: {error}"[:200]
    if not isinstance(fields, dict):
        return "not a JSON object"
    given = [name for name in _CONTENT_FIELDS if isinstance(fields.get(name), str)]
    if len(given) != 1:
        return f"exactly one of {', '.join(_CONTENT_FIELDS)} must be given as text"
    if given[0] == "content_base64":
        try:
            content = base64.b64decode(fields["content_base64"], validate=True)
        except (binascii.Error, ValueError):
            return "content_base64 is not base64"
        content_type = _text(fields.get("content_type")) or "application/octet-stream"
    else:
        content = fields[given[0]].encode("utf-8", "replace")
        # The text is Unicode already, so that whatever charset it had before no longer holds.
        kind = (_text(fields.get("content_type")) or "").partition(";")[0].strip()
        default = "text/html" if given[0] == "html" else "text/plain"
        content_type = f"{kind or default}; charset=utf-8"
    oversized = None
    if len(content) > flow.PAGE_LIMIT_BYTES:
        oversized = Oversized(content_hash(content), len(content))
        content = b""
    return Candidate(
        source_id=source_id,
        url=_text(fields.get("url")),
        content=content,
        content_type=content_type,
        fetched_at=read_moment(fields.get("fetched_at")) or now,
        origin=origin,
        hints=Hints(
            _text(fields.get("title")),
            _text(fields.get("published")),
            _text(fields.get("language")),
        ),
        oversized=oversized,
    )


def _read_lines(file: Path, position: int) -> list[Line]:
    lines: list[Line] = []
    size = 0
    with file.open("rb") as stream:
        stream.seek(position)
        while len(lines) < BATCH_PAGES and size < BATCH_BYTES:
            start = stream.tell()
            data: bytes | None = stream.readline(LINE_LIMIT_BYTES)
            if not data:
                break
            complete = data.endswith(b"\n")
            if not complete and len(data) == LINE_LIMIT_BYTES:
                data = None
                while part := stream.readline(_SKIP_BYTES):
                    if complete := part.endswith(b"\n"):
                        break
            lines.append(Line(start, stream.tell(), data, complete))
            size += len(data or b"")
    return lines


def _head(file: Path, position: int) -> tuple[int, str]:
    """The size of the file, and the hash of what stands before `position` at its beginning."""
    with file.open("rb") as stream:
        head = stream.read(min(_HEAD_BYTES, position))
        return stream.seek(0, 2), hashlib.sha256(head).hexdigest()[:32]


def _hash_part(file: Path, start: int, end: int) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        stream.seek(start)
        while start < end and (part := stream.read(min(_SKIP_BYTES, end - start))):
            digest.update(part)
            start += len(part)
    return digest.hexdigest()


def _place(known: str | None) -> tuple[int, str, int]:
    if known is None:
        return 0, "", -1
    position, head, size = known.split(":")
    return int(position), head, int(size)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
