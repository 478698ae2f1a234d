"""What matching costs: by the number of rules, the length of articles, the script; and changes.

    make bench-rules                                    # 1,000 to 100,000 rules of our own
    make bench-rules ARGS="--sizes 1000000"
    make bench-rules ARGS="--data rules.jsonl articles.jsonl.xz"

Times are CPU time of one core: of each article the best of several rounds, which leaves out what
other processes do. Each set is made, saved, and loaded from its file by a process of its own.
`--data` takes rules as in `matcher.py` and articles `{"title", "body", "lang"}`, a line each; else
`wirewatch.testing.press` writes both. The shares of articles that hold a word are given, as counted
in articles that are not measured, or `--learn`t while matching.
"""

import argparse
import gc
import itertools
import json
import lzma
import mmap
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from matcher import expression_of

from wirewatch.core.rules import Document, Node, RuleSet, parse
from wirewatch.core.text import analyse
from wirewatch.testing.press import SCRIPTS, Press

COUNTED = 1_500
WARMING = 300
MEASURED = 200
ROUNDS = 5
LENGTHS = (100, 200, 400, 1_000, 2_000, 5_000)
CHANGES = 200


@dataclass(frozen=True)
class Material:
    """Where rules and articles come from."""

    data: tuple[Path, Path] | None = None
    script: str = "latin"

    def expressions(self, count: int) -> Iterator[str]:
        """The rules."""
        if self.data is not None:
            return map(expression_of, itertools.islice(_lines(self.data[0]), count))
        press = Press(1, self.script)
        return (press.expression() for _ in range(count))

    def articles(self, count: int, *, words: int = 400, last: bool = False) -> list[Document]:
        """The articles; the last ones are not those that are measured."""
        if self.data is None:
            press = Press(3 if last else 2, self.script)
            return [press.article(words) for _ in range(count)]
        found = list(_lines(self.data[1]))
        some = found[-count:] if last else found[:count]
        return [Document(analyse(a["title"], [a["body"]]), a["lang"] or "") for a in some]

    def shares(self) -> dict[str, float]:
        """The share of articles that hold each word."""
        counted: Counter[str] = Counter()
        for article in self.articles(COUNTED, last=True):
            counted.update(set().union(*article.text.words))
        return {word: count / COUNTED for word, count in counted.items()}


@dataclass(frozen=True)
class Built:
    """How a set was made."""

    parse_us: float
    compile_us: float
    peak_mb: float


def build(material: Material, size: int, file: Path, learn: bool) -> Built:
    """Make a set, and save it."""
    parsing = 0.0

    def nodes() -> Iterator[tuple[str, Node]]:
        nonlocal parsing
        for number, expression in enumerate(material.expressions(size)):
            started = time.process_time()
            node = parse(expression)
            parsing += time.process_time() - started
            yield f"{number}", node

    making = time.process_time()
    for _ in material.expressions(size):
        pass
    making = time.process_time() - making
    rules = RuleSet(None if learn else material.shares())
    started = time.process_time()
    rules.put_all(nodes())
    whole = time.process_time() - started - parsing - making
    file.write_bytes(rules.saved())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    return Built(parsing / size * 1e6, whole / size * 1e6, peak)


def load(file: Path, shares: Mapping[str, float] | None) -> tuple[RuleSet, float, float]:
    """Return the set in a file, seconds to load it, and MB it takes of memory at first."""
    gc.collect()
    before, started = resident_mb(), time.perf_counter()
    with file.open("rb") as opened:
        rules = RuleSet.from_saved(mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ), shares)
    assert rules is not None
    return rules, time.perf_counter() - started, resident_mb() - before


def milliseconds(work: Callable[[Document], Any], articles: Sequence[Document]) -> float:
    """The mean over the articles of the best round's CPU time; each round tokenises anew."""
    best = [float("inf")] * len(articles)
    for _ in range(ROUNDS):
        for index, article in enumerate(articles):
            fresh = again(article)
            started = time.process_time()
            work(fresh)
            best[index] = min(best[index], time.process_time() - started)
    return sum(best) / len(best) * 1e3


def again(article: Document) -> Document:
    """The same article, of which nothing is known yet."""
    text = analyse(article.text.title_text, article.text.paragraph_texts)
    return Document(text, article.language)


