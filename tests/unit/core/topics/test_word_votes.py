"""Words that vote for topics by what they mean, in English."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirewatch.core.topics import MEDIA_TOPICS, TopicTagger
from wirewatch.core.topics.lexicon import lexicon
from wirewatch.core.topics.stems import BEYOND_LATIN, WORD, latin_words
from wirewatch.core.topics.word_finding import Words, hits
from wirewatch.core.topics.word_votes import word_votes

TAGGER = TopicTagger()
WITHOUT_VOTES = TopicTagger({})
VOTES = word_votes("en")


def test_words_that_the_lexicon_does_not_know_find_a_topic() -> None:
    title, body = (
        "Paratroopers in bunkers",
        "Snipers and militiamen with howitzers held the garrison.",
    )
    known = lexicon("en")
    assert known is not None
    heard = {hit.code for hit in hits(Words(title, body), known)}
    assert "medtop:16000000" not in heard
    first = TAGGER.tag(title, [body], "en")[0]
    assert first.code == "medtop:16000000"
    assert set(first.evidence) >= {"Snipers"}


@pytest.mark.parametrize(
    ("code", "title", "body"),
    [
        ("04", "Software maker's profit falls", "Its shares dropped after sales missed forecasts."),
        ("13", "Software maker patches browser", "Users should install the update on computers."),
        ("15", "Club owner sells striker", "The goal scorer joins the league's champions."),
    ],
)
def test_business_technology_and_sport_are_told_apart(code: str, title: str, body: str) -> None:
    assert TAGGER.tag(title, [body], "en")[0].code == f"medtop:{code}000000"


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Contact us", "Please fill in the form and press the button."),
        ("x = 5", "def f(x): return x + 1; print(f(3))"),
        ("", "the of and to in"),
        ("Lorem ipsum", "dolor sit amet, consectetur adipiscing elit"),
    ],
)
def test_what_is_no_news_has_no_topic(title: str, body: str) -> None:
    assert TAGGER.tag(title, [body], "en") == ()


def test_no_words_decide_for_no_topic() -> None:
    assert VOTES is not None
    vote = VOTES.vote({})
    assert vote.words == ()
    shares = np.exp(vote.leanings) / np.exp(vote.leanings).sum()
    assert float(shares.max()) < 0.3
    assert all(vote.evidence(code, 5) == () for code in MEDIA_TOPICS)


def test_other_languages_are_as_without_votes() -> None:
    for language in ("fr", "ru", "zh"):
        assert word_votes(language) is None
        text = "Le gouvernement 军队发动空袭 выборы в парламент"
        assert TAGGER.scores(text, [], language) == WITHOUT_VOTES.scores(text, [], language)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(["shares", "goal", "bishop", "Virus", "the", "x1", "café", "ＮＡＳＡ"])
    ),
    st.text(max_size=120),
)
def test_evidence_stands_in_the_text_and_scores_are_shares(words: list[str], more: str) -> None:
    title, body = " ".join(words), more
    topics = TAGGER.scores(title, [body], "en")
    text = f"{title}\n{body}".casefold()
    assert sum(topic.score for topic in topics) <= 1.001
    for topic in topics:
        assert topic.evidence
        assert len(set(topic.evidence)) == len(topic.evidence)
        assert all(word.casefold() in text for word in topic.evidence)
    assert topics == TAGGER.scores(title, [body], "en")


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(max_codepoint=0x2100), max_size=60))
def test_the_fast_pattern_cuts_as_the_full_one(text: str) -> None:
    if not BEYOND_LATIN.search(text):
        assert latin_words(text).split() == WORD.findall(text)
