"""An expression looked at before it is saved: how it is read, and what it would have found."""

from dataclasses import dataclass
from datetime import timedelta

from wirewatch.core.ports import ArticleStore, Clock, Overview, Query, Results
from wirewatch.core.rules import Node, RuleSyntaxError, RuleWarning, describe, parse, warnings

PREVIEW_DAYS = 30
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of reading an expression: a node, or the error with the text around it."""

    expression: str
    node: Node | None
    bracketed: str
    warnings: tuple[RuleWarning, ...]
    error: RuleSyntaxError | None

    @property
    def before_error(self) -> str:
        """The text up to the error."""
        return self.expression[: self.error.position] if self.error else ""

    @property
    def at_error(self) -> str:
        """The text from the error on."""
        return self.expression[self.error.position :] if self.error else ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a rule would have found lately."""

    days: int
    results: Results
    overview: Overview


def check(expression: str) -> Checked:
    """Read an expression."""
    try:
        node = parse(expression)
        return Checked(expression, node, describe(node), tuple(warnings(expression)), None)
    except RuleSyntaxError as error:
        return Checked(expression, None, "", (), error)


async def preview(store: ArticleStore, clock: Clock, node: Node) -> Preview:
    """The newest hits of a rule over the last days.

    Raises:
        Retry: the store is not ready.
    """
    query = Query(node=node, since=clock.now() - timedelta(days=PREVIEW_DAYS), limit=_SHOWN)
    return Preview(
        days=PREVIEW_DAYS,
        results=await store.search(query),
        overview=await store.overview(query, buckets=PREVIEW_DAYS),
    )
