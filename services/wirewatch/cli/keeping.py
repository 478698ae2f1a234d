"""Rules and lists as the command line reads and writes them, also beside a live run."""

from wirewatch.core import codec
from wirewatch.core.errors import Misconfigured
from wirewatch.core.feedback import by_rule
from wirewatch.core.ports import Bus
from wirewatch.core.rule_names import RuleNames
from wirewatch.events import AlertJudged, Endpoint, Event, Rule, TermList
from wirewatch.events.registry import ID_PATTERN
from wirewatch.runtime.logs import logger
from wirewatch.runtime.table import Table


async def kept(bus: Bus, topic: str) -> dict[str, Event]:
    """The state of a compacted topic, by key."""
    table = Table(topic, log=logger("cli"))
    await table.load(bus)
    return dict(sorted(table.rows.items()))


async def names_of(bus: Bus) -> RuleNames:
    """Every rule and list, and the thumbs on alerts."""
    thumbs = (await kept(bus, "feedback")).values()
    return RuleNames(
        {k: e for k, e in (await kept(bus, "rules")).items() if isinstance(e, Rule)},
        {k: e for k, e in (await kept(bus, "lists")).items() if isinstance(e, TermList)},
        by_rule(one for one in thumbs if isinstance(one, AlertJudged)),
    )


async def check_endpoints(bus: Bus, wanted: tuple[str, ...]) -> None:
    """See that endpoints are known.

    Raises:
        Misconfigured: one is not.
    """
    known = await kept(bus, "endpoints")
    for endpoint in wanted:
        if not isinstance(known.get(endpoint), Endpoint):
            raise Misconfigured(f"there is no endpoint {endpoint}")


def check_id(kind: str, given: str) -> None:
    """See that a name can be one.

    Raises:
        Misconfigured: it cannot.
    """
    if not ID_PATTERN.match(given):
        raise Misconfigured(
            f"{kind} id {given!r}: use lower-case letters, digits, dot, dash, underscore"
        )


async def remove(bus: Bus, names: RuleNames, topic: str, key: str) -> None:
    """Remove a rule or a list.

    Raises:
        Misconfigured: there is none, the file keeps it, or another one uses it.
    """
    found = (names.rules if topic == "rules" else names.lists).get(key)
    kind = "rule" if topic == "rules" else "list"
    if found is None:
        raise Misconfigured(f"there is no {kind} {key}; `wirewatch {kind}s` shows them")
    problem = names.problem_with_removing(key)
    if problem is not None:
        raise Misconfigured(problem)
    await bus.produce([codec.tombstone(topic, key)])
