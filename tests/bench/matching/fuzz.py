"""Whether any bytes at all are a rule or an error with a position, and the longest that takes.

    python tests/bench/matching/fuzz.py --seconds 600 --seed 1

Expressions are random bytes, random characters, pieces of the language in a row, the same piece
over and over up to the longest rule there may be, deep nesting, and rules with some characters
changed. Times are CPU time, of a slow one the best of three. A failure ends the run with the rule;
at the end the slowest are shown. A run goes on where `--seed` says.
"""

import argparse
import heapq
import random
import time
from collections.abc import Callable
from contextlib import suppress

from wirewatch.core.rules import RuleSyntaxError, parse
from wirewatch.core.rules.limits import MAX_EXPRESSION_CHARACTERS
from wirewatch.core.rules.naming import spelled

SLOW_SECONDS = 0.05
SHOWN = 5

WORDS = [
    "doha",
    "Zürich",
    "北京",
    "ガラス",
    "น้ำท่วม",
    "الدوحة",
    "صفقة",
    "צה״ל",
    "ёлка",
    "हिन्दी",
    "뉴스",
    "U.S.",
]
SIGNS = [
    *"()[]{}\"“”«»‘’'/*?~=@#:,.-_&|!^+\\<>\n\t ",
    *"\u00ad\u200b\u200c\u200d\u0301\u0345\u0640\ufdfa\ufdfb\u3000\ud800\x00\U0001d400\U00020000",
]
OPERATORS = [
    " AND ",
    " OR ",
    " NOT ",
    " NEAR/5 ",
    " ONEAR/0 ",
    " NEAR/s ",
    " NEAR/p ",
    " NOT NEAR/3 ",
    "ATLEAST/2(",
    "ANY/2(",
    "/a+b/",
    "/[a-z]{9}/i",
    "/\\p{L}*x/",
    "title:",
    "lead:",
    "body:",
    "first/9:",
    "lang:",
    "site:",
    "published:",
    "words:>3",
    "topic:",
    "name:",
    "person:",
    "url:",
    "country:fr",
    "@terms",
    "~",
    "=",
    "# remark\n",
    "/(a|b)*c/",
    "/(((a{9}){9}){9})/",
    "*ab*",
    "a?b",
]


def expression(chance: random.Random) -> str:
    """Return something to be read as a rule."""
    kind = chance.choice(_KINDS)
    return kind(chance)


def _bytes(chance: random.Random) -> str:
    octets = chance.randbytes(_length(chance))
    return octets.decode(chance.choice(["utf-8", "latin-1", "utf-16-le"]), "replace")


def _characters(chance: random.Random) -> str:
    block = chance.randrange(0x110000)
    return "".join(chr((block + chance.randrange(300)) % 0x110000) for _ in range(_length(chance)))


def _pieces(chance: random.Random) -> str:
    pieces = [_piece(chance) for _ in range(min(_length(chance), 3_000))]
    return chance.choice(["", " "]).join(pieces)


def _repeated(chance: random.Random) -> str:
    unit = "".join([_piece(chance) for _ in range(chance.randint(1, 4))])
    middle = _piece(chance)
    count = _length(chance) // max(1, len(unit))
    return unit * count + middle + chance.choice(["", ")" * count, unit])


def _nested(chance: random.Random) -> str:
    depth = chance.choice([3, 20, 49, 50, 51, 500])
    opening = chance.choice(
        ["(", "NOT (", "title:(", "ANY/1(", "ATLEAST/2(", "doha OR (", "((a b) "]
    )
    return opening * depth + _pieces(chance)[:300] + ")" * depth


def _changed(chance: random.Random) -> str:
    rule = list(f'(doha OR "peace deal") NEAR/5 {_piece(chance)} NOT title:(talib* OR ~sanction)')
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(rule))
        rule[place : place + chance.randint(0, 2)] = [_piece(chance)]
    return "".join(rule)


def _piece(chance: random.Random) -> str:
    return chance.choice(chance.choice([WORDS, SIGNS, OPERATORS]))


def _length(chance: random.Random) -> int:
    return chance.choice([3, 30, 300, 3_000, MAX_EXPRESSION_CHARACTERS])


_KINDS: tuple[Callable[[random.Random], str], ...] = (
    _bytes,
    _characters,
    _pieces,
    _repeated,
    _nested,
    _changed,
)


def seconds(rule: str) -> float:
    """Return the CPU time in which a rule is read or refused; it must be one of both."""
    best = float("inf")
    for _ in range(3):
        spelled.cache_clear()
        started = time.process_time()
        try:
            parse(rule)
        except RuleSyntaxError as error:
            if not (0 <= error.position <= len(rule) and error.expected and error.suggestion):
                raise AssertionError(f"{error!r} says too little") from error
        best = min(best, time.process_time() - started)
        if best < SLOW_SECONDS / 2:
            break
    return best


def main() -> None:
    """Read expressions for as long as was asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=600, help="of CPU time")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    slowest: list[tuple[float, str]] = []
    seed = options.seed
    with suppress(KeyboardInterrupt):
        while time.process_time() < options.seconds:
            rule = expression(random.Random(seed))
            try:
                taken = seconds(rule)
            except Exception:
                print(f"--seed {seed}: {rule[:500]!r}")
                raise
            told = f"--seed {seed}: {len(rule):,} characters, {rule[:60]!a}"
            heapq.heappush(slowest, (taken, told))
            if len(slowest) > SHOWN:
                heapq.heappop(slowest)
            seed += 1
    print(f"{seed - options.seed:,} expressions; next --seed {seed}; the slowest:")
    for taken, told in sorted(slowest, reverse=True):
        print(f"{taken * 1e3:7.1f} ms  {told}")


if __name__ == "__main__":
    main()
