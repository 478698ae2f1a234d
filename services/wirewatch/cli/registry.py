"""Brings the rules, lists, sources and endpoints of the file onto their topics."""

from collections.abc import Sequence
from datetime import datetime

from wirewatch import flow
from wirewatch.cli.settings import Settings
from wirewatch.core import codec
from wirewatch.core.errors import Misconfigured
from wirewatch.core.message import Message
from wirewatch.core.ports import Bus, Clock
from wirewatch.core.rule_examples import broken_examples
from wirewatch.core.rule_history import edited, edited_terms
from wirewatch.core.rule_names import RuleNames
from wirewatch.core.rules import RuleSyntaxError, check_budget, parse
from wirewatch.events import Endpoint, Event, Rule, Source, TermList
from wirewatch.runtime.logs import logger
from wirewatch.runtime.table import Table

ORIGIN = "file"


async def publish(settings: Settings, bus: Bus, clock: Clock) -> int:
    """Write what the file says and the topics do not; returns the number of changes.

    What stands on a topic and came from the file, but is in it no more, is deleted. What people
    keep through the console or the command line is left alone.

    Raises:
        Misconfigured: a rule or list of the file does not parse, or contains itself.
    """
    now = clock.now()
    log = logger("cli")
    wanted: dict[str, dict[str, Event]] = {
        "endpoints": {e.endpoint_id: e for e in _endpoints(settings, now)},
        "sources": {s.source_id: s for s in _sources(settings, now)},
        "lists": {x.list_id: x for x in _lists(settings, now)},
        "rules": {r.rule_id: r for r in _rules(settings, now)},
    }
    tables = {topic: Table(topic, log=log) for topic in wanted}
    for table in tables.values():
        await table.load(bus)
    _check(wanted, tables)
    messages: list[Message] = []
    for topic, entries in wanted.items():
        table = tables[topic]
        messages += _changes(topic, entries, table.rows, now)
    if messages:
        await bus.produce(messages)
    return len(messages)


def _changes(
    topic: str, wanted: dict[str, Event], known: dict[str, Event], now: datetime
) -> list[Message]:
    messages: list[Message] = []
    for key, event in wanted.items():
        old = known.get(key)
        if old is not None:
            event = _continued(event, old)
            if event == old:
                continue
        messages.append(codec.encode(event, service="cli", now=now))
    for key, old in known.items():
        if key not in wanted and getattr(old, "origin", None) == ORIGIN:
            messages.append(codec.tombstone(flow.topic(topic).name, key))
    return messages


def _continued(event: Event, old: Event) -> Event:
    """The new state with the history of the old one; equal to it when the file says the same."""
    kept: dict[str, object] = {
        "version": getattr(old, "version", 1),
        "updated_at": getattr(old, "updated_at", None),
    }
    if isinstance(event, Rule) and isinstance(old, Rule) and old.enabled == event.enabled:
        # A rule applies from when it was created or enabled, not from its latest edit.
        kept["active_from"] = old.active_from
        kept["silenced_until"] = old.silenced_until
    if isinstance(event, Rule) and isinstance(old, Rule):
        kept |= edited(old, event.expression, event.updated_at)
    if isinstance(event, TermList) and isinstance(old, TermList):
        kept |= edited_terms(old, event.terms, event.updated_at)
    same = event.model_copy(update=kept)
    if same == old:
        return old
    fresh = {k: v for k, v in kept.items() if k not in ("version", "updated_at")}
    return event.model_copy(update={**fresh, "version": getattr(old, "version", 1) + 1})


def _check(wanted: dict[str, dict[str, Event]], tables: dict[str, Table]) -> None:
    """See that every rule and list of the file can be read, with all that will then be there."""
    rules, lists = (
        {
            **{k: e for k, e in tables[topic].rows.items() if getattr(e, "origin", "") != ORIGIN},
            **wanted[topic],
        }
        for topic in ("rules", "lists")
    )
    names = RuleNames(
        {k: e for k, e in rules.items() if isinstance(e, Rule)},
        {k: e for k, e in lists.items() if isinstance(e, TermList)},
    )
    for kind, entries in (("list", wanted["lists"]), ("rule", wanted["rules"])):
        for key, event in entries.items():
            assert isinstance(event, Rule | TermList)
            try:
                node = parse(event.expression, names.named)
                if kind == "rule":
                    check_budget(node)
            except RuleSyntaxError as error:
                raise Misconfigured(f"{kind} {key}: {error}") from error
            if isinstance(event, Rule):
                for broken in broken_examples(node, event.must_match, event.must_not_match):
                    raise Misconfigured(f"rule {key}: {broken}")
            if key in names.rules and key in names.lists:
                raise Misconfigured(f"{kind} {key}: a rule and a list cannot have the same id")


def _lists(settings: Settings, now: datetime) -> Sequence[TermList]:
    return [
        TermList(
            list_id=entry.id,
            name=entry.name or entry.id,
            terms=entry.terms,
            origin=ORIGIN,
            updated_at=now,
        )
        for entry in settings.lists
    ]


def _rules(settings: Settings, now: datetime) -> Sequence[Rule]:
    rules = []
    for entry in settings.rules:
        rules.append(
            Rule(
                rule_id=entry.id,
                name=entry.name or entry.id,
                expression=entry.expression,
                endpoints=entry.endpoints,
                enabled=entry.enabled,
                active_from=now,
                update_interval_seconds=entry.update_interval_seconds,
                must_match=entry.must_match,
                must_not_match=entry.must_not_match,
                origin=ORIGIN,
                updated_at=now,
            )
        )
    return rules


def _sources(settings: Settings, now: datetime) -> Sequence[Source]:
    return [
        Source(
            source_id=entry.id,
            kind=entry.kind,
            location=entry.location,
            name=entry.name,
            enabled=entry.enabled,
            country=entry.country,
            interval_seconds=entry.interval_seconds,
            origin=ORIGIN,
            updated_at=now,
        )
        for entry in settings.sources
    ]


def _endpoints(settings: Settings, now: datetime) -> Sequence[Endpoint]:
    return [
        Endpoint(
            endpoint_id=entry.id,
            kind=entry.kind,
            url=entry.url,
            enabled=entry.enabled,
            origin=ORIGIN,
            updated_at=now,
        )
        for entry in settings.endpoints
    ]
