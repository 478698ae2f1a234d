"""A rule as groups of keys, so that thousands can be judged at once without walking their trees.

Each group is a condition that a rule needs, in three values: no key of it is there, so it fails;
one is there that suffices; or one is there that may suffice. A group under a NOT turns that round.
A rule is as true as its least true group. Where it stays open, the tree decides.
"""

from dataclasses import dataclass
from math import inf

from wirewatch.core.rules.anchors import ALWAYS, Frequency, Key, cheapest
from wirewatch.core.rules.syntax import And, Near, Node, Not


@dataclass(frozen=True, slots=True)
class Group:
    """Keys of which a document must have one, or, `negated`, none.

    Each key says whether it suffices (or, negated, excludes) by itself. `cost` is about the share
    of documents that have one of them.
    """

    keys: dict[Key, bool]
    negated: bool
    cost: float


@dataclass(frozen=True, slots=True)
class Groups:
    """A rule's groups: `anchor` is the one to file it under; `whole`: they say all of the rule."""

    anchor: Group
    others: tuple[Group, ...]
    whole: bool


def groups_of(node: Node, frequency: Frequency) -> Groups:
    """Return the groups of a rule."""
    found: list[Group] = []
    whole = True
    for child in node.children if isinstance(node, And) else (node,):
        negated = isinstance(child, Not)
        inner = child.child if isinstance(child, Not) else child
        cost, keys = cheapest(inner, frequency)
        if cost == inf or not keys:
            whole = False
            continue
        found.append(Group(keys, negated, cost))
        if not negated:
            found.extend(
                [more for more in _more(inner, frequency) if more.keys.keys() != keys.keys()]
            )
    positive = [group for group in found if not group.negated]
    if not positive:
        return Groups(Group({ALWAYS: False}, False, 1.0), tuple(found), False)
    anchor = min(positive, key=lambda group: group.cost)
    others = [group for group in found if group is not anchor and group.keys != {ALWAYS: False}]
    return Groups(anchor, tuple(others), whole and len(others) == len(found) - 1)


def is_decided(node: Node) -> bool:
    """Whether the group of a rule's side says for certain that the side holds, or fails."""
    cost, keys = cheapest(node.child if isinstance(node, Not) else node)
    return cost < inf and bool(keys) and all(keys.values())


def _more(node: Node, frequency: Frequency) -> list[Group]:
    """What a NEAR needs besides its cheapest part."""
    if isinstance(node, Near) and not node.negated:
        sides = (node.left, node.right)
        found = [cheapest(side, frequency) for side in sides]
        groups = [Group(keys, False, cost) for cost, keys in found if cost < inf and keys]
        return groups + [more for side in sides for more in _more(side, frequency)]
    return []
