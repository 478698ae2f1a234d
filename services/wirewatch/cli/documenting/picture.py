"""The flow as a picture and as tables, drawn from `wirewatch.flow`."""

from collections.abc import Iterator, Sequence

from wirewatch import flow
from wirewatch.adapters.topic_policy import topic_policy

_OUTSIDE_AFTER = {"index": "store ─▶ console, Kibana", "notify": "webhooks"}
"""What stands behind a service that ends a branch."""

BESIDE_THE_WAY = frozenset(("backfill",))
"""Services that no page passes on its way: they bring the past in when somebody asks."""


def text_picture() -> str:
    """The way of a page, for a terminal: each service once, topics on the arrows."""
    lines = ["sources ─▶ ingest"]
    _grow(lines, "ingest", {"ingest"})
    return "\n".join(line.rstrip() for line in lines)


def _grow(lines: list[str], service: str, drawn: set[str]) -> None:
    """Draw what follows from a service: the first branch beside it, the others below it."""
    start = len(lines) - 1
    column = len(lines[start])
    branches = [(t, r) for t, r in _branches(service) if r not in drawn]
    drawn |= {reader for _, reader in branches}
    if not branches and service in _OUTSIDE_AFTER:
        lines[-1] += f" ─▶ {_OUTSIDE_AFTER[service]}"
    stem = column + len(f" ─{branches[0][0]}─") if branches else column
    last = start
    for number, (topic, reader) in enumerate(branches):
        if number == 0:
            lines[-1] += f" ─{topic}─{'┬' if len(branches) > 1 else ''}▶ {reader}"
        else:
            last = len(lines)
            lines.append(f"{' ' * stem}└▶ {reader}")
        _grow(lines, reader, drawn)
    for row in range(start + 1, last):
        cells = lines[row].ljust(stem + 1)
        lines[row] = cells[:stem] + ("├" if cells[stem] == "└" else "│") + cells[stem + 1 :]


def _branches(service: str) -> list[tuple[str, str]]:
    """Who reads what the service alone writes of a page on its way."""
    return [
        (topic.name, reader)
        for topic in flow.TOPICS
        if set(topic.writers) - BESIDE_THE_WAY == {service}
        for reader in topic.readers
    ]


def mermaid() -> str:
    """The whole graph, for a viewer that draws Mermaid."""
    lines = ["```mermaid", "flowchart LR"]
    for service in flow.TOPOLOGY:
        lines.append(f"  {service.name}[{service.name}]")
    for topic in flow.TOPICS:
        shape = f"[({topic.name})]" if topic.compacted else f"([{topic.name}])"
        lines.append(f"  t_{topic.name}{shape}")
    for topic in flow.TOPICS:
        lines += [f"  {writer} --> t_{topic.name}" for writer in topic.writers]
        lines += [f"  t_{topic.name} --> {reader}" for reader in topic.readers]
    for service in flow.TOPOLOGY:
        lines += [f"  t_{table} -.-> {service.name}" for table in service.tables]
    return "\n".join([*lines, "```"])


def services_table() -> str:
    """One row per service."""
    rows = [
        (
            f"`{s.name}`",
            s.work,
            _list(s.reads),
            _list(s.writes),
            _list(s.tables),
            "one active" if s.single else "any number",
        )
        for s in flow.TOPOLOGY
    ]
    head = ("service", "work", "reads", "writes", "keeps a view of", "instances")
    return markdown_table(head, rows)


def short_services_table() -> str:
    """What a newcomer wants to know of each service."""
    rows = [(f"`{s.name}`", s.work, _list(s.reads), _list(s.writes)) for s in flow.TOPOLOGY]
    return markdown_table(("service", "work", "reads", "writes"), rows)


def topics_table() -> str:
    """One row per topic."""
    rows = []
    for topic in flow.TOPICS:
        policy = topic_policy(topic.name)
        kept = f"{policy.retention_days} days"
        if policy.compacted:
            kept = f"the newest of each key, {kept}"
        rows.append(
            (
                f"`{flow.full_name(topic.name)}`",
                topic.summary,
                f"`{topic.key}`",
                str(policy.partitions),
                kept,
                _list(topic.writers),
                _list(topic.readers),
            )
        )
    head = ("topic", "what stands on it", "key", "partitions", "kept", "written by", "read by")
    return markdown_table(head, rows)


def dead_topics() -> str:
    """The sentence that names the dead-letter topics."""
    names = [f"`{flow.full_name(t.dead)}`" for t in flow.TOPICS if t.consumed]
    days = topic_policy(next(t.dead for t in flow.TOPICS if t.consumed)).retention_days
    return f"Dead letters are kept for {days} days on {', '.join(names[:-1])} and {names[-1]}."


def markdown_table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A table; bars in cells are escaped."""
    return "\n".join(_table_lines(head, rows))


def _table_lines(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        cells = [cell.replace("|", "\\|") for cell in row]
        yield f"| {' | '.join(cells)} |"


def _list(names: tuple[str, ...]) -> str:
    return ", ".join(names) or "–"
