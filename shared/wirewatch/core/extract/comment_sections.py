"""Where readers' comments begin in plain text."""

import numpy as np

from wirewatch.core.extract.lines import ROW, Lines, Matrix

_HEADING_WORDS = 5
_NAMED = 0.2
_REACH = 15
_FAR_REACH = 40
_DATED_WORDS = 12
_LEAST_DATED = 2
_LONG = 12
_ARTICLE_WORDS = 60.0
_MOST_OF_A_LINE = 80.0


def without_comment_section(lines: Lines, chances: Matrix) -> Matrix:
    """The probabilities of lines, 0 from the heading of the readers' comments on.

    Comments read like paragraphs, so single lines do not give them away; their heading does: a
    short line that names comments and no author, behind an article, before at least two short
    lines with a date or a byline, among which there are long ones.
    """
    n = len(chances)
    size, rows = lines.size[:n], lines.rows[:, :n]
    byline = rows[ROW["vocabulary_byline"]] > _NAMED
    named = rows[ROW["vocabulary_comment"]] >= _NAMED
    heads = np.flatnonzero(named & ~byline & ~lines.ended[:n] & (size <= _HEADING_WORDS))
    if not len(heads):
        return chances
    sure = (chances > 0.5) & (size >= 10)
    before = np.cumsum(np.minimum(size, _MOST_OF_A_LINE) * sure)
    dated = (rows[ROW["date"]] > 0) | (rows[ROW["clock"]] > 0) | byline
    dated &= size <= _DATED_WORDS
    for head in heads[before[heads] >= _ARTICLE_WORDS].tolist():
        several = dated[head + 1 : head + 1 + _REACH].sum() >= _LEAST_DATED
        if several and (size[head + 1 : head + _FAR_REACH] >= _LONG).sum() > 1:
            return np.where(np.arange(n) < head, chances, np.float32(0))
    return chances
