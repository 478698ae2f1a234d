"""Topics that users define by a rule."""

import pytest

from tests.contract.building import article
from wirewatch.core.own_topics import OwnTopic, OwnTopics
from wirewatch.core.rules import RuleSyntaxError
from wirewatch.events import Topic

SHIPPING = OwnTopic("shipping", "Ships and ports", 'ferry OR "container ship" OR harbour*')


def test_an_article_that_the_rule_matches_has_the_topic_with_its_words_as_evidence() -> None:
    given = article("The Ferry left the harbours.\nA ferry came.", title="Storm over the harbour")
    (found,) = OwnTopics([SHIPPING]).added_to(given).topics
    assert (found.code, found.name, found.score) == ("own:shipping", "Ships and ports", 1.0)
    assert found.evidence == ("harbour", "Ferry", "harbours", "ferry")


def test_other_articles_are_left_as_they_are() -> None:
    given = article("A train left.")
    assert OwnTopics([SHIPPING]).added_to(given) is given
    assert OwnTopics([]).added_to(given) is given


def test_own_topics_come_after_the_media_topics_and_may_build_on_them() -> None:
    weather = Topic(code="medtop:17000000", name="weather", score=0.4)
    given = article("The ferry stayed in port.", topics=(weather,))
    both = OwnTopics([SHIPPING, OwnTopic("storms", "", "topic:weather AND ferry")])
    assert [t.code for t in both.added_to(given).topics] == [
        "medtop:17000000",
        "own:shipping",
        "own:storms",
    ]


def test_a_topic_without_a_name_is_called_by_its_id() -> None:
    (found,) = OwnTopics([OwnTopic("x", "", "ferry")]).added_to(article("A ferry.")).topics
    assert found.name == "x"


def test_an_expression_that_is_no_rule_is_refused() -> None:
    with pytest.raises(RuleSyntaxError):
        OwnTopics([OwnTopic("x", "", "(ferry")])
