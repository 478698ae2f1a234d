"""What rules cost that are as bad as the language allows, beside 10,000 ordinary ones.

    python tests/bench/matching/worst.py

Each kind of bad rules is added to the same ordinary rules; told is the time of an ordinary article
of 400 words without and with them, the factor, and microseconds for each bad rule and article.
"""

import random
from collections.abc import Callable, Iterator

from bench import Material, milliseconds

from wirewatch.core.rules import RuleSet, parse
from wirewatch.testing.press import SCRIPTS

ORDINARY, ARTICLES = 10_000, 20
COMMONEST = [SCRIPTS["latin"].word(1 + rank) for rank in range(30)]
MIDDLING = [SCRIPTS["latin"].word(1 + rank) for rank in range(100, 3_000)]
LETTERS = "aeiou", "bdklmnrst"

Kind = Callable[[random.Random], str]


def nested(chance: random.Random) -> str:
    """NEARs inside NEARs."""
    a, b, c, d, e = chance.sample(COMMONEST, 5)
    return f"(((({a} NEAR/20 {b}) NEAR/20 {c}) NEAR/p {d}) NEAR/50 {e})"


def several(chance: random.Random, words: list[str], count: int) -> str:
    """An OR of some of the words."""
    return f"({' OR '.join(chance.sample(words, count))})"


KINDS: dict[str, tuple[int, Kind]] = {
    "two common words": (10_000, lambda c: " ".join(c.sample(COMMONEST, 2))),
    "common words with NOT": (10_000, lambda c: " ".join(c.sample(COMMONEST, 2)) + " NOT zzq"),
    "phrases of common words": (10_000, lambda c: f'"{" ".join(c.sample(COMMONEST, 2))}"'),
    "a language and a NOT": (10_000, lambda c: f"lang:en NOT {c.choice(MIDDLING)}"),
    "ORs of 300 words": (1_000, lambda c: several(c, MIDDLING, 300)),
    "1,000 names and a word": (100, lambda c: f"{several(c, MIDDLING, 1000)} {COMMONEST[0]}"),
    "*ab*": (45, lambda c: f"*{c.choice(LETTERS[0])}{c.choice(LETTERS[1])}*"),
    "common NEAR/5 common": (10_000, lambda c: " NEAR/5 ".join(c.sample(COMMONEST, 2))),
    "NEARs in NEARs": (1_000, nested),
    "ATLEAST/50 of 20 words": (1_000, lambda c: f"ATLEAST/50{several(c, COMMONEST, 20)}"),
    "title:common": (10_000, lambda c: f"title:({' '.join(c.sample(COMMONEST, 2))})"),
}


def rows() -> Iterator[str]:
    """The lines of the table."""
    material = Material()
    articles, shares = material.articles(ARTICLES), material.shares()
    ordinary = [(f"{n}", parse(e)) for n, e in enumerate(material.expressions(ORDINARY))]
    rules = RuleSet(shares)
    rules.put_all(ordinary)
    alone = milliseconds(rules.matching, articles)
    yield f"{'10,000 ordinary rules':28}{alone:9.2f} ms"
    for name, (count, make) in KINDS.items():
        chance = random.Random(5)
        rules = RuleSet(shares)
        rules.put_all(ordinary)
        rules.put_all((f"bad {n}", parse(make(chance))) for n in range(count))
        taken = milliseconds(rules.matching, articles)
        each = (taken - alone) / count * 1e3
        yield f"{count:>7,} {name:28}{taken:9.2f} ms {taken / alone:8.1f} x {each:9.2f} us/rule"


if __name__ == "__main__":
    for row in rows():
        print(row, flush=True)
