"""Which articles carry the same text: signatures and the index of near-duplicates."""

from wirewatch.core.stories.containment import containment_of
from wirewatch.core.stories.near_duplicates import DEFAULT_THRESHOLD, NearDuplicates, Similar
from wirewatch.core.stories.signature import (
    STORY_SIGNATURE_VERSION,
    Signature,
    signature,
)

__all__ = [
    "DEFAULT_THRESHOLD",
    "STORY_SIGNATURE_VERSION",
    "NearDuplicates",
    "Signature",
    "Similar",
    "containment_of",
    "signature",
]
