"""The data views: which indices Kibana reads, and how it shows their fields."""

from collections.abc import Mapping

from wirewatch.adapters.elastic.kibana.saved_object import (
    ObjectType,
    Reference,
    SavedObject,
    packed,
)
from wirewatch.adapters.elastic.layout import Layout
from wirewatch.adapters.elastic.mappings import FIELDS
from wirewatch.adapters.storing import Kind

TIME_FIELD = "@timestamp"
SHOWN_KINDS = (Kind.ARTICLES, Kind.ALERTS)

_LABELS: Mapping[str, str] = {
    "article.language": "Language",
    "article.site": "Site",
    "article.title": "Title",
    "entity.organisation": "Organisation",
    "entity.person": "Person",
    "entity.place": "Place",
    "entity.product": "Product",
    "rule.name": "Rule",
    "topic.name": "Topic",
    "url.full": "Address",
}


def view_id(kind: Kind) -> str:
    """The fixed id of a kind's data view."""
    return f"wirewatch-{kind}"


def view_reference(kind: Kind, name: str) -> Reference:
    """A reference to a kind's data view."""
    return Reference(name, ObjectType.DATA_VIEW, view_id(kind))


def data_view(kind: Kind, layout: Layout) -> SavedObject:
    """The view of one kind: addresses are links, the raw event stays out of sight."""
    labels = {name: {"customLabel": _LABELS[name]} for name in FIELDS[kind] if name in _LABELS}
    attributes = {
        "title": layout.read_alias(kind),
        "name": f"wirewatch {kind}",
        "timeFieldName": TIME_FIELD,
        "allowNoIndex": True,
        "fieldAttrs": packed(labels),
        "fieldFormatMap": packed({"url.full": {"id": "url", "params": {"type": "a"}}}),
        "fields": "[]",
        "runtimeFieldMap": "{}",
        "sourceFilters": packed([{"value": "event.*"}]),
        "typeMeta": "{}",
    }
    return SavedObject(ObjectType.DATA_VIEW, view_id(kind), attributes)
