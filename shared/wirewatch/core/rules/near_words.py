"""Whether two words or phrases stand within so many words of one another: by far the commonest
NEAR, without the machinery of those that are nested."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable

from wirewatch.core.rules.layout import DocumentTokens

Words = tuple[str, ...]


def near_words(
    left: Words, right: Words, reach: int, *, ordered: bool
) -> Callable[[DocumentTokens], bool]:
    """Return the function that says whether both sides have an occurrence with at most `reach`
    words between, in one paragraph; `ordered`: the left one first."""
    left_size, right_size = len(left), len(right)

    def hold(tokens: DocumentTokens) -> bool:
        lefts = tokens.begins_of(left)
        if not lefts:
            return False
        rights = tokens.begins_of(right)
        if not rights:
            return False
        paragraph_at = tokens.paragraph_at
        for begin in lefts:
            after, before = begin + left_size, begin - right_size
            index = bisect_left(rights, after)
            if (
                index < len(rights)
                and rights[index] <= after + reach
                and paragraph_at(rights[index]) == paragraph_at(begin)
            ):
                return True
            index = 0 if ordered else bisect_right(rights, before)
            if (
                index
                and rights[index - 1] >= before - reach
                and paragraph_at(rights[index - 1]) == paragraph_at(begin)
            ):
                return True
        return False

    return hold
