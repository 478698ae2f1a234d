"""Builds `han.tsv`: readings of Chinese characters and their traditional forms.

Run as `python -m wirewatch.core.entities.scripts.han_build > han.tsv`; needs the packages
`pypinyin` (readings; MIT licence) and `opencc-purepy` (character pairs of OpenCC; Apache License
2.0), which the running system does not. Only the characters
of the national sets GB 2312 and Big5 are taken.
"""

from collections.abc import Iterator
from importlib.resources import files


def rows() -> Iterator[str]:
    """The lines: a syllable and its characters; last, `=` with simplified and traditional ones."""
    from pypinyin import Style, lazy_pinyin

    characters = _national_characters()
    readings: dict[str, list[str]] = {}
    for character in characters:
        (reading,) = lazy_pinyin(character, style=Style.NORMAL, v_to_u=False)
        if reading.isascii():
            readings.setdefault(reading, []).append(character)
    for reading, own in sorted(readings.items()):
        yield f"{reading}\t{''.join(own)}"
    pairs = dict(_traditional(set(characters)))
    yield "=\t" + "".join(pairs) + "\t" + "".join(pairs.values())


def _national_characters() -> list[str]:
    found: dict[str, None] = {}
    for code in range(0x4E00, 0x9FA6):
        character = chr(code)
        for charset in ("gb2312", "big5"):
            try:
                encoded = character.encode(charset)
            except UnicodeEncodeError:
                continue
            # The first plane of Big5: the 5,401 characters in common use.
            if charset == "gb2312" or encoded < b"\xc6\x7f":
                found[character] = None
    return list(found)


def _traditional(known: set[str]) -> Iterator[tuple[str, str]]:
    text = files("opencc_purepy").joinpath("dicts/STCharacters.txt").read_text("utf-8")
    for line in text.splitlines():
        if "\t" in line:
            simplified, traditional = line.split("\t")
            first = traditional.split()[0]
            if simplified in known and first != simplified and len(simplified) == len(first) == 1:
                yield simplified, first


if __name__ == "__main__":
    print("# Built by han_build.py: readings from pypinyin (MIT), pairs from OpenCC (Apache-2.0).")
    for row in rows():
        print(row)
