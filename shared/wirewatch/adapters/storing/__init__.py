"""What all article stores share: what they keep of an event, in which order, and how they verify.

It is pure: the stores in `memory`, `sqlite` and `elastic` bring the reading and writing.
"""

from wirewatch.adapters.storing.kept import (
    KINDS,
    WHERE_FIELDS,
    Kept,
    Kind,
    json_record,
    keep,
    kind_of,
    language_prefixes,
    milliseconds,
)
from wirewatch.adapters.storing.overviews import FACET_VALUES, overview_of
from wirewatch.adapters.storing.position import Position
from wirewatch.adapters.storing.scan import VERIFY_LIMIT, Scan, proof_of
from wirewatch.adapters.storing.stretches import DAY_MS, stretch_of
from wirewatch.adapters.storing.volume import days, fill, interval_ms

__all__ = [
    "DAY_MS",
    "FACET_VALUES",
    "KINDS",
    "VERIFY_LIMIT",
    "WHERE_FIELDS",
    "Kept",
    "Kind",
    "Position",
    "Scan",
    "days",
    "fill",
    "interval_ms",
    "json_record",
    "keep",
    "kind_of",
    "language_prefixes",
    "milliseconds",
    "overview_of",
    "proof_of",
    "stretch_of",
]
