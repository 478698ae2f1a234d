"""Paragraphs that a model has read before: copies of a report mostly repeat them word for word."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from hashlib import blake2b

from wirewatch.core.entities.entity import Span

PARAGRAPHS_KEPT = 50_000
"""Some 25 MB: those of 5,000 articles of ten paragraphs."""

_KEY_BYTES = 16


class ReadBefore:
    """What a model found in the latest paragraphs, so that none is read twice.

    A model reads each text by itself, so what it found in one is what it would find again. Texts
    are told apart by 128 bits of a hash.
    """

    def __init__(self, limit: int = PARAGRAPHS_KEPT) -> None:
        """`limit` is how many texts are kept; those not met for longest leave first."""
        self._limit = limit
        self._found: OrderedDict[bytes, list[Span]] = OrderedDict()

    def spans(
        self,
        model: str,
        texts: Sequence[str],
        read: Callable[[Sequence[str]], list[list[Span]]],
    ) -> list[list[Span]]:
        """What `read`, the model of this name, finds in each text; called with new texts only."""
        keys = [_key(model, text) for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._found}
        answers = dict(zip(new, read(list(new.values())), strict=True)) if new else {}
        found = [answers[key] if key in answers else self._found[key] for key in keys]
        for key, spans in zip(keys, found, strict=True):
            self._found[key] = spans
            self._found.move_to_end(key)
        while len(self._found) > self._limit:
            self._found.popitem(last=False)
        return found


def _key(model: str, text: str) -> bytes:
    data = text.encode("utf-8", "surrogatepass")
    return blake2b(data, digest_size=_KEY_BYTES, person=model.encode()[:16]).digest()