def sizes(material: Material, size: int, file: Path, learn: bool) -> str:
    """A line of the table by number of rules."""
    shares = None if learn else material.shares()
    rules, seconds, _ = load(file, shares)
    before = resident_mb() - file.stat().st_size / 1e6
    for article in material.articles(WARMING, last=True):
        rules.matching(article)
    articles = material.articles(MEASURED)
    stream = time.process_time()
    hits = sum(len(rules.matching(again(article))) for article in articles) / len(articles)
    stream = (time.process_time() - stream) / len(articles) * 1e3
    warm = milliseconds(rules.matching, articles)
    words = milliseconds(lambda article: article.text.words, articles)
    proved = milliseconds(rules.match, articles[:50])
    grown = resident_mb() - max(before, 0)
    return (
        f"{size:>9,} {warm:8.3f} {stream:8.3f} {words:8.3f} {proved:8.3f} {hits:8.1f} "
        f"{file.stat().st_size / size:8.0f} {grown * 1e6 / size:8.0f} {seconds:8.2f}"
    )


def changes(material: Material, file: Path) -> str:
    """The slowest and the mean CPU time of many changes, parsed, and that of a settlement."""
    rules, _, _ = load(file, material.shares())
    added = list(material.expressions(CHANGES))
    taken: dict[str, list[float]] = {"add": [], "change": [], "remove": []}

    def timed(kind: str, work: Callable[[], None]) -> None:
        started = time.process_time()
        work()
        taken[kind].append((time.process_time() - started) * 1e3)

    rules.put("first", "doha")  # whatever is made once for all rules
    for number, expression in enumerate(added):
        timed("add", lambda e=expression, n=number: rules.put(f"new {n}", e))  # type: ignore[misc]
        timed("change", lambda e=expression, n=number: rules.put(f"{n}", e))  # type: ignore[misc]
        timed("remove", lambda n=number: rules.remove(f"{n + CHANGES}"))  # type: ignore[misc]
    told = ", ".join(
        f"{kind} {sum(of) / len(of):.2f} ms (slowest {max(of):.2f})" for kind, of in taken.items()
    )
    started = time.process_time()
    rules.settle()
    return f"{told}; {3 * CHANGES} changes settled in {time.process_time() - started:.2f} s"


def lengths(material: Material, file: Path) -> str:
    """A table by words in the article."""
    rules, _, _ = load(file, material.shares())
    for article in material.articles(WARMING, last=True):
        rules.matching(article)
    lines = []
    for words in LENGTHS:
        articles = material.articles(40, words=words)
        if material.data is not None:  # of as many words, from one article after the other
            articles = _of_length(material.articles(1_000), words, 40)
        for article in articles:
            rules.matching(again(article))
        taken = milliseconds(rules.matching, articles)
        lines.append(f"{words:>9,} {taken:8.3f} {taken / words * 1e3:8.3f}")
    return "\n".join(lines)


def resident_mb() -> float:
    """Memory of this process, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _of_length(articles: Sequence[Document], words: int, count: int) -> list[Document]:
    row = " ".join(" ".join(article.text.paragraph_texts) for article in articles).split()
    starts = range(0, count * words, words)
    parts = [" ".join(row[start % len(row) :][:words]) for start in starts]
    return [Document(analyse("", [part]), articles[0].language) for part in parts]


def _lines(path: Path) -> Iterator[Any]:
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def _apart(work: Callable[..., Any], *arguments: Any) -> Any:
    """Do some work in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, arguments)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--data", type=Path, nargs=2, metavar=("RULES", "ARTICLES"))
    parser.add_argument("--learn", action="store_true", help="give no shares of words")
    parser.add_argument("--scripts", nargs="*", default=list(SCRIPTS), help="none: no table")
    options = parser.parse_args()
    material = Material(tuple(options.data) if options.data else None)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rules"
        print("    rules  ms/art.   stream   tokens   proved     hits  B saved   B used   load s")
        for size in options.sizes:
            built = _apart(build, material, size, file, options.learn)
            print(_apart(sizes, material, size, file, options.learn), flush=True)
            print(
                f"{'':10}parse {built.parse_us:.0f} us, compile {built.compile_us:.0f} us a rule, "
                f"at most {built.peak_mb:,.0f} MB while made; {_apart(changes, material, file)}",
                flush=True,
            )
        print(f"\n    words  ms/art. us/word, at {options.sizes[-1]:,} rules")
        print(_apart(lengths, material, file), flush=True)
        if material.data is None:
            print("\n10,000 rules in each script; columns as above")
            for script in options.scripts:
                written = Material(script=script)
                _apart(build, written, 10_000, file, options.learn)
                print(f"{script:<11}{_apart(sizes, written, 10_000, file, options.learn)}")


if __name__ == "__main__":
    main()
