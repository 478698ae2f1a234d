"""How articles, alerts and matches look on a terminal."""

import json
import re
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from wirewatch.cli.tried import Tried
from wirewatch.events import Article, Snippet

_STEERING = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
HIGHLIGHT = "bold black on yellow"


def inert(text: str, *, keep: str = "") -> str:
    """Text of strangers without control characters, which could steer the terminal."""
    return "".join(c if c.isprintable() or c in keep else " " for c in text)


def json_text(value: Any, *, indent: int | None = None) -> str:
    """JSON in which what could steer a terminal, or turn its lines about, is escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def highlighted(snippet: Snippet) -> Text:
    """A passage with the matched words marked; control characters of the page are inert."""
    text = Text(inert(snippet.text))
    for start, end in snippet.highlights:
        text.stylize(HIGHLIGHT, start, end)
    return text


_LOOKS = {
    "heading": ("", "bold", 0),
    "list_item": ("• ", "", 2),
    "quote": ("> ", "", 2),
    "table": ("| ", "", 2),
    "caption": ("picture: ", "dim", 2),
}
"""How a paragraph of a kind is shown: mark, style, columns set in."""


def show_tried(tried: Tried, *, removed: bool) -> None:
    """Print what `wirewatch try` found out."""
    console = Console(highlight=False, markup=False)
    if tried.article is None:
        verdict = tried.verdict
        assert verdict is not None
        console.print(f"not an article: {verdict.reason.value}", style="yellow")
        console.print(verdict.detail)
        return
    _show_article(console, tried.article)
    console.print()
    _show_matches(console, tried)
    if removed:
        console.print()
        console.print("kept, and where it stands in the page", style="bold")
        for paragraph in tried.article.paragraphs:
            line = Text(f"{paragraph.kind:>14}  ", style="dim")
            line.append(_one_line(paragraph.text, 60))
            line.append(f"  {inert(paragraph.place)}", style="dim")
            console.print(line)
        console.print()
        console.print("removed from the page", style="bold")
        for block in tried.article.removed:
            line = Text(f"{block.reason:>14}  ", style="dim")
            line.append(_one_line(block.text, 90))
            console.print(line)


def _show_article(console: Console, article: Article) -> None:
    console.print(Text(inert(article.title) or "(no title)", style="bold"))
    for name, value in _facts(article):
        console.print(Text.assemble((f"{name:>10}  ", "dim"), inert(value)))
    console.print()
    for paragraph in article.paragraphs:
        mark, style, indent = _LOOKS.get(paragraph.kind, ("", "", 0))
        text = Text(mark + inert(paragraph.text), style=style)
        console.print(Padding(text, (0, 0, 1, indent)))


def _facts(article: Article) -> Sequence[tuple[str, str]]:
    language = f"{article.language.code} ({article.language.confidence:.2f})"
    if article.site_language and article.site_language != article.language.code:
        language += f", on a site in {article.site_language}"
    published = article.published
    when = "not found on the page"
    if published is not None:
        when = (
            f"{published.value} (from {published.found_in}{'' if published.sure else ', unsure'})"
        )
    ranked = sorted(article.entities, key=lambda e: -e.salience)
    return [
        ("language", language),
        ("published", when),
        ("by", ", ".join(article.authors) or "—"),
        ("names", ", ".join(f"{e.name} ({e.kind})" for e in ranked) or "—"),
        ("topics", ", ".join(f"{t.name} {t.score:.2f}" for t in article.topics) or "—"),
        ("text", f"{len(article.body)} paragraphs, {len(article.removed)} blocks removed"),
    ]


def _show_matches(console: Console, tried: Tried) -> None:
    if not tried.rules_tried:
        console.print("no rules tried; give some with --rule or --rules", style="dim")
        return
    console.print(f"{len(tried.matches)} of {tried.rules_tried} rules match", style="bold")
    for rule, proof in tried.matches:
        console.print(Text.assemble(("✓ ", "green"), (rule, "bold")))
        for clause in proof.clauses:
            mark = ("✓", "green") if clause.holds else ("–", "dim")
            console.print(Text.assemble("    ", mark, f" {clause.clause}"))
        for snippet in proof.snippets:
            console.print(Padding(highlighted(snippet), (0, 0, 0, 6)))


def _one_line(text: str, limit: int) -> str:
    line = inert(" ".join(text.split()))
    return line if len(line) <= limit else line[: limit - 1] + "…"
