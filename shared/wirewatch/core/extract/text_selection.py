"""Which lines of plain text are the article's, given each line's probability."""

from collections.abc import Sequence

import numpy as np

from wirewatch.core.extract.lines import Lines, Matrix
from wirewatch.core.extract.selection import (
    CAPTION_BAR,
    CAPTION_WORDS,
    LIMIT,
    Probabilities,
    first_sentence,
    select,
)

_RUN_POWER = 1.5
_RUN_COST = 0.2
_LENGTH_SHARE = 0.2
_UNENDED = 0.25
_SHORT_LINE = 12.0
_INSIDE_BAR = 0.15
_UNLIKELY = 0.1
_BREAK = 5
_CORE = 0.6
_SURE = 0.9
_LEAST_BAR = 0.25
_OUTSIDE_BAR = 0.6
_LAST_BAR = 0.12
_LAST_RATIO = 2.0
_LAST_WORDS = 3
_TAIL_BAR = 0.9


def select_lines(lines: Lines, chances: Probabilities) -> list[int]:
    """The numbers of the article's lines in plain text.

    An article is one run of lines, so it is looked for where the words times (a power of the
    probability, less a cost) add up to most: the power keeps a long rail of doubtful lines from
    outweighing a short article of sure ones. A part of a line's worth is its length alone, less
    that of a short one: long lines in a row are a text also where the classifier does not know the
    language. Within the run full sentences need little probability of their own, other lines the
    usual or, where the run is doubtful, less; lines elsewhere need much.
    """
    n = len(chances)
    sizes = lines.size[:n]
    ends = lines.ended[:n]
    counted = np.minimum(sizes, 60)
    worth = counted * (chances**_RUN_POWER - _RUN_COST)
    worth += _LENGTH_SHARE * np.where(ends, 1.0, _UNENDED) * (counted - _SHORT_LINE)
    sums = np.concatenate([[0.0], np.cumsum(worth)])
    lowest = np.minimum.accumulate(sums)
    end = int(np.argmax(sums - lowest))
    if sums[end] <= lowest[end]:
        return select(lines, chances)
    start = int(np.flatnonzero(sums[: end + 1] == lowest[end])[-1])
    bar = np.full(n, _OUTSIDE_BAR)
    sentences = (sizes >= 12) & ends
    for first, last in _stretches(chances, start, end):
        usual = _usual_bar(chances[first:last], counted[first:last], chances[start:end])
        bar[first:last] = np.where(sentences[first:last], _INSIDE_BAR, usual)
    kept = np.flatnonzero(chances > bar)
    return kept.tolist() if float(sizes[kept].sum()) >= 40 else select(lines, chances)


def _stretches(chances: Probabilities, start: int, end: int) -> list[tuple[int, int]]:
    """The run's parts between which more than five lines in a row are surely not the article's."""
    likely = start + np.flatnonzero(chances[start:end] > _UNLIKELY)
    breaks = np.flatnonzero(np.diff(likely) > _BREAK)
    firsts = [start, *likely[breaks + 1].tolist()]
    return list(zip(firsts, [*(likely[breaks] + 1).tolist(), end], strict=True))


def _usual_bar(chances: Probabilities, counted: Matrix, run: Probabilities) -> float:
    """The probability that a line of a stretch needs which is no full sentence.

    Where half of the words of a stretch are doubtful, all of it is an article of a kind that the
    classifier hardly knows; but not where the run's sure lines stand elsewhere.
    """
    if float(chances.max()) < _CORE * float(run.max()):
        return LIMIT
    order = np.argsort(-chances)
    sums = np.cumsum(counted[order])
    middle = min(int(np.searchsorted(sums, 0.5 * sums[-1])), len(order) - 1)
    return max(_LEAST_BAR, LIMIT * min(1.0, float(chances[order[middle]]) / _SURE))


def without_tail(lines: Lines, chances: Probabilities, kept: list[int]) -> list[int]:
    """The kept lines without short ones at the end that end no sentence: headings of what
    follows.
    """
    end = len(kept)
    while end > 2:
        last = kept[end - 1]
        if lines.ends(last) or lines.size[last] >= 8 or chances[last] > _TAIL_BAR:
            break
        end -= 1
    return kept[:end]


def with_last_sentence(lines: Lines, chances: Probabilities, kept: list[int]) -> list[int]:
    """The kept lines with the short sentence that follows on the last one.

    News ends in a short sentence as often as not, and what follows it lowers its probability; it
    is the article's while it is far likelier than the line after it.
    """
    following = kept[-1] + 1 if kept else len(chances)
    if following >= len(chances):
        return kept
    after = float(chances[following + 1]) if following + 1 < len(chances) else 0.0
    last = float(chances[following])
    if last < _LAST_BAR or last < _LAST_RATIO * after or not lines.ends(following):
        return kept
    return [*kept, following] if lines.size[following] >= _LAST_WORDS else kept


def without_captions(lines: Lines, chances: Probabilities, kept: Sequence[int]) -> list[int]:
    """The kept lines without doubtful ones before the article's first full sentence.

    In plain text a line without a full stop between headline and first sentence is four times out
    of five a caption, kicker or credit and no lead, so it needs a high probability to stay, and
    must not follow a share bar.
    """
    first = first_sentence(lines, kept)
    if first is None:
        return list(kept)
    return [
        i for i in kept
        if i >= first or lines.ends(i) or lines.size[i] > CAPTION_WORDS
        or (chances[i] > CAPTION_BAR and not (i and lines.is_bar(i - 1)))
    ]  # fmt: skip


def article_bounds(
    lines: Lines, kept: Sequence[int], chances: Probabilities
) -> tuple[int, int] | None:
    """From the first sentence that surely is the article's to its last line; None without one."""
    if not kept:
        return None
    sure = [i for i in kept if chances[i] > LIMIT] or list(kept)
    start = first_sentence(lines, sure)
    return (start if start is not None else sure[0]), sure[-1] + 1
