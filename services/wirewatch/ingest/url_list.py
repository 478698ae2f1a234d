"""A text file with one URL a line; each is visited again and again.

Empty lines and lines that begin with `#` are left out.
"""

from dataclasses import replace
from pathlib import Path

from wirewatch.core.identity import hashed
from wirewatch.core.urls import MAX_URL_CHARACTERS, normalise
from wirewatch.events import FetchResult, Source
from wirewatch.ingest.intake import Intake
from wirewatch.ingest.state import IngestState, Resource

MAX_URLS = 100_000
_LINE_BYTES = 4 * MAX_URL_CHARACTERS


async def read_url_list(source: Source, state: IngestState, intake: Intake, now_ms: int) -> None:
    """Note new URLs as due, and those that are gone from the file as not due any more.

    A line that is no URL is reported once.

    Raises:
        OSError: the file cannot be read.
    """
    urls, problems = _read(Path(source.location))
    new_problems = [
        (where, detail)
        for where, detail in problems
        if state.item(source.source_id, where) != _mark(detail)
    ]
    await intake.report(
        [
            intake.attempt(source.source_id, where, FetchResult.UNREADABLE, detail=detail)
            for where, detail in new_problems
        ]
    )
    state.set_items(source.source_id, [(where, _mark(detail)) for where, detail in new_problems])
    changed = []
    for url in urls:
        known = state.resource(source.source_id, url)
        if known is None:
            changed.append(Resource(source.source_id, url, due_ms=now_ms, listed_ms=now_ms))
        elif known.due_ms is None:
            changed.append(replace(known, due_ms=now_ms, listed_ms=now_ms))
    for known in state.waiting(source.source_id):
        if known.url not in urls:
            changed.append(replace(known, due_ms=None))
    state.save(changed)


def _read(file: Path) -> tuple[dict[str, None], list[tuple[str, str]]]:
    urls: dict[str, None] = {}
    problems: list[tuple[str, str]] = []
    number = 0
    with file.open("rb") as lines:
        while raw := lines.readline(_LINE_BYTES):
            number += 1
            line = raw.decode("utf-8", "replace").removeprefix("\ufeff").strip()
            if not line or line.startswith("#"):
                continue
            try:
                normalise(line)
            except ValueError as error:
                problems.append((f"{file}#line {number}", str(error)[:200]))
                continue
            if len(urls) >= MAX_URLS:
                problems.append(
                    (f"{file}#line {number}", f"only the first {MAX_URLS} URLs are visited")
                )
                break
            urls[line] = None
    return urls, problems


def _mark(detail: str) -> str:
    return hashed("problem", detail)
