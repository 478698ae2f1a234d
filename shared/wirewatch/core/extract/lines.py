"""The lines of a page measured all at once: counts of characters, words, and known wording."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from wirewatch.core.extract.boilerplate_words import WORD_CLASSES, unspaced_classes, word_classes
from wirewatch.core.extract.characters import (
    CLOSING,
    DIGIT,
    FINAL,
    FULL_STOP,
    JOINT,
    KINDS,
    LOWER,
    MAX_LINE,
    OPENING,
    SCRIPTS,
    SPACE,
    UNSPACED,
    UPPER,
    Codes,
    codes_of,
    counted_kinds,
    traits,
)
from wirewatch.core.extract.month_names import MONTHS
from wirewatch.core.extract.prints import line_prints
from wirewatch.core.extract.word_hashes import Hashes, Places, hash_of_words, to_next, word_hashes

Matrix = NDArray[np.float32]
_KIND = {name: i for i, (name, _) in enumerate(KINDS)}
_SPECIAL = ("month", "year", "web")
_DATE_OR_CLOCK = re.compile(
    r"\d(?:\d{0,3}[./-]\d{1,2}[./-]\d{1,4}|(?:(?<=1)9|(?<=2)0)\d\d ?[年년]"
    r"|\d?[:.][0-5]\d(?!\d))"
)
_FIRST_EAST_ASIAN = 0x2E80
_BUCKET, _LINE_BITS = np.uint64(48), np.uint64(0xFFFF)

LINE_FEATURES: tuple[str, ...] = (
    "words", "chars", "mean_word", "capitals", "capital_start", "all_caps", "digits", "commas",
    "punctuation", "ends_sentence", "ends_ellipsis", "ends_colon", "sentences", "quotes",
    "starts_quote", "lower_start", "date", "clock", "address", "separators", "markup",
    "parentheses", "unspaced", "max_word", *("vocabulary_" + name for name in WORD_CLASSES),
)  # fmt: skip
ROW = {name: i for i, name in enumerate(LINE_FEATURES)}
TOOLS = [ROW["vocabulary_" + name] for name in ("share", "byline", "comment")]
"""The rows of the vocabulary that stands in bars between headline and body."""
ENDS = [ROW["ends_sentence"], ROW["ends_ellipsis"], ROW["ends_colon"]]


@dataclass(frozen=True, slots=True)
class Lines:
    """The measured lines of a page.

    `rows` has one row per feature of `LINE_FEATURES` and one column per line; `size` is the number
    of words, two characters of an unspaced script counting as one; `ended` whether the line ends a
    sentence; `script` the number in `SCRIPTS`
    of most letters, -1 for none. `words` are the hashes of all words in order, `line_of` the line
    of each. `pairs` are the different content words of each line: the line and a number per word;
    `pair_counts` is how many a line has.
    `prints` is a number for all words of a line in their order, `first_words` the first one's
    hash; both are 0 for a line without words.
    """

    rows: Matrix
    size: Matrix
    ended: NDArray[np.bool_]
    script: Places
    words: Hashes
    line_of: Places
    pair_lines: Places
    pair_words: Places
    pair_counts: Places
    prints: Hashes
    first_words: Hashes

    def __len__(self) -> int:
        return int(self.rows.shape[1])

    def row(self, name: str) -> Matrix:
        """One feature of `LINE_FEATURES` for all lines."""
        values: Matrix = self.rows[ROW[name]]
        return values

    def ends(self, line: int) -> bool:
        """Whether a line ends a sentence."""
        return bool(self.ended[line])

    def sharing(self, chosen: NDArray[np.bool_]) -> Places:
        """How many of each line's content words occur in one of the `chosen` pairs too."""
        if not len(self.pair_words):
            return np.zeros(len(self), dtype=np.int64)
        used = np.zeros(int(self.pair_words[-1]) + 1, dtype=bool)
        used[self.pair_words[chosen]] = True
        return np.bincount(self.pair_lines[used.take(self.pair_words)], minlength=len(self))

    def is_bar(self, line: int) -> bool:
        """Whether a line is made of words for sharing, commenting or naming the author."""
        return bool(self.rows[TOOLS, line].max() > 0.3)


