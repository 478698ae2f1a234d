"""Rules as functions of a document: what the matcher runs on its candidates.

They say the same as `node_holds`, faster, and are made from the saved form without its tree: words
and pairs of an OR are looked up as sets.
"""

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from wirewatch.core.rules.anchors import MAX_CHAIN
from wirewatch.core.rules.evaluation import node_holds
from wirewatch.core.rules.groups import is_decided
from wirewatch.core.rules.layout import DocumentTokens, Words
from wirewatch.core.rules.near_words import near_words
from wirewatch.core.rules.saved_form import AND, NAMED, NEAR, NOT, OR, PHRASE, node_of, parts_of
from wirewatch.core.rules.syntax import Field

Check = Callable[[DocumentTokens], bool]

_WORDS_OF: dict[str, Callable[[DocumentTokens], Words]] = {
    Field.TITLE: attrgetter("title"),
    Field.BODY: attrgetter("body"),
    Field.LEAD: attrgetter("lead"),
}


def check_of(saved: bytes, but: int = -1) -> Check:
    """Return the function that says whether a saved rule holds.

    `but` is the index of a side of its AND that is known to hold.
    """
    parts = parts_of(saved)
    if but < 0:
        return _check(parts)
    return _every([side for index, side in enumerate(parts[2:]) if index != but])


def open_check_of(saved: bytes) -> Check:
    """Return the function that says whether a saved rule holds which its groups leave open.

    Sides that their groups decide are true then, and all that a NEAR or a phrase needs is there.
    """
    parts = parts_of(saved)
    sides = parts[2:] if parts[0] is None and parts[1] == AND else [parts]
    return _every([side for side in sides if not _is_decided(side)], _open_check)


def _is_decided(part: Any) -> bool:
    """`is_decided`, without a tree for what nearly all sides are."""
    inner = part[2] if not isinstance(part, str) and part[:2] == (None, NOT) else part
    some = inner[2:] if not isinstance(inner, str) and inner[:2] == (None, OR) else (inner,)
    if all(isinstance(one, str) or one[0] is not None for one in some):
        return all(isinstance(one, str) or len(one) <= MAX_CHAIN for one in some)
    return is_decided(node_of(part))


def _open_check(part: Any) -> Check:
    if not isinstance(part, str):
        if part[0] is not None and len(part) > 2:
            text = f" {' '.join(part)} "
            return lambda tokens: text in tokens.anywhere.joined
        if part[0] is None and part[1] == NEAR:
            return _of_near(part)
    return _check(part)


def _of_near(part: Any) -> Check:
    _, _, left, right, reach, ordered, negated = part
    words = [(side,) if isinstance(side, str) else side for side in (left, right)]
    if isinstance(reach, int) and not negated and all(side[0] is not None for side in words):
        return near_words(words[0], words[1], reach, ordered=ordered)
    node = node_of(part)
    return lambda tokens: node_holds(node, tokens)


def _check(part: Any) -> Check:
    if isinstance(part, str):
        return lambda tokens: part in tokens.words
    kind = part[1] if part[0] is None else ""
    if not kind and len(part) == 2:
        return lambda tokens: part in tokens.pairs
    if not kind:
        return _of_long(part)
    if kind == PHRASE and part[3] in _WORDS_OF:
        words_of, phrase = _WORDS_OF[part[3]], part[2]
        return lambda tokens: words_of(tokens).contains(phrase)
    if kind == AND:
        return _every(part[2:])
    if kind in (OR, NAMED):
        return _of_or(part[2 if kind == OR else 3 :])
    if kind == NOT:
        check = _check(part[2])
        return lambda tokens: not check(tokens)
    if kind == NEAR:
        near = _of_near(part)
        if part[6]:
            return near
        left, right = _check(part[2]), _check(part[3])  # both must be there before they are near
        return lambda tokens: left(tokens) and right(tokens) and near(tokens)
    node = node_of(part)
    return lambda tokens: node_holds(node, tokens)


def _every(sides: Sequence[Any], check_of_side: Callable[[Any], Check] | None = None) -> Check:
    make = check_of_side or _check
    checks = [make(side) for side in sorted(sides, key=_effort)]
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


def _of_long(phrase: tuple[str, ...]) -> Check:
    """A phrase of three words or more: most documents lack its first two already."""
    first, text = phrase[:2], f" {' '.join(phrase)} "
    return lambda tokens: first in tokens.pairs and text in tokens.anywhere.joined


def _of_or(sides: Sequence[Any]) -> Check:
    words = {side for side in sides if isinstance(side, str)}
    phrases = [side for side in sides if not isinstance(side, str) and side[0] is not None]
    pairs = {phrase for phrase in phrases if len(phrase) == 2}
    long = [phrase for phrase in phrases if len(phrase) > 2]
    rest = [_check(side) for side in sides if side[0] is None]
    if not phrases and not rest:
        return lambda tokens: not words.isdisjoint(tokens.words)
    if long:
        any_long = _of_any_long(long)
        rest.insert(0, any_long)

    def hold(tokens: DocumentTokens) -> bool:
        if words and not words.isdisjoint(tokens.words):
            return True
        if pairs and not pairs.isdisjoint(tokens.pairs):
            return True
        for check in rest:  # noqa: SIM110 - faster than any()
            if check(tokens):
                return True
        return False

    return hold


def _of_any_long(phrases: Sequence[tuple[str, ...]]) -> Check:
    firsts = {phrase[:2] for phrase in phrases}
    checks = [_of_long(phrase) for phrase in phrases]
    return lambda tokens: (
        not firsts.isdisjoint(tokens.pairs) and any(check(tokens) for check in checks)
    )


def _effort(part: Any) -> int:
    """The cheap sides of an AND are asked first."""
    if isinstance(part, str) or part[0] is not None:
        return 1 if isinstance(part, str) or len(part) == 2 else 3
    if part[1] == NOT:
        return _effort(part[2])
    return {"l": 0, OR: 2}.get(part[1], 4)
