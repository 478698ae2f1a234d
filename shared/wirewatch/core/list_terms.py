"""The terms of a list as people write them, one a line."""

from collections.abc import Sequence

from wirewatch.core.rule_names import RuleNames
from wirewatch.core.rules import mistakes
from wirewatch.events.registry import any_of


class BrokenExampleError(ValueError):
    """A rule that uses the list would break an example of its own; it may be kept all the same."""


def terms_from(
    lines: Sequence[str], names: RuleNames, *, list_id: str, force: bool = False
) -> tuple[str, ...]:
    """The terms in lines: blank lines, remarks and repeats are left out.

    Raises:
        ValueError: there are none, one cannot be read, the list would contain itself, or a rule
            that uses it could no longer be read; the message says which.
        BrokenExampleError: not with `force`.
    """
    terms = tuple(
        dict.fromkeys(t for line in lines if (t := line.strip()) and not t.startswith("# "))
    )
    if not terms:
        raise ValueError("It has no terms; write at least one.")
    for term in terms:
        # What the list says now must not excuse, or blame, what a term says of it.
        found = mistakes(term, {**names.named, list_id: "x"})
        if found:
            raise ValueError(f"{term[:80]!r}: {found[0]}")
    problem = names.problem_with_list(list_id, any_of(terms))
    if problem is not None:
        raise ValueError(problem)
    broken = None if force else names.users_example_broken(list_id, any_of(terms))
    if broken is not None:
        raise BrokenExampleError(broken)
    return terms
