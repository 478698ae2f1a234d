"""A generator of news pages whose every outcome and alert is known beforehand.

The same seed gives the same pages. What a page must become is told beside it, so a test or a
benchmark can hold the whole system against the truth.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

MARKERS = ("zephyrine", "kobaltfund", "marisquet", "tornavela", "quillstone")
"""Invented words; each is a rule, and stands in some of the articles."""

_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "de": {
        "who": ("Die Bürgermeisterin", "Der Hafenmeister", "Eine Sprecherin", "Der Gemeinderat"),
        "did": ("erklärte am Dienstag", "teilte gestern mit", "sagte vor der Presse", "bestätigte"),
        "what": (
            "dass der Umbau der alten Brücke im kommenden Herbst beginnen soll",
            "dass die Kosten für das neue Wasserwerk stärker gestiegen sind als erwartet",
            "dass die Fähre zu den Inseln wegen eines Schadens am Ruder ausfällt",
            "dass die Bibliothek künftig auch am Sonntag geöffnet haben wird",
        ),
        "then": (
            "Die Anwohner hatten sich lange dafür eingesetzt.",
            "Ein Gutachten wird noch vor dem Winter erwartet.",
            "Die Opposition verlangt eine genaue Aufstellung der Ausgaben.",
            "Nach Angaben der Verwaltung liegt das Geld dafür bereit.",
        ),
    },
    "fr": {
        "who": ("La maire", "Le directeur du port", "Une porte-parole", "Le conseil municipal"),
        "did": ("a déclaré mardi", "a annoncé hier", "a confirmé devant la presse", "a précisé"),
        "what": (
            "que les travaux du vieux pont commenceront à l'automne prochain",
            "que le coût de la nouvelle station d'eau a augmenté plus que prévu",
            "que le bateau pour les îles ne partira pas à cause d'une avarie",
            "que la bibliothèque ouvrira désormais aussi le dimanche",
        ),
        "then": (
            "Les habitants le demandaient depuis longtemps.",
            "Un rapport est attendu avant l'hiver.",
            "L'opposition réclame un état précis des dépenses.",
            "Selon la mairie, l'argent nécessaire est disponible.",
        ),
    },
    "es": {
        "who": ("La alcaldesa", "El jefe del puerto", "Una portavoz", "El consejo municipal"),
        "did": ("declaró el martes", "anunció ayer", "confirmó ante la prensa", "explicó"),
        "what": (
            "que las obras del puente viejo empezarán el próximo otoño",
            "que el coste de la nueva planta de agua ha subido más de lo previsto",
            "que el barco a las islas no saldrá por una avería en el timón",
            "que la biblioteca abrirá a partir de ahora también los domingos",
        ),
        "then": (
            "Los vecinos lo pedían desde hacía mucho tiempo.",
            "Se espera un informe antes del invierno.",
            "La oposición exige una relación exacta de los gastos.",
            "Según el ayuntamiento, el dinero ya está disponible.",
        ),
    },
    "en": {
        "who": ("The mayor", "The harbour master", "A spokeswoman", "The town council"),
        "did": ("said on Tuesday", "announced yesterday", "told reporters", "confirmed"),
        "what": (
            "that work on the old bridge would begin in the autumn",
            "that the cost of the new waterworks had risen more than expected",
            "that the ferry to the islands would not sail because of a damaged rudder",
            "that the library would from now on be open on Sundays too",
        ),
        "then": (
            "People who live nearby had asked for it for a long time.",
            "A report is expected before the winter.",
            "The opposition wants a full account of what was spent.",
            "According to the town hall the money for it is there.",
        ),
    },
}


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
    paragraphs: tuple[str, ...]
    markers: frozenset[str]


class Newsroom:
    """Makes `count` pages: articles, copies on other sites, revisions, repeats, and junk.

    Of a hundred pages about ten are copies of an earlier story, four are revisions of an earlier
    article, three say the same again in other chrome, two are error pages and one is binary.
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
        # A revised text is not copied: a copy that overtook the revision on another partition
        # would rightly begin a story of its own.
        copyable: list[_Text] = []
        for number in range(count):
            kind = number % 100
            url = f"https://site{number % 37}.example/{number}/news.html"
            if kind in (13, 57):
                yield self._error_page(number, url)
            elif kind == 71:
                yield self._binary_page(number, url)
            elif copyable and kind in (7, 17, 27, 37, 47, 67, 77, 87, 97, 99):
                copied = self._random.choice(copyable[-50:])
                yield self._page(number, url, copied, "indexed")
            elif known and kind in (20, 40, 60, 80):
                index = self._random.randrange(max(0, len(known) - 50), len(known))
                old_url, text = known[index]
                copyable = [t for t in copyable if t.story != text.story]
                revised = self._revised(number, text)
                known[index] = (old_url, revised)
                yield self._page(number, old_url, revised, "indexed")
            elif known and kind in (33, 66, 93):
                old_url, text = self._random.choice(known[-50:])
                yield self._page(number, old_url, text, "unchanged")
            else:
                text = self._text(number)
                known.append((url, text))
                copyable.append(text)
                yield self._page(number, url, text, "indexed")

    def _text(self, number: int) -> _Text:
        language = self._languages[number % len(self._languages)]
        words = _WORDS[language]
        chosen = frozenset(m for m in MARKERS if self._random.random() < 0.06)
        paragraphs = [self._paragraph(words, number, n) for n in range(self._paragraphs)]
        for marker in sorted(chosen):
            at = self._random.randrange(len(paragraphs))
            paragraphs[at] += f" {marker.capitalize()} {number}."
        title = f"{self._random.choice(words['what']).split(' ', 1)[1].capitalize()} ({number})"
        return _Text(f"story-{number}", language, title, tuple(paragraphs), chosen)

    def _paragraph(self, words: dict[str, tuple[str, ...]], number: int, n: int) -> str:
        pick = self._random.choice
        first = f"{pick(words['who'])} {pick(words['did'])}, {pick(words['what'])} ({number}/{n})."
        return f"{first} {pick(words['then'])} {pick(words['then'])}"

    def _revised(self, number: int, text: _Text) -> _Text:
        added = self._paragraph(_WORDS[text.language], number, self._paragraphs)
        return _Text(text.story, text.language, text.title, (*text.paragraphs, added), text.markers)

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
