"""The check that guards the events against incompatible changes, on made-up changes."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from wirewatch.cli.documenting.compatibility import incompatibilities

Schema = dict[str, Any]

OLD: Schema = {
    "$defs": {
        "Part": {
            "type": "object",
            "properties": {"text": {"type": "string"}, "note": {"type": "string"}},
            "required": ["text"],
        },
        "Kind": {"type": "string", "enum": ["a", "b"]},
        "Tree": {
            "type": "object",
            "properties": {"below": {"type": "array", "items": {"$ref": "#/$defs/Tree"}}},
        },
    },
    "type": "object",
    "properties": {
        "id": {"type": "string", "pattern": "^[a-z]+$"},
        "kind": {"$ref": "#/$defs/Kind"},
        "parts": {"type": "array", "items": {"$ref": "#/$defs/Part"}},
        "named": {"type": "object", "additionalProperties": {"$ref": "#/$defs/Part"}},
        "main": {"anyOf": [{"$ref": "#/$defs/Part"}, {"type": "null"}], "default": None},
        "share": {"type": "number", "minimum": 0, "maximum": 1},
        "spot": {
            "type": "array",
            "prefixItems": [{"type": "integer"}, {"type": "integer"}],
            "minItems": 2,
            "maxItems": 2,
        },
        "at": {"type": "string", "format": "date-time"},
        "tree": {"$ref": "#/$defs/Tree"},
    },
    "required": ["id", "kind", "parts"],
}


def changed(change: Callable[[Schema], object]) -> Schema:
    new = copy.deepcopy(OLD)
    change(new)
    return new


def test_nothing_changed() -> None:
    assert incompatibilities(OLD, copy.deepcopy(OLD)) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s["properties"].update(more={"type": "string"}),
        lambda s: s["$defs"]["Part"]["properties"].update(more={"type": "integer"}),
        lambda s: s["$defs"]["Kind"]["enum"].append("c"),
        lambda s: s["properties"]["share"].update(maximum=2),
        lambda s: s["properties"]["share"].pop("minimum"),
        lambda s: s["properties"]["id"].update(description="what it is"),
        lambda s: s["properties"].update(
            kind={"type": "string", "enum": ["a", "b"]}
        ),  # the same, written out
    ],
)
def test_what_may_change(change: Callable[[Schema], object]) -> None:
    assert incompatibilities(OLD, changed(change)) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda s: s["properties"].pop("share"), "share: the field was removed"),
        (
            lambda s: s["$defs"]["Part"]["properties"].pop("note"),
            "parts[].note: the field was removed",
        ),
        (
            lambda s: (s["properties"].update(more={}), s["required"].append("more")),
            "more: a required field was added",
        ),
        (
            lambda s: s["$defs"]["Part"]["required"].append("note"),
            "parts[].note: the field is required now",
        ),
        (lambda s: s["required"].remove("id"), "id: the field may be absent now"),
        (lambda s: s["properties"].update(id={"type": "integer"}), "id: its type changed"),
        (
            lambda s: s["$defs"]["Part"]["properties"].update(text={"type": "array"}),
            "named[].text: its type changed",
        ),
        (
            lambda s: s["$defs"]["Part"]["properties"].update(text={"type": "array"}),
            "main.text: its type changed",
        ),
        (
            lambda s: s["properties"].update(main={"$ref": "#/$defs/Part"}),
            "main: its type changed from null or object to object",
        ),
        (lambda s: s["properties"].update(kind={"type": "string"}), "kind: its type changed"),
        (lambda s: s["$defs"]["Kind"]["enum"].remove("b"), "kind: b left the list"),
        (lambda s: s["properties"]["share"].update(maximum=0.5), "share: maximum became narrower"),
        (lambda s: s["properties"]["share"].update(minimum=0.5), "share: minimum became narrower"),
        (lambda s: s["properties"]["id"].update(maxLength=10), "id: maxLength became narrower"),
        (lambda s: s["properties"]["id"].update(pattern="^[a-f]+$"), "id: pattern changed"),
        (lambda s: s["properties"]["at"].pop("format"), "at: format changed"),
        (
            lambda s: s["properties"]["spot"]["prefixItems"].append({"type": "integer"}),
            "spot: its type changed",
        ),
        (
            lambda s: s["properties"]["spot"]["prefixItems"].__setitem__(1, {"type": "string"}),
            "spot[1]: its type changed",
        ),
        (lambda s: s["properties"].update(parts={"type": "string"}), "parts: its type changed"),
        (
            lambda s: s["properties"]["parts"].update(items={"type": "string"}),
            "parts[]: its type changed",
        ),
        (
            lambda s: s["$defs"]["Tree"]["properties"].pop("below"),
            "tree.below: the field was removed",
        ),
    ],
)
def test_what_may_not_change(change: Callable[[Schema], object], problem: str) -> None:
    found = incompatibilities(OLD, changed(change))
    assert [f for f in found if f.startswith(problem)], found
