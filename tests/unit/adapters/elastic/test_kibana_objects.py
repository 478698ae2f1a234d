"""The saved objects, checked without a Kibana: form, references, fields against our mappings."""

import json
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest

from wirewatch.adapters.elastic.kibana import BUNDLES
from wirewatch.adapters.elastic.mappings import FIELDS
from wirewatch.adapters.storing import Kind

ENVELOPE = {
    "attributes", "coreMigrationVersion", "id", "managed", "references", "type",
    "typeMigrationVersion",
}  # fmt: skip
BUCKET_TYPES = {"terms": {"keyword", "integer", "long", "boolean"}, "date_histogram": {"date"}}
METRIC_TYPES = {"unique_count": {"keyword", "integer", "long", "boolean", "date"}}
MAX_PANELS = 100
GRID_COLUMNS = 48
VIEW_KINDS = {f"wirewatch-{kind}": kind for kind in Kind}


def objects() -> list[dict[str, Any]]:
    """Every object of every file."""
    return [json.loads(line) for bundle in BUNDLES for line in bundle.content.splitlines()]


def the(object_type: str) -> dict[str, Any]:
    """The only object of a type."""
    (found,) = [saved for saved in objects() if saved["type"] == object_type]
    return found


def panels() -> list[dict[str, Any]]:
    """The panels of the dashboard."""
    found: list[dict[str, Any]] = json.loads(the("dashboard")["attributes"]["panelsJSON"])
    return found


def layers() -> Iterator[tuple[Kind, dict[str, Any], dict[str, Any]]]:
    """Each layer of a Lens panel: the kind it reads, the layer, and the panel's visualization."""
    for panel in panels():
        if panel["type"] == "lens":
            attributes = panel["embeddableConfig"]["attributes"]
            references = {r["name"]: r["id"] for r in attributes["references"]}
            state = attributes["state"]
            for name, layer in state["datasourceStates"]["formBased"]["layers"].items():
                view = references[f"indexpattern-datasource-layer-{name}"]
                yield VIEW_KINDS[view], layer, state["visualization"]


def mapped(kind: Kind, field: str) -> str | None:
    """The type of a field in our mapping; None where there is none."""
    parent, _, sub = field.rpartition(".")
    fields = FIELDS[kind]
    if field in fields:
        return str(fields[field]["type"])
    if parent in fields and sub in fields[parent].get("fields", {}):
        return str(fields[parent]["fields"][sub]["type"])
    return None


def nested_json(value: Any) -> Iterator[str]:
    """Every string that Kibana reads as JSON, at any depth."""
    if isinstance(value, dict):
        for name, part in value.items():
            if isinstance(part, str) and (name.endswith("JSON") or name in _PACKED):
                yield part
                yield from nested_json(json.loads(part))
            else:
                yield from nested_json(part)
    elif isinstance(value, list):
        for part in value:
            yield from nested_json(part)


_PACKED = {
    "fieldAttrs", "fieldFormatMap", "fields", "runtimeFieldMap", "sourceFilters", "typeMeta",
}  # fmt: skip


def test_every_line_is_an_object_with_its_envelope() -> None:
    for bundle in BUNDLES:
        assert bundle.content.endswith("\n")
        for line in bundle.content.splitlines():
            assert set(json.loads(line)) == ENVELOPE
    ids = [(saved["type"], saved["id"]) for saved in objects()]
    assert len(ids) == len(set(ids))


def test_only_the_dashboard_file_replaces_what_is_there() -> None:
    types = {
        bundle.file_name: {json.loads(line)["type"] for line in bundle.content.splitlines()}
        for bundle in BUNDLES
    }
    assert types == {
        "data-views.ndjson": {"index-pattern"},
        "dashboard.ndjson": {"search", "dashboard"},
    }
    assert [bundle.overwrite for bundle in BUNDLES] == [False, True]


def test_json_within_json_parses() -> None:
    packed = [part for saved in objects() for part in nested_json(saved["attributes"])]
    assert len(packed) > 10


def test_every_reference_resolves_in_the_files() -> None:
    there = {(saved["type"], saved["id"]) for saved in objects()}
    for saved in objects():
        names = [reference["name"] for reference in saved["references"]]
        assert len(names) == len(set(names))
        for reference in saved["references"]:
            assert (reference["type"], reference["id"]) in there


def test_the_dashboard_repeats_what_its_parts_refer_to() -> None:
    dashboard = the("dashboard")
    outside = {(r["name"], r["type"], r["id"]) for r in dashboard["references"]}
    inside = set()
    for panel in panels():
        index = panel["panelIndex"]
        if "panelRefName" in panel:
            assert "attributes" not in panel["embeddableConfig"]
            inside.add((f"{index}:{panel['panelRefName']}", "search", "wirewatch-latest-alerts"))
        else:
            assert "savedObjectId" not in panel["embeddableConfig"]
            for reference in panel["embeddableConfig"]["attributes"]["references"]:
                inside.add((f"{index}:{reference['name']}", reference["type"], reference["id"]))
    controls = json.loads(dashboard["attributes"]["controlGroupInput"]["panelsJSON"])
    for control in controls:
        name = f"controlGroup_{control}:optionsListDataView"
        inside.add((name, "index-pattern", "wirewatch-articles"))
    assert outside == inside


