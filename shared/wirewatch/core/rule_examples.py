"""Rules as tests: texts that a rule must match and texts that it must not.

A text is written as in docs/rules.md: `[de] Title // First paragraph ¶ Second one`. Without `//`
all of it is body, without a code the language is English.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wirewatch.core.rules import Document, Node, holds, prove, why_not
from wirewatch.core.text import analyse

_LANGUAGE = re.compile(r"\s*\[([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*)\]\s*")
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Broken:
    """An example that does not come out as its rule's author says, and why."""

    text: str
    must_match: bool
    reason: str

    def __str__(self) -> str:
        wanted = "must match" if self.must_match else "must not match"
        return f"it {wanted} '{self.text[:_SHOWN]}': {self.reason}"


def example(text: str) -> Document:
    """Return the article that an example stands for."""
    language = "en"
    found = _LANGUAGE.match(text)
    if found is not None:
        language, text = found[1], text[found.end() :]
    title, separator, body = text.partition(" // ")
    if not separator:
        title, body = "", title
    return Document(analyse(title, re.split(r"\s*¶\s*", body)), language)


def broken_examples(
    node: Node, must_match: Iterable[str], must_not_match: Iterable[str]
) -> Iterator[Broken]:
    """Yield the examples that a rule breaks."""
    for text in must_match:
        article = example(text)
        if not holds(node, article):
            lacking = "; ".join([f"{one.clause} {one.reason}" for one in why_not(node, article)])
            yield Broken(text, True, lacking)
    for text in must_not_match:
        match = prove("", node, example(text))
        if match is not None:
            clauses = dict.fromkeys([hit.clause for hit in match.hits])
            yield Broken(text, False, f"it holds by {', '.join(clauses) or 'its conditions'}")
