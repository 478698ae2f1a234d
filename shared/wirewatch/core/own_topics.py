"""Topics that users define: each is a rule, and an article that it matches has the topic."""

from collections.abc import Sequence
from dataclasses import dataclass

from wirewatch.core.matching import document_of
from wirewatch.core.rules import RuleMatch, RuleSet
from wirewatch.events import Article, Topic

PREFIX = "own:"
"""What the codes of users' own topics begin with; those of the Media Topics begin with medtop:."""

EVIDENCE_WORDS = 8


@dataclass(frozen=True, slots=True)
class OwnTopic:
    """A topic of a user's own: its id, what people call it, and the rule that decides."""

    topic_id: str
    name: str
    expression: str


class OwnTopics:
    """The own topics of one system, compiled.

    Raises:
        RuleSyntaxError: an expression is no rule.
    """

    def __init__(self, topics: Sequence[OwnTopic]) -> None:
        self._names = {topic.topic_id: topic.name or topic.topic_id for topic in topics}
        self._rules = RuleSet()
        for topic in topics:
            self._rules.put(topic.topic_id, topic.expression)

    def added_to(self, article: Article) -> Article:
        """The article with the own topics that it has, after its Media Topics.

        The rules see the Media Topics and not each other. A topic that a rule decides is certain:
        its score is 1.
        """
        if not self._names:
            return article
        found = tuple(
            Topic(
                code=PREFIX + match.rule_id,
                name=self._names[match.rule_id],
                score=1.0,
                evidence=_evidence(article, match),
            )
            for match in self._rules.match(document_of(article))
        )
        return (
            article.model_copy(update={"topics": (*article.topics, *found)}) if found else article
        )


def _evidence(article: Article, match: RuleMatch) -> tuple[str, ...]:
    body = article.body
    words = (
        (article.title if hit.field == "title" else body[hit.paragraph].text)[hit.start : hit.end]
        for hit in match.hits
    )
    return tuple(dict.fromkeys(words))[:EVIDENCE_WORDS]
