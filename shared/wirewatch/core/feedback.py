"""Thumbs on alerts: examples of their rules, and how often a rule is right.

An example that the rule does not fulfil yet (a thumb down on what it matches) is open. It never
hinders anybody until an edit fulfils it; from then on an edit that breaks it is refused.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from wirewatch.core.matching import document_of
from wirewatch.core.rules import Node, RuleSyntaxError, holds, parse
from wirewatch.events import Alert, AlertJudged, Article, ArticleGrouped

EXAMPLES_KEPT = 200
"""Thumbs of one rule whose articles are kept as examples; further ones are only counted."""

EXAMPLE_CHARACTERS = 50_000
"""A longer article is no example: a part of it might say something else."""

_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Score:
    """How often people found the alerts of a rule useful."""

    useful: int = 0
    judged: int = 0

    @property
    def precision(self) -> float | None:
        """The share of useful ones; None where nobody judged any."""
        return self.useful / self.judged if self.judged else None

    def __str__(self) -> str:
        if self.precision is None:
            return "not judged"
        return f"{self.useful} of {self.judged} useful ({round(100 * self.precision)} %)"


def score_of(thumbs: Iterable[AlertJudged]) -> Score:
    """The score of a rule by the thumbs on its alerts."""
    found = [thumb.useful for thumb in thumbs]
    return Score(sum(found), len(found))


def by_rule(thumbs: Iterable[AlertJudged]) -> Mapping[str, Sequence[AlertJudged]]:
    """The thumbs of each rule, the earliest first."""
    found: dict[str, list[AlertJudged]] = {}
    for thumb in sorted(thumbs, key=lambda one: (one.judged_at, one.alert_id)):
        found.setdefault(thumb.rule_id, []).append(thumb)
    return found


def judged(
    alert: Alert,
    kept: ArticleGrouped | None,
    *,
    useful: bool,
    earlier: Sequence[AlertJudged],
    named: Mapping[str, str],
    now: datetime,
    origin: str,
) -> AlertJudged:
    """A thumb on an alert, with its article as an example where that can be one.

    Args:
        alert: the alert.
        kept: its first article as the store has it now.
        useful: up or down.
        earlier: the thumbs on other alerts of the rule.
        named: what `@name` stands for.
        now: the time.
        origin: console or cli.
    """
    return AlertJudged(
        alert_id=alert.alert_id,
        rule_id=alert.rule_id,
        rule_version=alert.proof.rule_version,
        useful=useful,
        article_id=alert.snapshot.article_id,
        url=alert.snapshot.url,
        title=alert.snapshot.title,
        article=_example(alert, kept, earlier, named),
        origin=origin,
        judged_at=now,
    )


def examples_of(thumbs: Sequence[AlertJudged]) -> Sequence[AlertJudged]:
    """The thumbs that are examples, each text once: what was said of it last."""
    found = {one.article.text_digest: one for one in thumbs if one.article is not None}
    return list(found.values())


def is_open(thumb: AlertJudged, node: Node) -> bool:
    """Whether a rule does not do yet what a thumb asks of it."""
    return thumb.article is not None and holds(node, document_of(thumb.article)) != thumb.useful


def broken_by(after: Node, before: Node | None, thumbs: Sequence[AlertJudged]) -> str | None:
    """The first example that an edit breaks: one that was fulfilled before. None if there is none.

    Args:
        after: the rule as it would be.
        before: the rule as it is; None where it cannot be read: then nothing was fulfilled.
        thumbs: the thumbs on its alerts.
    """
    if before is None:
        return None
    for thumb in examples_of(thumbs):
        if is_open(thumb, after) and not is_open(thumb, before):
            wanted = "must match" if thumb.useful else "must not match"
            way = "up" if thumb.useful else "down"
            return f"it {wanted} '{thumb.title[:_SHOWN]}', an alert with a thumb {way}"
    return None


def _example(
    alert: Alert,
    kept: ArticleGrouped | None,
    earlier: Sequence[AlertJudged],
    named: Mapping[str, str],
) -> Article | None:
    """The article, if what the rule alerted on is still to be found in it."""
    if kept is None or len([one for one in earlier if one.article is not None]) >= EXAMPLES_KEPT:
        return None
    article = kept.article
    if len(article.title) + sum(len(p.text) for p in article.paragraphs) > EXAMPLE_CHARACTERS:
        return None
    try:
        node = parse(alert.proof.expression, named)
    except RuleSyntaxError:
        return None
    if not holds(node, document_of(article)):
        return None
    bare = [entity.model_copy(update={"mentions": ()}) for entity in article.entities]
    return article.model_copy(
        update={"removed": (), "signature": None, "outline": None, "entities": tuple(bare)}
    )
