"""A record on its way to or from a topic, whatever carries it."""

from dataclasses import dataclass

Headers = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class Message:
    """A record to be produced. `topic` is the name in `flow` (`pages`, `pages.dead`).

    A value of None is a tombstone: the key is deleted from a compacted topic.
    """

    topic: str
    key: str
    value: bytes | None
    headers: Headers = ()

    def header(self, name: str) -> str | None:
        """The first header of that name as text, malformed UTF-8 replaced; None without one."""
        for key, value in self.headers:
            if key == name:
                return value.decode("utf-8", "replace")
        return None


@dataclass(frozen=True, slots=True)
class Received:
    """A record as read from a topic, with its position and the broker's time in milliseconds."""

    message: Message
    partition: int
    offset: int
    timestamp_ms: int
