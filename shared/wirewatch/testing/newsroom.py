"""A generator of news pages whose every outcome and alert is known beforehand.

The same seed gives the same pages. What a page must become is told beside it, so a test or a
benchmark can hold the whole system against the truth.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape

from wirewatch.testing.grammars import GRAMMARS, SYLLABLES

MARKERS = ("zephyrine", "kobaltfund", "marisquet", "tornavela", "quillstone")
"""Invented words; each is a rule, and stands in some of the articles."""

_CAST = 12
"""Invented names of people, places and firms in each story."""


@dataclass(frozen=True, slots=True)
class GeneratedPage:
    """One page, in the order of acceptance, and what must become of it."""

    number: int
    url: str
    content_type: str
    content: bytes
    outcome: str
    story: str | None
    markers: frozenset[str]
    language: str | None


@dataclass(frozen=True, slots=True)
class _Text:
    story: str
    language: str
    title: str
    cast: tuple[str, ...]
    paragraphs: tuple[str, ...]

    @property
    def markers(self) -> frozenset[str]:
        said = " ".join(self.paragraphs).casefold()
        return frozenset(m for m in MARKERS if m in said)


class Newsroom:
    """Makes `count` pages: articles, copies on other sites, revisions, repeats, and junk.

    Of a hundred pages about ten are copies of an earlier story (four of them under another title
    and shortened), four are revisions of an earlier article (one paragraph more), three say the
    same again in other chrome, two are error pages and one is binary. Each story has invented names
    of its own, that two stories have no five words in a row in common but by rare chance. Whichever
    of the texts of a story comes first, the others are near-duplicates of it.
    """

    def __init__(
        self,
        *,
        seed: int = 1,
        languages: tuple[str, ...] = ("de", "fr", "es", "en"),
        paragraphs: int = 6,
    ) -> None:
        self._random = random.Random(seed)  # noqa: S311 - repeatable test data
        self._languages = languages
        self._paragraphs = paragraphs

    def pages(self, count: int) -> Iterator[GeneratedPage]:
        """The pages, one after the other."""
        known: list[tuple[str, _Text]] = []
        for number in range(count):
            kind = number % 100
            url = f"https://site{number % 37}.example/{number}/news.html"
            if kind in (13, 57):
                yield self._error_page(number, url)
            elif kind == 71:
                yield self._binary_page(number, url)
            elif known and kind in (7, 27, 47, 67, 87, 99):
                yield self._page(number, url, self._random.choice(known[-50:])[1], "indexed")
            elif known and kind in (17, 37, 77, 97):
                edited = self._edited(number, self._random.choice(known[-50:])[1])
                yield self._page(number, url, edited, "indexed")
            elif known and kind in (20, 40, 60, 80):
                index = self._random.randrange(max(0, len(known) - 50), len(known))
                old_url, text = known[index]
                revised = self._revised(text)
                known[index] = (old_url, revised)
                yield self._page(number, old_url, revised, "indexed")
            elif known and kind in (33, 66, 93):
                old_url, text = self._random.choice(known[-50:])
                yield self._page(number, old_url, text, "unchanged")
            else:
                text = self._text(number)
                known.append((url, text))
                yield self._page(number, url, text, "indexed")

    def _text(self, number: int) -> _Text:
        language = self._languages[number % len(self._languages)]
        chosen = frozenset(m for m in MARKERS if self._random.random() < 0.06)
        cast = tuple(self._name() for _ in range(_CAST))
        paragraphs = [self._paragraph(language, cast) for _ in range(self._paragraphs)]
        for marker in sorted(chosen):
            at = self._random.randrange(len(paragraphs))
            paragraphs[at] += f" {marker.capitalize()} {number}."
        title = self._filled(GRAMMARS[language].news, language, cast)
        return _Text(f"story-{number}", language, f"{title} ({number})", cast, tuple(paragraphs))

    def _paragraph(self, language: str, cast: tuple[str, ...]) -> str:
        """Three sentences whose names keep every five words of them from recurring elsewhere."""
        grammar = GRAMMARS[language]
        pick = self._random.choice
        sentences = []
        for _ in range(2):
            clauses = (
                f"{pick(grammar.subjects)} {grammar.where} {pick(cast)} {pick(grammar.verbs)}"
                f" {pick(grammar.objects)} {grammar.where} {pick(cast)} {pick(grammar.whens)}"
                for _ in range(2)
            )
            sentence = f", {pick(grammar.links)} ".join(clauses)
            sentences.append(sentence[0].upper() + sentence[1:] + ".")
        return " ".join([*sentences, self._filled(grammar.said, language, cast)])

    def _filled(self, template: str, language: str, cast: tuple[str, ...]) -> str:
        pick = self._random.choice
        return template.format(
            person=f"{pick(cast)} {pick(cast)}",
            firm=f"{pick(cast)} {pick(cast)}",
            place=pick(cast),
            day=f"{self._random.randrange(1, 29)}.",
            object=pick(GRAMMARS[language].objects),
        )

    def _name(self) -> str:
        return "".join(self._random.choices(SYLLABLES, k=self._random.choice((2, 3)))).capitalize()

    def _revised(self, text: _Text) -> _Text:
        """One paragraph more."""
        added = self._paragraph(text.language, text.cast)
        return replace(text, paragraphs=(*text.paragraphs, added))

    def _edited(self, number: int, text: _Text) -> _Text:
        """As another desk prints it: its own title, a line before, the end cut off."""
        title = self._filled(GRAMMARS[text.language].news, text.language, text.cast)
        kept = text.paragraphs[: max(1, len(text.paragraphs) - 1)]
        before = f"{self._name()} {self._name()} ({self._name()})."
        return replace(
            text, title=f"{title} ({number})", paragraphs=(f"{before} {kept[0]}", *kept[1:])
        )

    def _page(self, number: int, url: str, text: _Text, outcome: str) -> GeneratedPage:
        body = "\n".join(f"<p>{escape(p)}</p>" for p in text.paragraphs)
        rail = "".join(
            f'<li><a href="/{n}">{escape(self._random.choice(MARKERS))} {n}</a></li>'
            for n in range(6)
        )
        html = f"""<!DOCTYPE html><html lang="{text.language}"><head><meta charset="utf-8">
<title>{escape(text.title)}</title><meta property="og:type" content="article">
<meta property="article:published_time" content="2026-11-{number % 20 + 1:02d}T08:00:00Z">
</head><body>
<nav><ul><li><a href="/">Start</a></li><li><a href="/a">Region</a></li>
<li><a href="/b">Sport</a></li></ul></nav>
<main><article><h1>{escape(text.title)}</h1>
{body}
</article></main>
<aside><h3>+++</h3><ul>{rail}</ul></aside>
<footer><p>© {number} <a href="/i">Impressum</a></p></footer></body></html>"""
        return GeneratedPage(
            number=number,
            url=url,
            content_type="text/html; charset=utf-8",
            content=html.encode(),
            outcome=outcome,
            story=text.story,
            markers=text.markers,
            language=text.language,
        )

    def _error_page(self, number: int, url: str) -> GeneratedPage:
        html = (
            "<!DOCTYPE html><html><head><title>404 Not Found</title></head><body>"
            "<nav><a href='/'>Home</a></nav><h1>404</h1><p>Page not found.</p></body></html>"
        )
        return GeneratedPage(
            number, url, "text/html", html.encode(), "not_an_article", None, frozenset(), None
        )

    def _binary_page(self, number: int, url: str) -> GeneratedPage:
        content = b"\x00\x01\xff" + self._random.randbytes(600)
        return GeneratedPage(number, url, "text/html", content, "dead", None, frozenset(), None)
