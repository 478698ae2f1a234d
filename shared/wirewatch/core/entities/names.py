"""Whether two names mean the same thing, in any script: alias table first, then sound."""

from functools import lru_cache

from wirewatch.core.entities.entity import Kind
from wirewatch.core.entities.gazetteer import shipped_gazetteer
from wirewatch.core.entities.romanise import romanised
from wirewatch.core.entities.skeleton import skeleton

_KINDS: dict[str, Kind] = {
    "PER": "person", "PERSON": "person", "ORG": "organisation", "LOC": "place", "GPE": "place",
    "person": "person", "organisation": "organisation", "place": "place", "event": "event",
}  # fmt: skip
_LEAST_CONSONANTS = 4


def same_name(a: str, b: str, kind: str) -> bool:
    """Whether names `a` and `b` of one `kind` (or PER, ORG, LOC) name the same thing.

    The gazetteer decides what it knows. For the rest, people and organisations are compared by
    the consonants of their romanised words; places only by their whole romanised spelling, since
    places with like names are commonly different ones.
    """
    own = _KINDS.get(kind, "organisation")
    gazetteer = shipped_gazetteer()
    one, other = gazetteer.named(a, own), gazetteer.named(b, own)
    if one is not None and other is not None:
        return one == other
    plain_a, plain_b = _plain(a), _plain(b)
    if not plain_a or not plain_b:
        return a == b
    if plain_a == plain_b:
        return True
    if own == "place":
        return plain_a.replace(" ", "") == plain_b.replace(" ", "")
    return _alike(skeleton(a), skeleton(b), own)


@lru_cache(maxsize=1 << 16)
def _plain(name: str) -> str:
    return romanised(name)


def _alike(one: tuple[str, ...], other: tuple[str, ...], kind: Kind) -> bool:
    if not one or not other:
        return False
    if one == other:
        return len("".join(one)) >= _LEAST_CONSONANTS or len(one) > 1
    if kind == "person" and min(len(one), len(other)) > 1:
        return set(one) <= set(other) or set(other) <= set(one)
    return False
