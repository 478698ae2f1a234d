"""The columns of a panel: what is counted, and by what it is split."""

from dataclasses import dataclass, field
from typing import Any

from wirewatch.adapters.elastic.kibana.data_views import TIME_FIELD

RECORDS = "___records___"
"""What Kibana calls the documents themselves as the field of a count."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a Lens layer: an id of our own, and Kibana's definition of the operation."""

    id: str
    definition: dict[str, Any] = field(repr=False)

    @property
    def is_bucket(self) -> bool:
        """Whether it splits the documents; else it measures them."""
        return bool(self.definition["isBucketed"])


def count(label: str) -> Column:
    """The number of documents."""
    return _metric("count", label, "count", RECORDS, {"emptyAsNull": False})


def distinct(label: str, source_field: str) -> Column:
    """The number of different values."""
    return _metric("distinct", label, "unique_count", source_field, {"emptyAsNull": False})


def over_time() -> Column:
    """Equal stretches of time, as long as fits the picture."""
    return Column(
        "time",
        {
            "dataType": "date",
            "isBucketed": True,
            "label": TIME_FIELD,
            "operationType": "date_histogram",
            "params": {"dropPartials": False, "includeEmptyRows": True, "interval": "auto"},
            "scale": "interval",
            "sourceField": TIME_FIELD,
        },
    )


def top(
    label: str, source_field: str, size: int, *, by: str = "count", other: bool = False
) -> Column:
    """The most frequent values; `by` is the id of the column that orders them."""
    return Column(
        "top",
        {
            "customLabel": True,
            "dataType": "string",
            "isBucketed": True,
            "label": label,
            "operationType": "terms",
            "params": {
                "exclude": [],
                "excludeIsRegex": False,
                "include": [],
                "includeIsRegex": False,
                "missingBucket": False,
                "orderBy": {"columnId": by, "type": "column"},
                "orderDirection": "desc",
                "otherBucket": other,
                "parentFormat": {"id": "terms"},
                "size": size,
            },
            "scale": "ordinal",
            "sourceField": source_field,
        },
    )


def _metric(
    column_id: str, label: str, operation: str, source_field: str, params: dict[str, Any]
) -> Column:
    return Column(
        column_id,
        {
            "customLabel": True,
            "dataType": "number",
            "isBucketed": False,
            "label": label,
            "operationType": operation,
            "params": params,
            "scale": "ratio",
            "sourceField": source_field,
        },
    )
