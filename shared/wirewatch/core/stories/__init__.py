"""Which articles carry the same text: signatures and the index of near-duplicates."""

from wirewatch.core.stories.near_duplicates import NearDuplicates, Similar
from wirewatch.core.stories.signature import (
    STORY_SIGNATURE_VERSION,
    Signature,
    signature,
)

__all__ = ["STORY_SIGNATURE_VERSION", "NearDuplicates", "Signature", "Similar", "signature"]
