"""Paragraphs that a model has read before: copies of a report mostly repeat them word for word."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import Any, TypeVar

Answer = TypeVar("Answer")
PARAGRAPHS_KEPT = 20_000
"""Some 40 MB: those of 2,000 articles of ten paragraphs."""

_KEY_BYTES = 16


class ReadBefore:
    """What a model found in the latest paragraphs, so that none is read twice.

    A model reads each text by itself, so what it found in one is what it would find again. Texts
    are told apart by 128 bits of a hash.
    """

    def __init__(self, limit: int = PARAGRAPHS_KEPT) -> None:
        """`limit` is how many texts are kept; those not met for longest leave first."""
        self._limit = limit
        self._found: OrderedDict[bytes, Any] = OrderedDict()

    def answers(
        self,
        model: str,
        texts: Sequence[str],
        read: Callable[[Sequence[str]], list[Answer]],
    ) -> list[Answer]:
        """What `read`, the model of this name, says of each text; called with new texts only."""
        keys = [_key(model, text) for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._found}
        answers = dict(zip(new, read(list(new.values())), strict=True)) if new else {}
        found = [answers[key] if key in answers else self._found[key] for key in keys]
        for key, answer in zip(keys, found, strict=True):
            self._found[key] = answer
            self._found.move_to_end(key)
        while len(self._found) > self._limit:
            self._found.popitem(last=False)
        return found


def _key(model: str, text: str) -> bytes:
    data = text.encode("utf-8", "surrogatepass")
    return blake2b(data, digest_size=_KEY_BYTES, person=model.encode()[:16]).digest()
