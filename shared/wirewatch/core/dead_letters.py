"""Dead letters: an input that can never work, kept whole with the reason, and replayable."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from wirewatch import flow
from wirewatch.core.errors import Reason, Reject
from wirewatch.core.message import Headers, Message, Received

_PREFIX = "dlq-"
_DETAIL_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A dead letter as read back."""

    letter_id: str
    topic: str
    partition: int
    offset: int
    reason: str
    detail: str
    stage: str
    at: str
    message: Message


def dead_letter(received: Received, reject: Reject, *, stage: str, now: datetime) -> Message:
    """The record for the dead-letter topic: key, value and headers untouched, the reason added."""
    message = received.message
    added: Headers = tuple(
        (name, value.encode("utf-8", "replace"))
        for name, value in (
            ("dlq-topic", message.topic),
            ("dlq-partition", str(received.partition)),
            ("dlq-offset", str(received.offset)),
            ("dlq-reason", reject.reason.value),
            ("dlq-detail", str(reject)[:_DETAIL_CHARACTERS]),
            ("dlq-stage", stage),
            ("dlq-time", now.isoformat(timespec="milliseconds").replace("+00:00", "Z")),
        )
    )
    kept = tuple(h for h in message.headers if not h[0].startswith(_PREFIX))
    return Message(flow.topic(message.topic).dead, message.key, message.value, kept + added)


def read_dead_letter(received: Received) -> DeadLetter:
    """A record of a dead-letter topic as a dead letter; its id is `topic:partition:offset`."""
    message = received.message
    topic = flow.topic(message.topic).name

    def header(name: str) -> str:
        return message.header(_PREFIX + name) or ""

    return DeadLetter(
        letter_id=f"{topic}:{received.partition}:{received.offset}",
        topic=topic,
        partition=received.partition,
        offset=received.offset,
        reason=header("reason") or Reason.UNEXPECTED.value,
        detail=header("detail"),
        stage=header("stage"),
        at=header("time"),
        message=replayable(message),
    )


def replayable(message: Message) -> Message:
    """The original record, to be produced to its own topic again."""
    kept = tuple(h for h in message.headers if not h[0].startswith(_PREFIX))
    return Message(flow.topic(message.topic).name, message.key, message.value, kept)


def newest_first(letters: Sequence[DeadLetter]) -> list[DeadLetter]:
    """In the order a person reads them."""
    return sorted(letters, key=lambda letter: letter.at, reverse=True)
