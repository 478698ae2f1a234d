"""How much of the shorter of two texts the longer one holds, told from their signatures.

Where less than most of it is there, it matters how that is spread. A copy that was reworded has
changes everywhere. A follow-up that repeats passages of an earlier report has them in one piece and
between them nothing: the numbers that it shares keep together.
"""

import numpy as np
import numpy.typing as npt

from wirewatch.core.stories.signature import Signature

_LEAST_SHARED = 4
_SHORT_FINGERPRINTS = 12
_SHORT_THRESHOLD = 0.6
_MOST_OF_IT = 0.6
_REPEATED_PASSAGES = 0.6
_LONG_LEAD = 16

Places = npt.NDArray[np.intp]
"""The places, ascending, of those of a text's fingerprints that another one has too."""


def containment(
    signature: Signature, size: int, cutoff: int, places: Places, *, threshold: float
) -> float | None:
    """The share of the shorter text's fingerprints that are common (0..1), None of no copy.

    `size` and `cutoff` are the earlier text's number of fingerprints and its cutoff, `places` says
    which fingerprints of `signature` it has. No copy is what shares less than `threshold`, and what
    only repeats passages. A few words in common prove little about a short text, so that one of
    less than 12 fingerprints must be nearly the same.
    """
    shared = len(places)
    own = len(signature.fingerprints)
    if cutoff < signature.cutoff:
        own = int(np.count_nonzero(signature.fingerprints <= cutoff))
    elif signature.cutoff < cutoff:
        size = max(shared, round(size * signature.cutoff / cutoff))
    smaller = max(1, min(own, size))
    share = min(1.0, shared / smaller)
    if smaller < _SHORT_FINGERPRINTS:
        return share if share >= max(threshold, _SHORT_THRESHOLD) else None
    if share < threshold or shared < _LEAST_SHARED or _follows_up(signature, places, share, cutoff):
        return None
    return share


def containment_of(one: Signature, other: Signature, *, threshold: float) -> float | None:
    """The same of two signatures at hand, of which `other` is the earlier one."""
    places = np.flatnonzero(np.isin(one.fingerprints, other.fingerprints))
    return containment(one, len(other.fingerprints), other.cutoff, places, threshold=threshold)


def _follows_up(signature: Signature, places: Places, share: float, cutoff: int) -> bool:
    """Whether the later text tells something new and repeats passages of the earlier one."""
    if cutoff < signature.cutoff:  # what the earlier text cannot have is left out
        places = (np.cumsum(signature.fingerprints <= cutoff) - 1)[places]
    if share >= _MOST_OF_IT:
        apart = places[0] >= max(_LONG_LEAD, len(places))
    else:
        together = np.count_nonzero(places[1:] - places[:-1] == 1) / (len(places) - 1)
        # How much more often than by chance the fingerprint after a shared one is shared too.
        apart = (together - share) / (1 - share) > _REPEATED_PASSAGES
    return bool(apart) and signature.in_text_order
