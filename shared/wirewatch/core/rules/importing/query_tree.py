"""A foreign query read as operators over pieces of our language, and written as a rule."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A clause in our language: a word, a phrase, a condition."""

    text: str


@dataclass(frozen=True, slots=True)
class Joined:
    """Parts with an operator of ours between them: AND, OR, NEAR/5, NOT NEAR/5."""

    operator: str
    parts: tuple["Query", ...]


@dataclass(frozen=True, slots=True)
class Denied:
    """What must not be."""

    inner: "Query"


@dataclass(frozen=True, slots=True)
class Within:
    """A part in a field or function of ours: `title:`, `ATLEAST/3`."""

    prefix: str
    inner: "Query"


Query = Piece | Joined | Denied | Within
"""Any part of a foreign query."""


def written(query: Query) -> str:
    """Return the query in our language, bracketed wherever reading could differ."""
    if isinstance(query, Piece):
        return query.text
    if isinstance(query, Joined):
        return f" {query.operator} ".join([_operand(part) for part in query.parts])
    if isinstance(query, Denied):
        return f"NOT {_operand(query.inner)}"
    inner = written(query.inner)
    if isinstance(query.inner, Piece) and query.prefix.endswith(":"):
        return query.prefix + inner
    return f"{query.prefix}({inner})"


def joined(operator: str, parts: list[Query]) -> Query:
    """Return the parts with an operator between them; those of the same AND or OR taken in."""
    if len(parts) == 1:
        return parts[0]
    flat: list[Query] = []
    for part in parts:
        same = isinstance(part, Joined) and part.operator == operator and operator in ("AND", "OR")
        flat.extend(part.parts if same and isinstance(part, Joined) else [part])
    return Joined(operator, tuple(flat))


def _operand(query: Query) -> str:
    text = written(query)
    return f"({text})" if isinstance(query, Joined) else text
