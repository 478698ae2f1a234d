"""How much of the shorter of two texts the longer one holds, told from their signatures."""

import numpy as np

from wirewatch.core.stories.signature import Signature

_LEAST_SHARED = 4
_SHORT_FINGERPRINTS = 12
_SHORT_THRESHOLD = 0.6


def containment(
    signature: Signature, size: int, cutoff: int, shared: int, *, threshold: float
) -> float | None:
    """The share of the shorter text's fingerprints that are common (0..1), None below `threshold`.

    `size` and `cutoff` are the other text's number of fingerprints and its cutoff, `shared` is the
    number of fingerprints that both hold. A few words in common prove little about a short text, so
    that one of less than 12 fingerprints must be nearly the same.
    """
    own = len(signature.fingerprints)
    if cutoff < signature.cutoff:
        own = int(np.searchsorted(signature.fingerprints, cutoff, side="right"))
    elif signature.cutoff < cutoff:
        size = max(shared, round(size * signature.cutoff / cutoff))
    smaller = max(1, min(own, size))
    share = min(1.0, shared / smaller)
    if smaller < _SHORT_FINGERPRINTS:
        return share if share >= max(threshold, _SHORT_THRESHOLD) else None
    return share if share >= threshold and shared >= _LEAST_SHARED else None


def containment_of(one: Signature, other: Signature, *, threshold: float) -> float | None:
    """The same of two signatures at hand."""
    shared = np.intersect1d(one.fingerprints, other.fingerprints, assume_unique=True)
    return containment(one, len(other.fingerprints), other.cutoff, len(shared), threshold=threshold)
