"""How well two tellings of one event are told from tellings of another: precision and recall.

    python tests/bench/tellings/pairs.py

All pairs of the tellings in `events.txt`, with names and topics as `enrich` finds them. Besides the
shipped threshold each group of like events is judged with the threshold that the other groups would
have chosen, which is the honester figure.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from wirewatch.core.entities import EntityRecogniser
from wirewatch.core.stories.tellings import SAME_EVENT_FROM, Telling, likeness
from wirewatch.core.topics import TopicTagger
from wirewatch.events import Article, Entity, Language, Mention, Paragraph, Topic
from wirewatch.testing.clock import START

EVENTS = Path(__file__).with_name("events.txt")
LEAST_PRECISION = 0.95
THRESHOLDS = [n / 20 for n in range(20, 70)]


@dataclass(frozen=True)
class Told:
    """One telling and its event; events of one group are alike."""

    event: str
    telling: Telling

    @property
    def group(self) -> str:
        return self.event.rpartition("-")[0]


@dataclass(frozen=True)
class Pair:
    same: bool
    groups: frozenset[str]
    likeness: float


def told() -> Iterator[Told]:
    """Every telling of the file."""
    recogniser, tagger = EntityRecogniser(), TopicTagger()
    event = ""
    for line in EVENTS.read_text(encoding="utf-8").splitlines():
        if line.startswith("= "):
            event = line[2:]
        elif line and not line.startswith("#"):
            language, title, text = line.split(" | ")
            yield Told(event, Telling.of(article(recogniser, tagger, language, title, text)))


def article(
    recogniser: EntityRecogniser, tagger: TopicTagger, language: str, title: str, text: str
) -> Article:
    """The telling as enrich would write it."""
    entities = [
        Entity(
            entity_id=entity.entity_id,
            name=entity.name,
            kind=entity.kind,
            mentions=tuple(
                Mention(paragraph=m.paragraph, start=m.start, end=m.end, surface=m.surface)
                for m in entity.mentions
            ),
            salience=entity.salience,
        )
        for entity in recogniser.recognise(title, [text], language)
    ]
    topics = [
        Topic(code=t.code, name=t.name, score=t.score) for t in tagger.tag(title, [text], language)
    ]
    return Article(
        article_id=title,
        page_id=title,
        url="https://a.example/",
        site="a.example",
        source_id="bench",
        title=title,
        paragraphs=(Paragraph(kind="paragraph", text=text),),
        language=Language(code=language, confidence=1),
        entities=tuple(entities),
        topics=tuple(topics),
        text_digest="",
        analysis_version=1,
        content_hash="",
        fetched_at=START,
        accepted_at=START,
        version=1,
    )


def figures(judged: Iterable[tuple[Pair, bool]]) -> tuple[float, float]:
    """Precision and recall of pairs taken for the same event."""
    pairs = list(judged)
    right = sum(taken and pair.same for pair, taken in pairs)
    taken = sum(taken for _, taken in pairs)
    return right / taken if taken else 1.0, right / sum(pair.same for pair, _ in pairs)


def chosen(pairs: Iterable[Pair]) -> float:
    """The least threshold with the precision that is asked for."""
    pairs = list(pairs)
    return next(
        threshold
        for threshold in THRESHOLDS
        if figures((p, p.likeness >= threshold) for p in pairs)[0] >= LEAST_PRECISION
    )


def main() -> None:
    tellings = list(told())
    pairs = [
        Pair(a.event == b.event, frozenset((a.group, b.group)), likeness(a.telling, b.telling))
        for a, b in combinations(tellings, 2)
    ]
    same = sum(pair.same for pair in pairs)
    alike = sum(not pair.same and len(pair.groups) == 1 for pair in pairs)
    print(
        f"{len({t.event for t in tellings})} events, {len(tellings)} tellings: {same} pairs of one"
        f" event, {alike} of like events, {len(pairs) - same - alike} others"
    )
    for threshold in (1.6, 2.0, SAME_EVENT_FROM, 2.6):
        precision, recall = figures((p, p.likeness >= threshold) for p in pairs)
        print(f"from {threshold}: precision {precision:.3f}, recall {recall:.3f}")
    held_out = [
        (pair, pair.likeness >= threshold)
        for group in {t.group for t in tellings}
        for threshold in [chosen(p for p in pairs if group not in p.groups)]
        for pair in pairs
        if group == min(pair.groups)
    ]
    precision, recall = figures(held_out)
    print(f"threshold of the other groups: precision {precision:.3f}, recall {recall:.3f}")


if __name__ == "__main__":
    main()