def test_search_sources_name_their_references() -> None:
    search = the("search")
    source = json.loads(search["attributes"]["kibanaSavedObjectMeta"]["searchSourceJSON"])
    assert source["indexRefName"] in {reference["name"] for reference in search["references"]}


def test_panels_stand_side_by_side_on_the_grid() -> None:
    shown = panels()
    assert 0 < len(shown) <= MAX_PANELS
    for panel in shown:
        grid = panel["gridData"]
        assert grid["i"] == panel["panelIndex"]
        assert grid["x"] >= 0
        assert grid["y"] >= 0
        assert grid["w"] > 0
        assert grid["h"] > 0
        assert grid["x"] + grid["w"] <= GRID_COLUMNS
    for one, other in combinations([panel["gridData"] for panel in shown], 2):
        apart = (
            one["x"] + one["w"] <= other["x"]
            or other["x"] + other["w"] <= one["x"]
            or one["y"] + one["h"] <= other["y"]
            or other["y"] + other["h"] <= one["y"]
        )
        assert apart, (one["i"], other["i"])
    assert len({panel["panelIndex"] for panel in shown}) == len(shown)


def test_columns_are_in_order_and_what_the_picture_shows() -> None:
    for _, layer, visualization in layers():
        order, columns = layer["columnOrder"], layer["columns"]
        assert sorted(order) == sorted(columns)
        buckets = [columns[column]["isBucketed"] for column in order]
        assert buckets == sorted(buckets, reverse=True), "buckets come before measures"
        shown = set(accessors(visualization))
        assert shown == set(order), "every column is shown and every accessor is a column"
        for column in columns.values():
            order_by = column.get("params", {}).get("orderBy", {})
            if order_by.get("type") == "column":
                assert order_by["columnId"] in columns


def accessors(visualization: Any) -> Iterator[str]:
    """The columns that a visualization names."""
    single = {"metricAccessor", "xAccessor", "splitAccessor", "columnId"}
    if isinstance(visualization, dict):
        for name, part in visualization.items():
            if name in single:
                yield part
            elif name in {"accessors", "metrics", "primaryGroups"}:
                yield from part
            else:
                yield from accessors(part)
    elif isinstance(visualization, list):
        for part in visualization:
            yield from accessors(part)


def test_every_field_is_in_our_mapping_with_a_type_for_its_use() -> None:
    seen = 0
    for kind, layer, _ in layers():
        for column in layer["columns"].values():
            operation, field = column["operationType"], column["sourceField"]
            if operation == "count":
                assert field == "___records___"
                continue
            legal = BUCKET_TYPES.get(operation) or METRIC_TYPES[operation]
            assert mapped(kind, field) in legal, (kind, operation, field)
            seen += 1
    assert seen > 10


def test_searches_controls_and_views_name_mapped_fields() -> None:
    search = the("search")
    for field in (*search["attributes"]["columns"], search["attributes"]["sort"][0][0]):
        assert mapped(Kind.ALERTS, field) is not None, field
    controls = json.loads(the("dashboard")["attributes"]["controlGroupInput"]["panelsJSON"])
    for control in controls.values():
        for kind in (Kind.ARTICLES, Kind.ALERTS):  # a control filters the panels of both views
            assert mapped(kind, control["explicitInput"]["fieldName"]) == "keyword"
    for view in (saved for saved in objects() if saved["type"] == "index-pattern"):
        kind = VIEW_KINDS[view["id"]]
        assert mapped(kind, view["attributes"]["timeFieldName"]) == "date"
        named = {
            *json.loads(view["attributes"]["fieldAttrs"]),
            *json.loads(view["attributes"]["fieldFormatMap"]),
        }
        for field in named:
            assert mapped(kind, field) is not None, (kind, field)


def test_no_query_is_left_unchecked() -> None:
    """There is no KQL yet; who writes one must check its fields here."""
    for _, queries in ((saved["id"], list(queries_in(saved))) for saved in objects()):
        assert set(queries) <= {""}


def queries_in(value: Any) -> Iterator[str]:
    """Every KQL query at any depth."""
    if isinstance(value, dict):
        if value.get("language") == "kuery":
            yield value["query"]
        for name, part in value.items():
            packed = isinstance(part, str) and name.endswith("JSON")
            yield from queries_in(json.loads(part) if packed else part)
    elif isinstance(value, list):
        for part in value:
            yield from queries_in(part)


def test_addresses_are_links() -> None:
    for view in (saved for saved in objects() if saved["type"] == "index-pattern"):
        formats = json.loads(view["attributes"]["fieldFormatMap"])
        assert formats["url.full"]["id"] == "url"


@pytest.mark.parametrize(
    "subject",
    [
        "rule.name", "article.language", "article.site", "entity.person", "entity.organisation",
        "entity.place", "topic.name",
    ],
)  # fmt: skip
def test_the_dashboard_shows(subject: str) -> None:
    fields = {c["sourceField"] for _, layer, _ in layers() for c in layer["columns"].values()}
    assert subject in fields
