"""Rules as functions of a document: what the matcher runs on its candidates.

They say the same as `node_holds`, faster, and are made from the saved form without its tree: words
and pairs of an OR are looked up as sets.
"""

from collections.abc import Callable, Sequence
from typing import Any

from wirewatch.core.rules.evaluation import node_holds
from wirewatch.core.rules.layout import DocumentTokens
from wirewatch.core.rules.saved_form import AND, NOT, OR, node_of, parts_of

Check = Callable[[DocumentTokens], bool]


def check_of(saved: bytes, but: int = -1) -> Check:
    """Return the function that says whether a saved rule holds.

    `but` is the index of a side of its AND that is known to hold.
    """
    parts = parts_of(saved)
    if but < 0:
        return _check(parts)
    return _every([side for index, side in enumerate(parts[2:]) if index != but])


def _check(part: Any) -> Check:
    if isinstance(part, str):
        return lambda tokens: part in tokens.words
    kind = part[1] if part[0] is None else ""
    if not kind and len(part) == 2:
        return lambda tokens: part in tokens.pairs
    if kind == AND:
        return _every(part[2:])
    if kind == OR:
        return _of_or(part[2:])
    if kind == NOT:
        check = _check(part[2])
        return lambda tokens: not check(tokens)
    node = node_of(part)
    return lambda tokens: node_holds(node, tokens)


def _every(sides: Sequence[Any]) -> Check:
    checks = [_check(side) for side in sorted(sides, key=_effort)]
    if len(checks) == 1:
        return checks[0]
    if len(checks) == 2:
        first, second = checks
        return lambda tokens: first(tokens) and second(tokens)

    def hold(tokens: DocumentTokens) -> bool:
        for check in checks:  # noqa: SIM110 - faster than all()
            if not check(tokens):
                return False
        return True

    return hold


def _of_or(sides: Sequence[Any]) -> Check:
    words = {side for side in sides if isinstance(side, str)}
    pairs = {side for side in sides if len(side) == 2 and isinstance(side, tuple)}
    rest = [_check(side) for side in sides if isinstance(side, tuple) and len(side) > 2]
    if not pairs and not rest:
        return lambda tokens: not words.isdisjoint(tokens.words)

    def hold(tokens: DocumentTokens) -> bool:
        if words and not words.isdisjoint(tokens.words):
            return True
        if pairs and not pairs.isdisjoint(tokens.pairs):
            return True
        return any(check(tokens) for check in rest)

    return hold


def _effort(part: Any) -> int:
    """The cheap sides of an AND are asked first."""
    if isinstance(part, str) or part[0] is not None:
        return 1 if isinstance(part, str) or len(part) == 2 else 3
    if part[1] == NOT:
        return _effort(part[2])
    return {"l": 0, OR: 2}.get(part[1], 4)
