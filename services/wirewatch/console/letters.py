"""Dead letters read from the ends of their topics, without holding the originals in memory."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from wirewatch import flow
from wirewatch.console.problems import Problem
from wirewatch.core.dead_letters import DeadLetter, read_dead_letter
from wirewatch.core.message import Received
from wirewatch.core.ports import Bus

NEWEST_OF_EACH_PARTITION = 50
SHOWN_BYTES = 4_000
TOPICS = tuple(t.name for t in flow.TOPICS if t.consumed)
_HEADER_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class ListedLetter:
    """A dead letter without its original."""

    letter_id: str
    topic: str
    reason: str
    detail: str
    stage: str
    at: str
    subject: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Letters:
    """The newest dead letters, the newest first; `older` are not among them."""

    letters: tuple[ListedLetter, ...]
    older: int


async def newest_letters(bus: Bus, topic: str | None = None, reason: str | None = None) -> Letters:
    """The newest dead letters of a topic, or of all, the newest first.

    Raises:
        Retry: the bus is not ready.
    """
    letters: list[ListedLetter] = []
    older = 0
    for name in TOPICS if topic is None else (topic,):
        dead = flow.topic(name).dead
        ends = await bus.ends(dead)
        start = {p: max(0, end - NEWEST_OF_EACH_PARTITION) for p, end in ends.items()}
        older += sum(start.values())
        async for received in bus.read(dead, start):
            letter = read_dead_letter(received)
            if reason is None or letter.reason == reason:
                letters.append(_listed(letter))
    letters.sort(key=lambda letter: letter.at, reverse=True)
    return Letters(tuple(letters), older)


async def find_letter(bus: Bus, letter_id: str) -> DeadLetter | None:
    """The dead letter `topic:partition:offset`, whole.

    Raises:
        Retry: the bus is not ready.
    """
    topic, _, place = letter_id.partition(":")
    partition_text, _, offset_text = place.partition(":")
    if topic not in TOPICS or not _is_number(partition_text) or not _is_number(offset_text):
        return None
    partition, offset = int(partition_text), int(offset_text)
    dead = flow.topic(topic).dead
    ends = dict(await bus.ends(dead))
    if offset >= ends.get(partition, 0):
        return None
    records = bus.read(dead, {**ends, partition: offset})
    try:
        async for received in records:
            if (received.partition, received.offset) == (partition, offset):
                return read_dead_letter(received)
            if received.offset > offset:
                return None
        return None
    finally:
        await _close(records)


async def letter_or_404(bus: Bus, letter_id: str) -> DeadLetter:
    """The dead letter, whole.

    Raises:
        Problem: 404: there is none.
        Retry: the bus is not ready.
    """
    found = await find_letter(bus, letter_id)
    if found is None:
        raise Problem(404, "There is no such dead letter; it may be older than what is kept.")
    return found


def subject_of(letter: DeadLetter) -> str:
    """What it is about, in a line: the page's URL, or the record's key."""
    return (
        letter.message.header("ce_url") or letter.message.header("ce_subject") or letter.message.key
    )


def headers_of(letter: DeadLetter) -> list[tuple[str, str]]:
    """The headers as text, long ones cut."""
    shown = []
    for name, value in letter.message.headers:
        text = value.decode("utf-8", "replace")
        cut = text[:_HEADER_CHARACTERS]
        shown.append((name, cut + " …" if len(cut) < len(text) else cut))
    return shown


def beginning_of(letter: DeadLetter) -> str:
    """The first bytes of the original as text, with control characters made visible."""
    text = (letter.message.value or b"")[:SHOWN_BYTES].decode("utf-8", "replace")
    return "".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in text)


def _listed(letter: DeadLetter) -> ListedLetter:
    return ListedLetter(
        letter_id=letter.letter_id,
        topic=letter.topic,
        reason=letter.reason,
        detail=letter.detail,
        stage=letter.stage,
        at=letter.at,
        subject=subject_of(letter),
        size_bytes=len(letter.message.value or b""),
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


async def _close(records: AsyncIterator[Received]) -> None:
    """End a read before its end."""
    close = getattr(records, "aclose", None)
    if close is not None:
        await close()
