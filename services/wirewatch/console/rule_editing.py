"""Edits of rules by people: checked, versioned, written to the topic."""

import hashlib
import re
import unicodedata
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from wirewatch.console.desk import SERVICE, Desk
from wirewatch.console.problems import Problem
from wirewatch.core import codec
from wirewatch.core.rule_history import edited
from wirewatch.core.rules import RuleSyntaxError, parse
from wirewatch.events import Rule
from wirewatch.events.registry import ID_PATTERN

_ID_CHARACTERS = 64


Example = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
Examples = Annotated[tuple[Example, ...], Field(max_length=200)]


class RuleEdit(BaseModel):
    """What people can set of a rule. A missing id is made from the name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule_id: str = Field(
        default="", description="lower-case letters, digits, dot, dash, underscore"
    )
    name: str = Field(default="", max_length=200)
    expression: str = Field(max_length=20_000)
    endpoints: tuple[str, ...] = Field(default=(), description="ids of the endpoints it tells")
    enabled: bool = True
    update_interval_seconds: int = Field(default=1800, ge=0, le=30 * 86_400)
    must_match: Examples | None = Field(
        default=None, description="texts that it must match; none given: those that it has"
    )
    must_not_match: Examples | None = Field(
        default=None, description="texts that it must not match; none given: those that it has"
    )
    force: bool = Field(default=False, description="keep it though it breaks an example")


class RuleFault(Exception):
    """An edit cannot be kept; `field` says which one must be changed."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


async def create(desk: Desk, edit: RuleEdit) -> Rule:
    """Add a rule; it applies to articles accepted from now on.

    Raises:
        RuleFault: it cannot be kept as it is.
        Retry: the bus did not take it.
    """
    rule_id = edit.rule_id.strip() or _id_from(edit.name or edit.expression)
    if not ID_PATTERN.match(rule_id):
        raise RuleFault("rule_id", "Use lower-case letters, digits, dot, dash and underscore.")
    async with desk.editing:
        await desk.refresh()
        _check(desk, edit, rule_id)
        if rule_id in desk.rules:
            raise RuleFault("rule_id", f"There is a rule {rule_id} already; choose another id.")
        now = desk.clock.now()
        return await _keep(
            desk, {**_fields(edit, rule_id), "active_from": now, "version": 1, "updated_at": now}
        )


async def change(desk: Desk, rule_id: str, edit: RuleEdit, *, expected_version: int) -> Rule:
    """Change a rule. It goes on applying from when it was created or last enabled.

    Raises:
        Problem: 404 there is none, 403 it is kept in the file, 409 somebody changed it meanwhile.
        RuleFault: it cannot be kept as it is.
        Retry: the bus did not take it.
    """
    async with desk.editing:
        old = await _editable(desk, rule_id, expected_version)
        _check(desk, edit, rule_id)
        now = desk.clock.now()
        active_from = old.active_from if old.enabled or not edit.enabled else now
        kept = old.model_dump() | _fields(edit, rule_id)
        kept |= edited(old, kept["expression"], now)
        kept |= {"active_from": active_from, "version": old.version + 1, "updated_at": now}
        return await _keep(desk, kept)


async def enable(desk: Desk, rule_id: str, *, enabled: bool, expected_version: int) -> Rule:
    """Switch a rule on or off; on, it applies to articles from now on.

    Raises:
        Problem, Retry: as `change`.
    """
    async with desk.editing:
        old = await _editable(desk, rule_id, expected_version)
        if old.enabled == enabled:
            return old
        now = desk.clock.now()
        kept = old.model_dump() | {
            "enabled": enabled,
            "version": old.version + 1,
            "updated_at": now,
        }
        if enabled:
            kept["active_from"] = now
        return await _keep(desk, kept)


async def remove(desk: Desk, rule_id: str, *, expected_version: int) -> None:
    """Remove a rule; its alerts stay.

    Raises:
        Problem, Retry: as `change`.
    """
    async with desk.editing:
        await _editable(desk, rule_id, expected_version)
        problem = desk.names.problem_with_removing(rule_id)
        if problem is not None:
            raise Problem(409, problem)
        await desk.bus.produce([codec.tombstone("rules", rule_id)])
        desk.remember("rules", rule_id, None)
    desk.log.info("rule_removed", rule_id=rule_id)


def _check(desk: Desk, edit: RuleEdit, rule_id: str) -> None:
    names = desk.names
    old = names.rules.get(rule_id)
    try:
        parse(edit.expression, names.named)
    except RuleSyntaxError as error:
        raise RuleFault("expression", str(error)) from error
    problem = names.problem_with_rule(rule_id, edit.expression)
    if problem is not None:
        raise RuleFault("rule_id" if "same name" in problem else "expression", problem)
    must = edit.must_match if edit.must_match is not None else old.must_match if old else ()
    not_ = edit.must_not_match
    must_not = not_ if not_ is not None else old.must_not_match if old else ()
    broken = names.broken_example(rule_id, edit.expression, must, must_not)
    if broken is not None and not edit.force:
        raise RuleFault("examples", broken)
    unknown = [e for e in edit.endpoints if e not in desk.endpoints]
    if unknown:
        raise RuleFault("endpoints", f"There is no endpoint {unknown[0]}.")


def _fields(edit: RuleEdit, rule_id: str) -> dict[str, Any]:
    return {
        "rule_id": rule_id,
        "name": edit.name.strip() or rule_id,
        "expression": edit.expression.strip(),
        "endpoints": tuple(dict.fromkeys(edit.endpoints)),
        "enabled": edit.enabled,
        "update_interval_seconds": edit.update_interval_seconds,
        "origin": SERVICE,
        **{
            name: tuple(dict.fromkeys(given))
            for name in ("must_match", "must_not_match")
            if (given := getattr(edit, name)) is not None
        },
    }


async def _editable(desk: Desk, rule_id: str, expected_version: int) -> Rule:
    await desk.refresh()
    rule = desk.rules.get(rule_id)
    if rule is None:
        raise Problem(404, f"There is no rule {rule_id}; it may have been removed.")
    if rule.origin == "file":
        raise Problem(403, f"Rule {rule_id} is kept in the configuration file; change it there.")
    if rule.version != expected_version:
        raise Problem(
            409,
            f"Rule {rule_id} was changed meanwhile (it is at version {rule.version}, you edited"
            f" version {expected_version}). Load it again and repeat your edit.",
        )
    return rule


async def _keep(desk: Desk, fields: dict[str, Any]) -> Rule:
    try:
        rule = Rule.model_validate(fields)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = str(first["loc"][0]) if first["loc"] else "expression"
        raise RuleFault(name, first["msg"]) from error
    await desk.bus.produce([codec.encode(rule, service=SERVICE, now=desk.clock.now())])
    desk.remember("rules", rule.rule_id, rule)
    desk.log.info("rule_saved", rule_id=rule.rule_id, version=rule.version)
    return rule


def _id_from(name: str) -> str:
    """An id from a name; from its hash where it has too little that an id may hold."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    made = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: _ID_CHARACTERS - 8].strip("-")
    if len(made) >= 3:
        return made
    return f"rule-{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:8]}"
