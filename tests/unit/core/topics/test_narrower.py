"""Topics below the 17: what an article is about more narrowly."""

import pytest

from wirewatch.core.rules import Document, Named, RuleSet
from wirewatch.core.text import analyse
from wirewatch.core.topics import MEDIA_TOPICS, NARROWER_TOPICS, TopicTagger
from wirewatch.core.topics.lexicon import lexicon, lexicon_languages

TAGGER = TopicTagger()


@pytest.mark.parametrize(
    ("language", "title", "body", "name"),
    [
        (
            "en",
            "Suicide bomber kills 20",
            "A jihadist group said its men attacked.",
            "act of terror",
        ),
        (
            "en",
            "Rebels and troops trade shelling",
            "Artillery hit the frontline.",
            "armed conflict",
        ),
        ("en", "Opposition wins election", "Voters cast ballots for candidates.", "election"),
        ("en", "Striker scores twice", "The goalkeeper of the football club was beaten.", "soccer"),
        ("fr", "Présidentielle : second tour", "Les candidats attendent le scrutin.", "election"),
        (
            "fr",
            "Des rebelles attaquent l'armée",
            "Des soldats tués.",
            "armed conflict",
        ),
    ],
)
def test_narrower_topic_and_the_one_above_it(
    language: str, title: str, body: str, name: str
) -> None:
    topics = {topic.name: topic for topic in TAGGER.tag(title, [body], language)}
    assert name in topics
    above, _ = NARROWER_TOPICS[topics[name].code]
    assert topics[name].score <= topics[MEDIA_TOPICS[above]].score
    assert all(word in f"{title} {body}" for word in topics[name].evidence)


def test_one_word_of_the_body_names_no_narrower_topic() -> None:
    topics = TAGGER.tag("Troops and rebels fight on", ["The war dragged on after a truce."], "en")
    assert "peace process" not in {topic.name for topic in topics}


def test_every_narrower_topic_has_words_and_one_of_the_17_above_it() -> None:
    assert {above for above, _ in NARROWER_TOPICS.values()} <= set(MEDIA_TOPICS)
    known = set()
    for language in lexicon_languages():
        words = lexicon(language)
        assert words is not None
        known |= {code for codes in words.words.values() for code, _ in codes}
        phrases = [p for by_second in words.phrases.values() for p in by_second.values()]
        known |= {code for same in phrases for _, code, _ in same}
    assert known == set(MEDIA_TOPICS) | set(NARROWER_TOPICS)


def test_words_of_narrower_topics_leave_the_17_alone() -> None:
    words = lexicon("en")
    assert words is not None
    plain = dict(words.words["troop"])
    assert plain["medtop:16000000"] == 2.0


def test_rules_find_an_article_by_a_topic_and_by_the_one_above_it() -> None:
    found = TAGGER.tag("Rebels and troops trade shelling", ["Artillery hit the frontline."], "en")
    named = tuple(Named("topic", topic.name, topic.code) for topic in found)
    rules = RuleSet()
    rules.put("narrow", 'topic:"armed conflict"')
    rules.put("code", "topic:medtop:20000056")
    rules.put("above", "topic:medtop:16000000")
    rules.put("other", "topic:sport")
    document = Document(text=analyse("", ["text"]), language="en", named=named)
    assert {match.rule_id for match in rules.match(document)} == {"narrow", "code", "above"}
