"""The dashboard: what the news say, where, in which languages, and what it set off."""

from collections.abc import Sequence
from typing import Any

from wirewatch.adapters.elastic.kibana.columns import count, distinct, over_time, top
from wirewatch.adapters.elastic.kibana.data_views import TIME_FIELD, view_reference
from wirewatch.adapters.elastic.kibana.panels import LensPanel, Panel, Picture, Place, SearchPanel
from wirewatch.adapters.elastic.kibana.saved_object import (
    ObjectType,
    Reference,
    SavedObject,
    packed,
)
from wirewatch.adapters.storing import Kind

DASHBOARD_ID = "wirewatch-overview"
LATEST_ALERTS_ID = "wirewatch-latest-alerts"
_REFRESH_MS = 60_000
_SEARCH_SOURCE = "kibanaSavedObjectMeta.searchSourceJSON.index"

CONTROLS = {
    "language": ("Language", "article.language"),
    "site": ("Site", "article.site"),
    "topic": ("Topic", "topic.name"),
}
"""Choices above the panels, by fields that articles and alerts both have."""


def panels() -> Sequence[Panel]:
    """The panels, from the top left to the bottom right."""
    articles, alerts = Kind.ARTICLES, Kind.ALERTS
    return (
        _number("articles", "Articles", articles, 0),
        _number("stories", "Stories", articles, 12, of="article.story_id"),
        _number("sites", "Sites", articles, 24, of="article.site"),
        _number("alerts", "Alerts", alerts, 36),
        _volume("articles-over-time", "Articles by language", articles, "article.language", 0),
        _volume("alerts-over-time", "Alerts by rule", alerts, "rule.name", 24),
        _ranked("sources", "Top sites", Picture.BARS, "Site", "article.site", Place(0, 17, 16, 13)),
        _ranked(
            "languages", "Languages", Picture.DONUT, "Language", "article.language",
            Place(16, 17, 16, 13), other=True,
        ),
        _ranked("topics", "Topics", Picture.BARS, "Topic", "topic.name", Place(32, 17, 16, 13)),
        _ranked(
            "people", "People", Picture.TABLE, "Person", "entity.person", Place(0, 30, 16, 13)
        ),
        _ranked(
            "organisations", "Organisations", Picture.TABLE, "Organisation",
            "entity.organisation", Place(16, 30, 16, 13),
        ),
        _ranked("places", "Places", Picture.TABLE, "Place", "entity.place", Place(32, 30, 16, 13)),
        SearchPanel("latest-alerts", "Latest alerts", LATEST_ALERTS_ID, Place(0, 43, 48, 16)),
    )  # fmt: skip


def latest_alerts() -> SavedObject:
    """The saved search behind the list of the latest alerts; it opens in Discover by itself too."""
    source = {
        "filter": [],
        "highlightAll": True,
        "indexRefName": _SEARCH_SOURCE,
        "query": {"language": "kuery", "query": ""},
        "version": True,
    }
    attributes = {
        "columns": [
            "rule.name", "article.title", "article.site", "article.language", "alert.copies",
            "url.full",
        ],
        "description": "What the rules told, the newest first.",
        "grid": {},
        "hideChart": False,
        "isTextBasedQuery": False,
        "kibanaSavedObjectMeta": {"searchSourceJSON": packed(source)},
        "sort": [[TIME_FIELD, "desc"]],
        "timeRestore": False,
        "title": "wirewatch: latest alerts",
    }  # fmt: skip
    references = (view_reference(Kind.ALERTS, _SEARCH_SOURCE),)
    return SavedObject(ObjectType.SEARCH, LATEST_ALERTS_ID, attributes, references)


def dashboard() -> SavedObject:
    """The dashboard with all its panels."""
    shown = panels()
    source = {"filter": [], "query": {"language": "kuery", "query": ""}}
    attributes = {
        "controlGroupInput": _control_group(),
        "description": "Volume, sites, languages, topics, people and alerts.",
        "kibanaSavedObjectMeta": {"searchSourceJSON": packed(source)},
        "optionsJSON": packed(
            {
                "hidePanelTitles": False,
                "syncColors": False,
                "syncCursor": True,
                "syncTooltips": False,
                "useMargins": True,
            }
        ),
        "panelsJSON": packed([panel.as_json() for panel in shown]),
        "refreshInterval": {"pause": False, "value": _REFRESH_MS},
        "timeFrom": "now-7d",
        "timeRestore": True,
        "timeTo": "now",
        "title": "wirewatch: overview",
    }
    return SavedObject(ObjectType.DASHBOARD, DASHBOARD_ID, attributes, _references(shown))


def _references(shown: Sequence[Panel]) -> tuple[Reference, ...]:
    """A dashboard repeats outside what its panels and controls refer to inside."""
    inside = [reference.inside(panel.id) for panel in shown for reference in panel.references]
    controls = [
        view_reference(Kind.ARTICLES, f"controlGroup_{control}:optionsListDataView")
        for control in CONTROLS
    ]
    return (*inside, *controls)


def _control_group() -> dict[str, Any]:
    controls = {
        control: {
            "explicitInput": {
                "enhancements": {},
                "fieldName": source_field,
                "id": control,
                "searchTechnique": "wildcard",
                "selectedOptions": [],
                "sort": {"by": "_count", "direction": "desc"},
                "title": title,
            },
            "grow": True,
            "order": order,
            "type": "optionsListControl",
            "width": "medium",
        }
        for order, (control, (title, source_field)) in enumerate(CONTROLS.items())
    }
    ignored = dict.fromkeys(
        ("ignoreFilters", "ignoreQuery", "ignoreTimerange", "ignoreValidations"), False
    )
    return {
        "chainingSystem": "HIERARCHICAL",
        "controlStyle": "oneLine",
        "ignoreParentSettingsJSON": packed(ignored),
        "panelsJSON": packed(controls),
    }


def _number(panel_id: str, title: str, kind: Kind, x: int, *, of: str | None = None) -> LensPanel:
    column = count(title) if of is None else distinct(title, of)
    return LensPanel(panel_id, title, kind, Picture.NUMBER, (column,), Place(x, 0, 12, 5))


def _volume(panel_id: str, title: str, kind: Kind, split: str, x: int) -> LensPanel:
    measure = count(kind.value.capitalize())
    columns = (over_time(), top(title, split, 8, other=True), measure)
    place = Place(x, 5, 24, 12)
    return LensPanel(panel_id, title, kind, Picture.BARS_OVER_TIME, columns, place)


def _ranked(
    panel_id: str,
    title: str,
    picture: Picture,
    label: str,
    source_field: str,
    place: Place,
    *,
    other: bool = False,
) -> LensPanel:
    columns = (top(label, source_field, 15, other=other), count("Articles"))
    return LensPanel(panel_id, title, Kind.ARTICLES, picture, columns, place)
