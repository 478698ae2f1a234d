"""Rules and articles by chance, of few words in many scripts, so that they meet often."""

import random

from wirewatch.core.rules import Document, Named
from wirewatch.core.text import analyse

WORDS = (
    "doha", "Doha", "DOHA", "deal", "deals", "dealing", "Ghani\u2019s", "al-Qaeda", "qaeda",
    "北京", "北", "京", "東京", "Йод", "ёлка", "ёлки", "санкции", "санкциями", "علی", "على", "صلى",
    "الدوحة", "สวัส", "ส", "U.S.", "US", "l'Iran", "iran", "café", "cafe", "Straße", 'צה"ל', "talib",
    "taliban", "colour", "color", "뉴스", "हिन्दी", "a", "a-a", "kabul",
)  # fmt: skip
WILD = (
    "tali*",
    "colo*r",
    "colo?r",
    "*ban",
    "*ali*",
    "de?l*",
    "qa*da",
    "al-qa*",
    '"a tali*"',
    "d*a",
)
SIGNED = ("=Doha", "=DOHA", '="al Qaeda"', "=US", "~deal", "~санкция", "~ёлка", '~"doha deal"')
NAMES = ("name:Doha", "name:Taliban", "title:name:Doha", "name:Ghani")
REGEXES = (
    "/D[oa]ha/", "/doha/i", "/d.{0,6}l/", "/(Doha|deal)s?/", r"/al[- ]Qaeda/i", r"/\bali/",
    "/[a-z]{4}n/", "/санкци(и|ями)[ .]/", "/Straße/i", "/الدو/", "/[京北]{2}/", "/ส/", "/U\\.S/",
    "/deal, /", "/[ ]deal /", r"/\w+ing/", "/(?i)DE(A|E)L/", "/a+/", r"/[^\x00-\x7f]{3}/", "/ё/i",
    "/кол|tali(ban)?/", "/(x|doha) /", "/do(?:ha){1,2}/", r"/[.!]/", "/café|colou?r/i",
)  # fmt: skip
STOPS = (". ", "! ", ", ", " ", " ", " ", " ", "。")
LANGUAGES = ("en", "ru", "pt-BR", "de", "", "zh-Hant-TW")
_CONDITIONS = (
    "lang:en", "lang:pt", "lang:(en OR ru)", "site:example.org", "site:news.example.org",
    "source:wire", "author:ghani", 'author:"aida ghani"', "url:world", "sitelang:en",
    "country:uk", "country:(fr OR gb)", "country:af",
    "topic:weather", "topic:medtop:17000000", 'topic:"politics and"', "entity:doha",
    "person:ghani", "org:taliban", "place:doha", "published:2026-11", "published:>=2026-11-15",
    "published:<2026-11-15", "words:>6", "words:3..9", "words:<=4",
)  # fmt: skip
_SCOPES = ("title:", "body:", "lead:", "first/4:", "first/9:")


class Samples:
    """A source of expressions and documents; the same seed gives the same ones."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - no secret

    def expression(self, size: int = 5) -> str:
        """A rule of about that many clauses at most; it may lack a positive clause."""
        chance = self._chance.random()
        if size <= 1 or chance < 0.1:
            return self._clause()
        parts = [self.expression(size // 2) for _ in range(self._chance.choice((2, 2, 3)))]
        if chance < 0.35:
            return "(" + self._chance.choice((" ", " AND ")).join(parts) + ")"
        if chance < 0.55:
            return f"({' OR '.join(parts)})"
        if chance < 0.7:
            return f"({parts[0]} AND NOT {parts[1]})"
        if chance < 0.78:
            return f"ANY/{self._chance.randint(1, len(parts))}({', '.join(parts)})"
        return self._near(2)

    def document(self) -> Document:
        """An article of a title and up to four paragraphs, with facts beside the text."""
        pick = self._chance.choice
        lead = self._chance.choice((0, 0, 0, 1))
        paragraphs = [self._text(14) for _ in range(self._chance.randint(0, 4))]
        return Document(
            analyse(self._text(6), paragraphs),
            pick(LANGUAGES),
            lead=lead,
            authors=pick(((), ("Aida Ghani",), ("Ghani", "Jo Deal"))),
            site=pick(("example.org", "example.com", "")),
            source=pick(("wire", "Wire", "other", "")),
            url=pick(
                (
                    "https://news.example.org/world/doha-deal",
                    "http://example.com/a",
                    "https://quay.example.fr/x",
                    "https://b.co.uk/",
                )
            ),
            country=pick(("", "", "", "fr", "af")),
            site_language=pick(("en", "en-GB", "ru", "")),
            published=pick(("2026-11-14T10:00:00Z", "2026-11-15", "2026-11", "2026-10-31", "")),
            named=pick(
                (
                    (),
                    (Named("person", "Ashraf Ghani", "q1"), Named("place", "Doha")),
                    (
                        Named("organisation", "Taliban"),
                        Named("topic", "weather", "medtop:17000000"),
                    ),
                    (Named("topic", "politics and government", "medtop:11000000"),),
                )
            ),
        )

    def _near(self, levels: int) -> str:
        sides = [self._side(levels) for _ in range(2)]
        order, reach = self._chance.choice(("", "O")), self._chance.choice("0123spsp")
        negation = self._chance.choice(("", "", "", "NOT "))
        near = f"({sides[0]} {negation}{order}NEAR/{reach} {sides[1]})"
        return (
            f"ATLEAST/{self._chance.randint(1, 3)}{near}" if self._chance.random() < 0.2 else near
        )

    def _side(self, levels: int) -> str:
        chance = self._chance.random()
        if levels and chance < 0.3:
            return self._near(levels - 1)
        if chance < 0.5:
            return f"({' OR '.join(self._term() for _ in range(self._chance.choice((2, 3))))})"
        return self._term()

    def _clause(self) -> str:
        chance = self._chance.random()
        if chance < 0.15:
            return self._chance.choice(_CONDITIONS)
        if chance < 0.22:
            return f"ATLEAST/{self._chance.randint(1, 3)}({self._side(1)})"
        if chance < 0.27:
            return f"{self._chance.choice(_SCOPES)}({self._plain()} OR {self._plain()})"
        return self._term()

    def _term(self) -> str:
        if self._chance.random() < 0.04:
            return self._chance.choice(NAMES)
        scope = self._chance.choice(_SCOPES) if self._chance.random() < 0.2 else ""
        return scope + self._plain()

    def _plain(self) -> str:
        chance = self._chance.random()
        if chance < 0.12:
            return self._chance.choice(WILD)
        if chance < 0.24:
            return self._chance.choice(SIGNED)
        if chance < 0.32:
            return self._chance.choice(REGEXES)
        if chance < 0.5:
            words = self._chance.choices(WORDS, k=self._chance.choice((2, 2, 3)))
            return f"\u201c{' '.join(words)}\u201d"
        return self._chance.choice(WORDS)

    def _text(self, most: int) -> str:
        words = self._chance.choices(WORDS, k=self._chance.randint(0, most))
        return "".join([word + self._chance.choice(STOPS) for word in words])
