"""Pages that lie in a folder.

With a `manifest.jsonl` the folder holds what that lists, in its order: one JSON object a line with
`file` (relative to the folder), `url`, `content_type`, `fetched_at`, `title`; only `file` is
needed, other fields are ignored, and a file may be listed under several URLs. Without one, every
file in the folder and below it is a page without a URL, save hidden ones and unfinished ones
(`.part`, `.tmp`). Links that lead out of the folder and anything that is not a plain file are
refused.
"""

import asyncio
import hashlib
import json
import mimetypes
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from wirewatch import flow
from wirewatch.core.identity import hashed
from wirewatch.core.ports import Bus, Clock
from wirewatch.events import FetchAttempted, FetchResult
from wirewatch.ingest.accept import Acceptor
from wirewatch.ingest.candidate import Candidate, Hints, Oversized
from wirewatch.ingest.intake import BATCH_BYTES, BATCH_PAGES, Intake, OnPage
from wirewatch.ingest.moments import read_moment

MANIFEST = "manifest.jsonl"
_UNFINISHED = (".part", ".tmp", ".crdownload", ".swp")
_MANIFEST_LINE_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class FolderItem:
    """One page of a folder. `name` is unique in it; `fingerprint` changes with the file."""

    path: Path
    name: str
    fingerprint: str
    size_bytes: int
    modified: datetime
    url: str | None = None
    content_type: str | None = None
    fetched_at: datetime | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class FolderProblem:
    """A line of the manifest, or a file, that brings no page."""

    name: str
    fingerprint: str
    detail: str


async def ingest_folder_once(
    bus: Bus,
    folder: Path,
    source_id: str,
    clock: Clock,
    acceptor: Acceptor,
    on_page: OnPage | None = None,
    *,
    settle_seconds: float = 0.0,
) -> int:
    """Take in every page of a folder that is new or changed since the last time.

    Args:
        bus: where the pages go.
        folder: the folder.
        source_id: the source that they belong to.
        clock: the time.
        acceptor: identity, with the state that tells which files were taken.
        on_page: called for each page once it is durable on the bus.
        settle_seconds: leave files alone that changed less long ago; they may be unfinished.

    Returns:
        The number of pages taken, unchanged and refused ones included.

    Raises:
        OSError: the folder cannot be read.
    """
    intake = Intake(bus, acceptor, clock, on_page=on_page)
    state = acceptor.state
    taken = 0
    entries = await asyncio.to_thread(lambda: list(_list(folder)))
    batch: list[tuple[FolderItem, Candidate]] = []
    size = 0

    async def flush() -> int:
        nonlocal size
        await intake.take([candidate for _, candidate in batch])
        state.set_items(source_id, [(item.name, item.fingerprint) for item, _ in batch])
        count, size = len(batch), 0
        batch.clear()
        return count

    for entry in entries:
        if state.item(source_id, entry.name) == entry.fingerprint:
            continue
        if isinstance(entry, FolderItem):
            # Either way, so that a file from the future is not left for ever.
            if abs((clock.now() - entry.modified).total_seconds()) < settle_seconds:
                continue
            read = await asyncio.to_thread(_read, entry, source_id, clock.now())
            if read is None:
                continue  # it changed while it was read; the next pass sees it whole
            if isinstance(read, Candidate):
                if batch and size + len(read.content) > BATCH_BYTES:
                    taken += await flush()
                batch.append((entry, read))
                size += len(read.content)
                if len(batch) >= BATCH_PAGES:
                    taken += await flush()
                continue
            entry = read
        await intake.report([_unreadable(intake, folder, source_id, entry)])
        state.set_items(source_id, [(entry.name, entry.fingerprint)])
    if batch:
        taken += await flush()
    return taken


def _unreadable(
    intake: Intake, folder: Path, source_id: str, problem: FolderProblem
) -> FetchAttempted:
    where = f"{folder}/{problem.name.partition(chr(0))[0]}"
    return intake.attempt(source_id, where, FetchResult.UNREADABLE, detail=problem.detail)


def _list(folder: Path) -> Iterator[FolderItem | FolderProblem]:
    next(folder.iterdir(), None)  # raises where there is no such folder; `rglob` is silent then
    manifest = folder / MANIFEST
    if manifest.is_file():
        yield from _listed(folder, manifest)
        return
    root = folder.resolve()
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in relative.parts)
        if not hidden and path.suffix not in _UNFINISHED and not path.is_dir():
            yield _item(root, path, relative.as_posix(), {})


def _listed(folder: Path, manifest: Path) -> Iterator[FolderItem | FolderProblem]:
    root = folder.resolve()
    with manifest.open("rb") as lines:
        number = 0
        while line := lines.readline(_MANIFEST_LINE_BYTES):
            number += 1
            if not line.strip():
                continue
            name = f"{MANIFEST}#{number}"
            fingerprint = hashlib.sha256(line).hexdigest()[:32]
            try:
                fields = json.loads(line)
            except (ValueError, RecursionError) as error:
                yield FolderProblem(name, fingerprint, f"not JSON: {error}"[:200])
                continue
            file = fields.get("file") if isinstance(fields, dict) else None
            if not isinstance(file, str) or not file or "\0" in file:
                yield FolderProblem(name, fingerprint, "the line names no file")
                continue
            yield _item(root, folder / file, file, fields, fingerprint)


def _item(
    root: Path, path: Path, name: str, fields: dict[str, Any], line: str = ""
) -> FolderItem | FolderProblem:
    url = _text(fields.get("url"))
    unique = name if url is None else f"{name}\0{url}"
    try:
        status = path.stat()
        inside = path.resolve(strict=True).is_relative_to(root)
    except (OSError, RuntimeError, ValueError) as error:
        return FolderProblem(unique, f"missing:{line}", f"cannot be read: {error}"[:200])
    if not inside:
        return FolderProblem(unique, f"outside:{line}", "it lies outside the folder")
    if not stat.S_ISREG(status.st_mode):
        return FolderProblem(unique, f"irregular:{line}", "it is not a plain file")
    return FolderItem(
        path=path,
        name=unique,
        fingerprint=hashed(str(status.st_size), str(status.st_mtime_ns), line),
        size_bytes=status.st_size,
        modified=datetime.fromtimestamp(status.st_mtime, UTC),
        url=url,
        content_type=_text(fields.get("content_type")),
        fetched_at=read_moment(fields.get("fetched_at")),
        title=_text(fields.get("title")),
    )


def _read(item: FolderItem, source_id: str, now: datetime) -> Candidate | FolderProblem | None:
    oversized = None
    content = b""
    try:
        with item.path.open("rb") as file:
            if item.size_bytes > flow.PAGE_LIMIT_BYTES:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                oversized = Oversized(digest, item.size_bytes)
            else:
                content = file.read(item.size_bytes + 1)
        after = item.path.stat()
    except OSError as error:
        return FolderProblem(item.name, item.fingerprint, f"cannot be read: {error}"[:200])
    grown = oversized is None and len(content) != item.size_bytes
    if grown or after.st_size != item.size_bytes:
        return None
    guessed, _ = mimetypes.guess_type(item.path.name)
    return Candidate(
        source_id=source_id,
        url=item.url,
        content=content,
        content_type=item.content_type or guessed or "application/octet-stream",
        fetched_at=item.fetched_at or min(item.modified, now),
        origin=str(item.path),
        hints=Hints(title=item.title),
        oversized=oversized,
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
