"""The built gazetteer as a file: rows and their spellings, folded, ready to be looked up.

Text compressed with gzip: lines `id, kind, country, name, other names`, an empty line, then lines
`folded words, row number, care, capitals` in the order of the words; a fifth cell, where two rows
share the folded words, is the very spelling that this line stands for.
"""

import gzip
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

from wirewatch.core.entities.entity import Kind
from wirewatch.core.entities.known import Care, Known
from wirewatch.core.text import Token, tokenize

MARKS = {"^": Care.SURNAME, "?": Care.WORD, "*": Care.SUPPORT}
"""What may stand before a spelling in the tables, and what it asks for."""


_SHORT = 4
"""Spellings of so many letters are too easily another word without their marks."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One spelling, folded: `capitals` has a bit for each word that is written with one."""

    key: str
    row: int
    care: int
    capitals: int
    surface: str = ""


def entries(row: int, surfaces: Iterable[str]) -> Iterator[Entry]:
    """The spellings of one row; a mark before a spelling says what it asks for."""
    for marked in surfaces:
        care = Care.NONE
        surface = marked
        while surface[:1] in MARKS:
            care |= MARKS[surface[0]]
            surface = surface[1:]
        found = tokenize(surface)
        if not found:
            continue
        if surface.replace(".", "").isupper():
            care |= Care.ACRONYM
        key = " ".join(word.folded for word in found)
        if len(key) <= _SHORT and not surface.isascii() and key.isascii():
            care |= Care.EXACT
        capitals = sum(has_capital(surface, word) << at for at, word in enumerate(found))
        yield Entry(key, row, care, capitals, surface)


def has_capital(text: str, word: Token) -> bool:
    """Whether a word is written as names are: `Apple`, and `iPhone` too."""
    return any(c.isupper() for c in text[word.start : min(word.start + 2, word.end)])


def unmarked(surface: str) -> str:
    """A spelling of the tables without its marks."""
    return surface.lstrip("".join(MARKS))


def written(rows: Sequence[tuple[Known, Sequence[str]]], found: Iterable[Entry]) -> bytes:
    """The file's bytes; the same for the same rows."""
    lines = [
        "\t".join((known.entity_id, known.kind, known.country, known.name, "|".join(names)))
        for known, names in rows
    ]
    ordered = sorted(found, key=lambda entry: (entry.key, entry.row))
    shared = {one.key for one, other in pairwise(ordered) if one.key == other.key}
    lines.append("")
    for entry in ordered:
        needed = entry.key in shared or entry.care & Care.EXACT
        cells = [entry.key, str(entry.row), str(entry.care), str(entry.capitals)]
        lines.append("\t".join([*cells, entry.surface] if needed else cells))
    return gzip.compress("\n".join(lines).encode(), 9, mtime=0)


def read(content: bytes) -> tuple[list[Known], list[str], Iterator[Entry]]:
    """Rows, their other names apart by `|`, and the spellings."""
    text = gzip.decompress(content).decode()
    head, tail = text.split("\n\n", 1)
    known: list[Known] = []
    names: list[str] = []
    for line in head.split("\n"):
        entity_id, kind, country, name, others = line.split("\t")
        known.append(Known(entity_id, cast(Kind, kind), name, country))
        names.append(others)
    return known, names, _entries(tail)


def _entries(tail: str) -> Iterator[Entry]:
    for line in tail.split("\n"):
        cells = line.split("\t")
        surface = cells[4] if len(cells) > 4 else ""
        yield Entry(cells[0], int(cells[1]), int(cells[2]), int(cells[3]), surface)
