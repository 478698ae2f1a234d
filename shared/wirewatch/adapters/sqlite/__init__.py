"""SQLite: the bus of the embedded system, and local views of compacted topics."""

from wirewatch.adapters.sqlite.bus import SqliteBus
from wirewatch.adapters.sqlite.topic_view import TopicView

__all__ = ["SqliteBus", "TopicView"]
