"""The IPTC Media Topics that are told apart, and one of them found in an article."""

from dataclasses import dataclass
from types import MappingProxyType

MEDIA_TOPICS = MappingProxyType(
    {
        "medtop:01000000": "arts, culture, entertainment and media",
        "medtop:02000000": "crime, law and justice",
        "medtop:03000000": "disaster, accident and emergency incident",
        "medtop:04000000": "economy, business and finance",
        "medtop:05000000": "education",
        "medtop:06000000": "environment",
        "medtop:07000000": "health",
        "medtop:08000000": "human interest",
        "medtop:09000000": "labour",
        "medtop:10000000": "lifestyle and leisure",
        "medtop:11000000": "politics and government",
        "medtop:12000000": "religion",
        "medtop:13000000": "science and technology",
        "medtop:14000000": "society",
        "medtop:15000000": "sport",
        "medtop:16000000": "conflict, war and peace",
        "medtop:17000000": "weather",
    }
)
"""Code and English name of the 17 top-level terms: IPTC Media Topics, (c) IPTC, CC BY 4.0."""

_SHARES = (10, 9, 4, 15, 3, 3, 8, 2, 2, 6, 16, 2, 9, 5, 15, 7, 2)
COMMONNESS = MappingProxyType(dict(zip(MEDIA_TOPICS, _SHARES, strict=True)))
"""How often each topic is the main one in a general news feed, relative to each other: own rough
estimate."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic of an article.

    `code` is a key of `MEDIA_TOPICS`, `score` lies between 0 and 1, and `evidence` holds the words
    of the article that spoke for the topic, the weightiest first, as they stand in the text.
    """

    code: str
    name: str
    score: float
    evidence: tuple[str, ...]
