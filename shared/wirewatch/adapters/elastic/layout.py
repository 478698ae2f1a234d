"""The indices, aliases and templates in Elasticsearch: their names and their definitions.

Articles lie in one index for each month in which they were first seen, so that the index is a
function of the message and an article never lies in two. Nobody writes to an index by its name:
writes go to an alias and say that they require one, so a missing index is an error and never made
up with guessed fields. Reads go to one alias for each kind.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from wirewatch.adapters.elastic.mappings import VERSION, mapping
from wirewatch.adapters.storing import Kept, Kind
from wirewatch.core.errors import Misconfigured
from wirewatch.events import ArticleGrouped

PREFIX = "wirewatch"
_PREFIX_FORM = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_PRIORITY = 500
"""Above the built-in templates of Elasticsearch (100) and of its agents (200)."""

_SETTINGS = {
    "number_of_shards": 1,
    "auto_expand_replicas": "0-1",
    "refresh_interval": "5s",
}


@dataclass(frozen=True, slots=True)
class Index:
    """One index: its name, the aliases it needs, and the one that writes go to."""

    kind: Kind
    name: str
    write_alias: str
    read_alias: str

    def body(self) -> dict[str, Any]:
        """What creates it."""
        aliases = {self.read_alias, self.write_alias}
        return {
            "settings": {"index": dict(_SETTINGS)},
            "mappings": mapping(self.kind),
            "aliases": {alias: {} for alias in sorted(aliases)},
        }


@dataclass(frozen=True, slots=True)
class Layout:
    """Every name, from one prefix.

    Raises:
        Misconfigured: the prefix is not lower-case letters, digits, dashes and underscores.
    """

    prefix: str = PREFIX

    def __post_init__(self) -> None:
        if not _PREFIX_FORM.fullmatch(self.prefix):
            raise Misconfigured(
                f"the index prefix {self.prefix!r} must be lower-case letters, digits, dashes and "
                "underscores, at most 64"
            )

    def read_alias(self, kind: Kind) -> str:
        """What searches go to."""
        return f"{self.prefix}-{kind}"

    def index(self, kept: Kept) -> Index:
        """Where an event is kept."""
        if isinstance(kept.event, ArticleGrouped):
            return self.month(kept.event.first_seen)
        return self.single(kept.kind)

    def month(self, first_seen: datetime) -> Index:
        """The index of the articles first seen in that month (UTC)."""
        kind, month = Kind.ARTICLES, first_seen.astimezone(UTC).strftime("%Y.%m")
        return Index(
            kind,
            name=f"{self._versioned(kind)}-{month}",
            write_alias=f"{self.read_alias(kind)}-{month}",
            read_alias=self.read_alias(kind),
        )

    def single(self, kind: Kind) -> Index:
        """The one index of alerts, deliveries or outcomes."""
        alias = self.read_alias(kind)
        return Index(kind, self._versioned(kind), alias, alias)

    def templates(self) -> Mapping[str, dict[str, Any]]:
        """Index templates by name.

        They say the same as our own creation of an index, for whoever else creates or restores
        one, and forbid that Elasticsearch creates one by itself.
        """
        return {self._versioned(kind): self._template(kind) for kind in Kind}

    def _template(self, kind: Kind) -> dict[str, Any]:
        suffix = "-*" if kind is Kind.ARTICLES else "*"
        return {
            "index_patterns": [f"{self._versioned(kind)}{suffix}"],
            "priority": _PRIORITY,
            "allow_auto_create": False,
            "version": VERSION,
            "template": {
                "settings": {"index": dict(_SETTINGS)},
                "mappings": mapping(kind),
                "aliases": {self.read_alias(kind): {}},
            },
            "_meta": {"description": f"wirewatch: {kind}"},
        }

    def _versioned(self, kind: Kind) -> str:
        return f"{self.prefix}-{kind}-v{VERSION}"
