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

_BELOW = {
    "01": {
        "0045": "mass media",
        "0005": "cinema",
        "0018": "music",
        "0013": "literature",
    },
    "02": {
        "0082": "crime",
        "0106": "judiciary",
        "0129": "law enforcement",
    },
    "03": {
        "0139": "accident and emergency incident",
        "0148": "disaster",
        "0168": "emergency response",
    },
    "04": {
        "0170": "business information",
        "0344": "economy",
        "0385": "market and exchange",
    },
    "05": {
        "0400": "school",
        "0413": "educational testing and examinations",
        "0415": "students",
        "0416": "teachers",
    },
    "06": {
        "0418": "climate change",
        "0420": "conservation",
        "0424": "environmental pollution",
        "0430": "natural resources",
    },
    "07": {
        "0446": "diseases and conditions",
        "0461": "health facility",
        "0464": "health treatment",
        "0485": "medical profession",
    },
    "08": {
        "0500": "animal",
        "0505": "celebrity",
    },
    "09": {
        "0509": "employment",
        "0524": "labour relations",
        "0533": "unemployment",
        "0536": "unions",
    },
    "11": {
        "0574": "election",
        "0593": "government",
        "0621": "government policy",
        "0638": "international relations",
        "0648": "political dissent",
    },
    "12": {
        "0690": "religious festival and holiday",
        "0697": "religious facility",
        "0703": "religious leader",
    },
    "13": {
        "0710": "biomedical science",
        "0717": "natural science",
        "0756": "technology and engineering",
    },
    "14": {
        "0770": "demographics",
        "0771": "immigration",
        "0775": "discrimination",
        "0780": "family",
        "0802": "social problem",
    },
    "15": {
        "1104": "drug use in sport",
        "1148": "sports transaction",
        "1065": "soccer",
        "1085": "tennis",
        "0851": "basketball",
        "0849": "baseball",
        "0888": "cricket",
        "0940": "golf",
        "0965": "ice hockey",
        "0856": "boxing",
    },
    "16": {
        "0053": "act of terror",
        "0056": "armed conflict",
        "0065": "civil unrest",
        "0070": "coup d'etat",
        "0073": "peace process",
    },
    "17": {
        "1128": "weather forecast",
        "1130": "weather statistic",
        "1131": "weather warning",
    },
}
NARROWER_TOPICS = MappingProxyType(
    {
        f"medtop:2000{code}": (f"medtop:{top}000000", name)
        for top, below in _BELOW.items()
        for code, name in below.items()
    }
)
"""Code, the one of the 17 above it, and English name of the terms below them that are told apart:
most of the second level, some (kinds of sport, cinema, music, literature) of the third; (c) IPTC,
CC BY 4.0."""

_SHARES = (10, 9, 4, 15, 3, 3, 8, 2, 2, 6, 16, 2, 9, 5, 15, 7, 2)
COMMONNESS = MappingProxyType(dict(zip(MEDIA_TOPICS, _SHARES, strict=True)))
"""How often each topic is the main one in a general news feed, relative to each other: own rough
estimate."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic of an article.

    `code` is a key of `MEDIA_TOPICS` or of `NARROWER_TOPICS`, `score` lies between 0 and 1, and
    `evidence` holds the words of the article that spoke for the topic, the weightiest first, as
    they stand in the text.
    """

    code: str
    name: str
    score: float
    evidence: tuple[str, ...]
