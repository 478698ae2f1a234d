"""What can be wrong with a rule, said so that its author can mend it."""

from dataclasses import dataclass

from wirewatch.core.errors import WirewatchError


class RuleSyntaxError(WirewatchError):
    """An expression is no rule.

    `position` is the offset of the offending character (0 to the expression's length), `expected`
    what could stand there, `suggestion` something to try; the message is one line with all three.
    """

    def __init__(self, problem: str, *, position: int, expected: str, suggestion: str) -> None:
        super().__init__(
            f"{problem} at character {position + 1}; expected {expected}. {suggestion}"
        )
        self.problem = problem
        self.position = position
        self.expected = expected
        self.suggestion = suggestion


@dataclass(frozen=True, slots=True)
class RuleWarning:
    """A rule that is accepted but may not mean what its author thinks; `position` as above."""

    message: str
    position: int