def measure(texts: Sequence[str]) -> Lines:
    """Measure lines; none may be empty. Of a line its first 5,000 characters are looked at."""
    cut = [t if len(t) <= MAX_LINE else t[:MAX_LINE] for t in texts]
    joined = "\n".join([*cut, ""])
    codes = codes_of(joined)
    lengths = np.fromiter(map(len, cut), dtype=np.int64, count=len(cut))
    ends = np.cumsum(lengths + 1)
    starts = ends - lengths - 1
    bits = traits().take(codes, mode="clip")
    counts = counted_kinds(codes, lengths + 1)
    words, firsts, word_lengths = word_hashes(codes, bits)
    counted = to_next(firsts.searchsorted(starts), len(firsts))
    line_of = np.arange(len(cut)).repeat(counted)
    worded = counted.nonzero()[0]
    first_words = (counted.cumsum() - counted).take(worded)
    letters = counts[len(KINDS) : len(KINDS) + len(SCRIPTS)]
    script = np.where(letters.max(axis=0) > 0, letters.argmax(axis=0), -1)
    rows = np.zeros((len(LINE_FEATURES), len(cut)), dtype=np.float32)
    special = _fill_vocabulary(rows, words, line_of, joined, starts, counts[_KIND["unspaced"]])
    _fill_counts(rows, counts, lengths, line_of)
    _fill_ends(rows, codes, bits, starts, ends)
    word_bits = bits.take(firsts)
    _fill_words(rows, word_bits, word_lengths, worded, first_words)
    _fill_dates(rows, special, counts[_KIND["digit"]])
    _fill_numbers(rows, joined, codes, bits, starts)
    unspaced = np.minimum(rows[ROW["unspaced"]], 1) * (rows[ROW["mean_word"]] < 2)  # no Korean
    size: Matrix = (rows[ROW["words"]] * (1 - 0.5 * unspaced)).astype(np.float32)
    content = (word_lengths > 3) | (word_bits & UNSPACED > 0)
    pair_lines, pair_words = _pairs(words[content], line_of[content])
    ended: NDArray[np.bool_] = np.logical_or.reduce(rows[ENDS])
    prints = line_prints(words, worded, first_words, len(cut))
    pairs = pair_lines, pair_words, np.bincount(pair_lines, minlength=len(cut))
    return Lines(rows, size, ended, script, words, line_of, *pairs, *prints)


@cache
def _vocabulary() -> tuple[Hashes, NDArray[np.intp], Matrix, NDArray[np.int16]]:
    """The hashes of known words, ascending; for each the number of its sort, words of one sort
    being of the same classes (`WORD_CLASSES`, then `_SPECIAL`); which classes each sort is of, a
    column per sort; and for each beginning of a hash the place of the first that is not below it.
    """
    table: dict[str, list[float]] = {}
    width = len(WORD_CLASSES) + len(_SPECIAL)

    def add(word: str, number: int) -> None:
        table.setdefault(word, [0.0] * width)[number] = 1.0

    for word, mask in word_classes().items():
        for number in range(len(WORD_CLASSES)):
            if mask >> number & 1:
                add(word, number)
    special = len(WORD_CLASSES)
    for word in MONTHS:
        add(word, special)
    for year in range(1980, 2060):
        add(str(year), special + 1)
    for word in ("http", "https", "www", "com"):
        add(word, special + 2)
    single = {w: hash_of_words(w) for w in table}
    pairs = sorted((int(h[0]), tuple(table[w])) for w, h in single.items() if len(h) == 1)
    hashes = np.array([h for h, _ in pairs] + [2**64 - 1] * 2, dtype=np.uint64)
    begins = np.arange(1 << 64 - int(_BUCKET), dtype=np.uint64) << _BUCKET
    first: NDArray[np.int16] = np.searchsorted(hashes, begins).astype(np.int16)
    if len(hashes) > np.iinfo(np.int16).max or np.bincount(hashes[:-2] >> _BUCKET).max() > 2:
        raise AssertionError("too many known words for the look-up")
    sorts = {row: number for number, row in enumerate(dict.fromkeys(row for _, row in pairs))}
    sort_of = np.array([sorts[row] for _, row in pairs], dtype=np.intp)
    return hashes, sort_of, np.array(list(sorts), dtype=np.float32).T, first


def _fill_vocabulary(
    rows: Matrix, words: Hashes, line_of: Places, joined: str, starts: Places, unspaced: Matrix
) -> Matrix:
    """Fill the counts of known words; returns those of `_SPECIAL`."""
    hashes, sort_of, classes, begins = _vocabulary()
    n, count = rows.shape[1], classes.shape[1]
    place = begins.take((words >> _BUCKET).view(np.int64)).astype(np.intp)
    place += hashes.take(place) != words  # no bucket holds more than two known words
    known = (hashes.take(place) == words).nonzero()[0]
    found = line_of.take(known) * count + sort_of.take(place.take(known))
    by_sort = np.bincount(found, minlength=n * count).reshape(n, count)
    sums: Matrix = classes @ by_sort.astype(np.float32).T
    if unspaced.any():
        pattern, pieces = unspaced_classes()
        for match in pattern.finditer(joined):
            line = int(np.searchsorted(starts, match.start(), side="right")) - 1
            mask = pieces[match.group()]
            for number in range(len(WORD_CLASSES)):
                if mask >> number & 1:
                    sums[number, line] += 1
    rows[ROW["vocabulary_" + WORD_CLASSES[0]] :] = sums[: len(WORD_CLASSES)]
    return sums[len(WORD_CLASSES) :]


