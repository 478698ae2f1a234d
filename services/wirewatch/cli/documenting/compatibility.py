"""What may change in a schema within one major version, and what may not.

Both directions are kept: a record written yesterday must be readable today (replay), and a record
written today must be readable by a consumer built yesterday, who ignores what is unknown to him.
So a field may be added where it may also be absent; nothing else may change. A closed list of
words may grow: docs/events.md tells consumers to expect that.
"""

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]

_BOUNDS_BELOW = ("minimum", "exclusiveMinimum", "minLength", "minItems")
_BOUNDS_ABOVE = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
_FIXED = ("pattern", "format", "const")


def incompatibilities(old: Schema, new: Schema) -> list[str]:
    """What breaks readers or old records when `new` replaces `old`; each with its place."""
    return list(_compared(old, new, old, new, "", frozenset()))


def _compared(
    old: Schema, new: Schema, old_root: Schema, new_root: Schema, at: str, seen: frozenset[str]
) -> Iterator[str]:
    reference = f"{old.get('$ref')} {new.get('$ref')}"
    if "$ref" in old and "$ref" in new:
        if reference in seen:
            return
        seen |= {reference}
    old, new = _resolved(old, old_root), _resolved(new, new_root)
    where = at or "the record"
    if _kinds(old, old_root) != _kinds(new, new_root):
        before, after = _shown(old, old_root), _shown(new, new_root)
        yield f"{where}: its type changed from {before} to {after}"
        return
    yield from _words(old, new, where)
    yield from _limits(old, new, where)
    yield from _fields(old, new, old_root, new_root, at, seen)
    for part in ("items", "additionalProperties"):
        if isinstance(old.get(part), dict) and isinstance(new.get(part), dict):
            yield from _compared(old[part], new[part], old_root, new_root, f"{at}[]", seen)
    for part in ("anyOf", "prefixItems"):
        for index, (a, b) in enumerate(zip(old.get(part, ()), new.get(part, ()), strict=False)):
            place = at if part == "anyOf" else f"{at}[{index}]"
            yield from _compared(a, b, old_root, new_root, place, seen)


def _fields(
    old: Schema, new: Schema, old_root: Schema, new_root: Schema, at: str, seen: frozenset[str]
) -> Iterator[str]:
    before, after = old.get("properties", {}), new.get("properties", {})
    needed_before, needed_after = set(old.get("required", ())), set(new.get("required", ()))
    for name in before:
        place = f"{at}.{name}" if at else name
        if name not in after:
            yield f"{place}: the field was removed"
            continue
        if name in needed_before - needed_after:
            yield f"{place}: the field may be absent now, and readers rely on it"
        if name in needed_after - needed_before:
            yield f"{place}: the field is required now, and old records lack it"
        yield from _compared(before[name], after[name], old_root, new_root, place, seen)
    for name in after:
        if name not in before and name in needed_after:
            place = f"{at}.{name}" if at else name
            yield f"{place}: a required field was added, and old records lack it"


def _words(old: Schema, new: Schema, where: str) -> Iterator[str]:
    gone = [w for w in old.get("enum", ()) if w not in new.get("enum", ())]
    if gone:
        yield f"{where}: {', '.join(map(str, gone))} left the list of its values"


def _limits(old: Schema, new: Schema, where: str) -> Iterator[str]:
    for name in _FIXED:
        if old.get(name) != new.get(name):
            yield f"{where}: {name} changed from {old.get(name)!r} to {new.get(name)!r}"
    for name in (*_BOUNDS_BELOW, *_BOUNDS_ABOVE):
        before, after = old.get(name), new.get(name)
        if after is None or after == before:
            continue
        below = name in _BOUNDS_BELOW
        if before is None or (after > before if below else after < before):
            yield f"{where}: {name} became narrower, from {before} to {after}"


def _kinds(schema: Schema, root: Schema) -> frozenset[str]:
    """The JSON types that a schema allows, with `enum` and `tuple` told apart."""
    options = schema.get("anyOf")
    if options:
        return frozenset(k for o in options for k in _kinds(_resolved(o, root), root))
    kind = str(schema.get("type", "const" if "const" in schema else "any"))
    if "enum" in schema:
        kind = "one of a list"
    if "prefixItems" in schema:
        kind = f"tuple of {len(schema['prefixItems'])}"
    return frozenset((kind,))


def _shown(schema: Schema, root: Schema) -> str:
    return " or ".join(sorted(_kinds(schema, root)))


def _resolved(schema: Schema, root: Schema) -> Schema:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    name = str(reference).rpartition("/")[2]
    found: Schema = root["$defs"][name]
    return found
