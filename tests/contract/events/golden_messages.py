"""The golden messages: as some version wrote them once. They are never edited; add new ones."""

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wirewatch import flow
from wirewatch.core.message import Message

FOLDER = Path(__file__).parent / "golden"


@dataclass(frozen=True)
class Golden:
    """One stored record, and the event that it must decode to, as plain values."""

    name: str
    message: Message
    expected: dict[str, Any]

    def with_value(self, value: bytes | None) -> Message:
        """The same record with another value."""
        return Message(self.message.topic, self.message.key, value, self.message.headers)

    def with_header(self, name: str, text: str | None) -> Message:
        """The same record with a header changed, or without it."""
        kept = tuple(h for h in self.message.headers if h[0] != name)
        added = () if text is None else ((name, text.encode()),)
        return Message(self.message.topic, self.message.key, self.message.value, kept + added)


def load() -> list[Golden]:
    """Every golden message."""
    return [_read(path) for path in sorted(FOLDER.glob("*.json"))]


def _read(path: Path) -> Golden:
    stored = json.loads(path.read_text("utf-8"))
    names = {flow.full_name(t.name): t.name for t in flow.TOPICS}
    if "value_base64" in stored:
        value = base64.b64decode(stored["value_base64"])
    else:
        value = json.dumps(stored["value"], ensure_ascii=False).encode()
    headers = tuple((name, text.encode()) for name, text in stored["headers"])
    message = Message(names[stored["topic"]], stored["key"], value, headers)
    return Golden(path.stem, message, stored["expected"])