def _fill_counts(rows: Matrix, counts: Matrix, lengths: Places, line_of: Places) -> None:
    count = np.maximum(np.bincount(line_of, minlength=len(lengths)), 1).astype(np.float32)
    chars = lengths.astype(np.float32)
    letters = np.maximum(counts[_KIND["letter"]], 1)
    rows[ROW["words"]] = count
    rows[ROW["chars"]] = chars
    rows[ROW["mean_word"]] = chars / count
    rows[ROW["all_caps"]] = counts[_KIND["upper"]] >= 0.9 * letters
    rows[ROW["digits"]] = counts[_KIND["digit"]] / chars
    rows[ROW["commas"]] = counts[_KIND["comma"]] / count
    rows[ROW["punctuation"]] = counts[_KIND["punctuation"]] / chars
    rows[ROW["quotes"]] = counts[_KIND["quote"]]
    rows[ROW["separators"]] = counts[_KIND["separator"]] / count
    rows[ROW["markup"]] = counts[_KIND["markup"]] / chars
    rows[ROW["parentheses"]] = counts[_KIND["parenthesis"]] > 0
    rows[ROW["unspaced"]] = counts[_KIND["unspaced"]] / chars
    rows[ROW["address"]] = counts[_KIND["address"]] > 0
    rows[ROW["vocabulary_" + WORD_CLASSES[0]] :] /= count


def _fill_ends(
    rows: Matrix, codes: Codes, bits: NDArray[np.uint16], starts: Places, ends: Places
) -> None:
    """How lines begin and end, and how many sentences they hold."""
    first = bits[starts]
    rows[ROW["capital_start"]] = (first & UPPER) > 0
    rows[ROW["lower_start"]] = (first & LOWER) > 0
    rows[ROW["starts_quote"]] = (first & OPENING) > 0
    last = ends - 2
    for _ in range(2):  # closing quotes and brackets stand after the full stop
        last = np.where((bits[last] & CLOSING > 0) & (last > starts), last - 1, last)
    thai = (codes[last] >> 7 == 0x0E00 >> 7) & (ends - starts > 30)  # it writes no full stop
    rows[ROW["ends_sentence"]] = (bits[last] & FULL_STOP > 0) | thai
    end, before = codes[last], codes[np.maximum(last - 1, 0)]
    dots = (end == ord(".")) & (before == ord(".")) & (last > starts)
    rows[ROW["ends_ellipsis"]] = (end == ord("…")) | dots
    rows[ROW["ends_colon"]] = (end == ord(":")) | (end == ord("："))
    final = (bits & FINAL) > 0
    after = np.zeros(len(bits), dtype=bool)
    space = (bits & SPACE) > 0
    after[:-1] = space[1:]
    after[:-2] |= ((bits[1:-1] & CLOSING) > 0) & space[2:]
    stops = final & after
    stops |= ((bits & FULL_STOP) > 0) & ~final
    places = stops.nonzero()[0]
    rows[ROW["sentences"]] = to_next(places.searchsorted(starts), len(places))


def _fill_words(
    rows: Matrix, bits: NDArray[np.uint16], lengths: Matrix, lines: Places, first: Places
) -> None:
    """Capitals and longest words of the lines that have words, `first` being each one's first."""
    if not len(lines):
        return
    upper = np.add.reduceat((bits & UPPER) > 0, first, dtype=np.float32)
    rows[ROW["capitals"], lines] = upper / rows[ROW["words"], lines]
    rows[ROW["max_word"], lines] = np.maximum.reduceat(lengths, first)


def _fill_dates(rows: Matrix, special: Matrix, digits: Matrix) -> None:
    """Dates with a month by name and a number, or a year in a short line."""
    month, year, web = special
    named = (month > 0) & (digits > 0)
    rows[ROW["date"]] = named & ((year > 0) | (rows[ROW["words"]] <= 14))
    rows[ROW["address"]] += web > 0


def _fill_numbers(
    rows: Matrix, joined: str, codes: Codes, bits: NDArray[np.uint16], starts: Places
) -> None:
    """Dates in digits and clock times; only lines with a mark between two digits are searched."""
    marks = (bits & JOINT).nonzero()[0]
    within = (bits[marks - 1] & bits[marks + 1 - len(bits)] & DIGIT) > 0
    within |= codes[marks] >= _FIRST_EAST_ASIAN
    lines = starts.searchsorted(marks[within], side="right") - 1
    bounds = [*starts.tolist(), len(joined)]
    for line in dict.fromkeys(lines.tolist()):
        for match in _DATE_OR_CLOCK.finditer(joined, bounds[line], bounds[line + 1]):
            row = "clock" if match.end() - match.start() <= 5 else "date"
            rows[ROW[row], line] = 1


def _pairs(words: Hashes, lines: Places) -> tuple[Places, Places]:
    """The different (line, word) pairs, words numbered; hashes are cut to 48 bits."""
    keys = np.sort((words & ~_LINE_BITS) | lines.astype(np.uint64))
    if not len(keys):
        empty = np.zeros(0, dtype=np.int64)
        return empty, empty
    fresh = np.ones(len(keys), dtype=bool)
    fresh[1:] = keys[1:] != keys[:-1]
    keys = keys[fresh]
    stems = keys >> np.uint64(16)
    new = np.ones(len(keys), dtype=np.int64)
    new[1:] = stems[1:] != stems[:-1]
    return (keys & _LINE_BITS).astype(np.int64), np.cumsum(new) - 1
