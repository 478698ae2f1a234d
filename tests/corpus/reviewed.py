"""The corpus as the tests read it: each page with what a reader says its article is."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CORPUS = Path(__file__).parent
SAMPLES = CORPUS.parents[1] / "samples"
KINDS = ("heading", "list_item", "quote", "table", "caption")


@dataclass(frozen=True, slots=True, eq=False)
class Reviewed:
    """A page and its expected output; `facts` holds the lines at the head of the expected file.

    `paragraphs` are (kind, text) in the page's order. In a sample's expected file kinds are not
    told: there `kinds_told` is false.
    """

    name: str
    raw: bytes
    url: str
    content_type: str
    facts: dict[str, str]
    paragraphs: tuple[tuple[str, str], ...]
    kinds_told: bool

    @property
    def verdict(self) -> str:
        """`article`, or the reason why it is none."""
        return self.facts["verdict"]

    def texts(self, *, captions: bool = False) -> list[str]:
        """The paragraphs' texts, captions only where asked for."""
        return [text for kind, text in self.paragraphs if captions or kind != "caption"]


def reviewed() -> tuple[Reviewed, ...]:
    """Every page that has a reviewed expected output: the samples' and those of this folder."""
    return (*_samples(), *_own())


@cache
def _own() -> tuple[Reviewed, ...]:
    found = []
    for path in sorted((CORPUS / "pages").iterdir()):
        head, *paragraphs = (
            (CORPUS / "expected" / f"{path.stem}.txt")
            .read_text("utf-8")
            .removesuffix("\n")
            .split("\n\n")
        )
        facts = dict(line.split(": ", 1) for line in head.split("\n") if ": " in line)
        found.append(
            Reviewed(
                path.stem, path.read_bytes(), facts["url"], facts["content_type"], facts,
                tuple(_kind_and_text(p) for p in paragraphs), kinds_told=True,
            )
        )  # fmt: skip
    return tuple(found)


def _kind_and_text(paragraph: str) -> tuple[str, str]:
    for kind in KINDS:
        if paragraph.startswith(f"[{kind}] "):
            return kind, paragraph.removeprefix(f"[{kind}] ")
    return "paragraph", paragraph


@cache
def _samples() -> tuple[Reviewed, ...]:
    found = []
    for line in (SAMPLES / "manifest.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        expect, path = entry["expect"], SAMPLES / entry["file"]
        if expect["outcome"] == "dead":
            continue
        texts: list[str] = []
        article = expect["outcome"] in ("indexed", "unchanged")
        if article:
            file = SAMPLES / "expected" / f"{path.stem}.txt"
            texts = file.read_text("utf-8").removesuffix("\n").split("\n\n")[1:]
        facts = {"verdict": "article" if article else "not_an_article"}
        if article:
            facts |= {"title": expect["title"], "published": expect["published"] or ""}
        found.append(
            Reviewed(
                path.stem, path.read_bytes(), entry["url"], entry["content_type"], facts,
                tuple(("paragraph", text) for text in texts), kinds_told=False,
            )
        )  # fmt: skip
    return tuple(found)
