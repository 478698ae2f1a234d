"""Where words stand in a row."""

from collections.abc import Sequence


def places_in(word: str, row: list[str]) -> list[int]:
    """Return where one word stands in a row; fast for few words."""
    found: list[int] = []
    place = -1
    try:
        while True:
            place = row.index(word, place + 1)
            found.append(place)
    except ValueError:  # no more of them
        return found


def places_by_word(words: Sequence[str]) -> dict[str, list[int]]:
    """Return where each word of a row stands."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        found = places.get(word)
        if found is None:
            places[word] = [place]
        else:
            found.append(place)
    return places
