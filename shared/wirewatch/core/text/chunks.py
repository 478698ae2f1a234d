"""Folded words without their places, at a fraction of the cost of tokens.

No token reaches over white space or a hyphen, so a text is cut there in no time, and each chunk
between (`"Doha),`) yields the same tokens wherever it stands: who remembers that has done most of
the work before an article comes.
"""

from wirewatch.core.text.tokenizer import folded_tokens

MAX_REMEMBERED_CHARACTERS = 64
"""A chunk that is longer is not worth remembering."""

_MAX_REMEMBERED = 1 << 17
_LONG_CHUNK = 24
"""Characters of a chunk from which on, on average, remembering them does not pay."""

_WITHIN = ".'`"
"""The ASCII signs that may stand inside a token; for `"` see `chunks_of`."""


def _parted(kept: str) -> bytes:
    """What each byte of a text becomes: ASCII letters small ones, signs but those kept a blank."""
    table = bytearray(range(256))
    for code, character in enumerate(map(chr, range(128))):
        if not character.isalnum() and character not in kept:
            character = " "
        table[code] = ord(character.lower())
    return bytes(table)


_ASCII = _parted(_WITHIN)
_UTF_8 = _parted(_WITHIN + '"')

_OUTER_SIGNS = ".'`\"\u2018\u2019\u201c\u201d\u2026\u2013\u2014$\u00a3\u20ac"
"""What stands around words most often and is no part of them."""


def chunks_of(text: str) -> list[str] | None:
    """Return chunks of one paragraph: their folded tokens, one after the other, are its own.

    Letters are made small and signs blanks that are nothing to tokens, all in one pass, so that
    few chunks are different and most are words. None for a text that is mostly in a script without
    spaces, where chunks are of no use.
    """
    if text.isascii():
        text = text.encode("ascii").translate(_ASCII).replace(b". ", b"  ").decode("ascii")
    else:  # between Hebrew letters a double quote is part of a word
        octets = text.encode("utf-8", "surrogatepass").translate(_UTF_8)
        for sign in (b". ", b' "', b'" '):
            octets = octets.replace(sign, b"  ")
        text = octets.decode("utf-8", "surrogatepass")
    chunks = text.split()
    return chunks if len(text) <= _LONG_CHUNK * len(chunks) else None


def folded_chunk(chunk: str) -> str:
    """Return the folded tokens of a chunk, with a blank between; this remembers nothing."""
    if len(chunk) <= MAX_REMEMBERED_CHARACTERS:
        inner = chunk.strip(_OUTER_SIGNS)
        if inner.isascii() and inner.isalnum():  # nearly always, and told without the pattern
            return inner.lower()
    return " ".join(folded_tokens(chunk))


class _FoldedChunks(dict[str, str]):
    """Chunk to its folded tokens in one text; bounded."""

    def __missing__(self, chunk: str) -> str:
        folded = folded_chunk(chunk)
        if len(chunk) <= MAX_REMEMBERED_CHARACTERS:
            if len(self) >= _MAX_REMEMBERED:
                self.clear()
            self[chunk] = folded
        return folded


_FOLDED_CHUNKS = _FoldedChunks()


def folded_words(text: str) -> list[str]:
    """Return the folded tokens of one paragraph: those of `tokenize`, without their places."""
    chunks = chunks_of(text)
    if chunks is None:
        return folded_tokens(text)
    return " ".join(map(_FOLDED_CHUNKS.__getitem__, chunks)).split()


def fold(word: str) -> str:
    """Return the folded form of a word: its tokens apart by blanks (`al-Qaeda` is `al qaeda`).

    The result folds to itself. It is empty for text without letters or digits.
    """
    return " ".join(folded_words(word))
