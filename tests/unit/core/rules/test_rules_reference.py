"""The examples of docs/rules.md do what it says."""

from pathlib import Path

import pytest

from wirewatch.core.rules import Document, Named, RuleSyntaxError, parse, prove
from wirewatch.core.rules.importing import Dialect, import_query
from wirewatch.core.text import analyse

REFERENCE = Path(__file__).parents[4] / "docs" / "rules.md"


def blocks(kind: str) -> list[list[str]]:
    """The rows of every fenced block of a kind; cells are apart by a bar in blanks."""
    rows: list[list[str]] = []
    inside = False
    for line in REFERENCE.read_text(encoding="utf-8").splitlines():
        if line.startswith("```"):
            inside = line == f"```{kind}"
        elif inside and line.strip():
            rows.append([cell.strip() for cell in line.split(" | ")])
    return rows


EXAMPLES = [row for row in blocks("rules") if row[0] != "rule"]
MISTAKES = [row for row in blocks("mistakes") if row[0] != "rule"]
CONDITIONS = [row for row in blocks("conditions") if row[0] != "rule"]


def test_the_reference_has_examples() -> None:
    assert len(EXAMPLES) > 150
    assert len(CONDITIONS) > 25
    assert len(MISTAKES) > 10


@pytest.mark.parametrize("row", EXAMPLES, ids=" | ".join)
def test_example(row: list[str]) -> None:
    rule, text, matches = row
    language = "en"
    if text.startswith("["):
        language, _, text = text[1:].partition("] ")
    title, separator, body = text.partition(" // ")
    if not separator:
        title, body = "", title
    article = Document(analyse(title, body.split(" ¶ ")), language)
    assert matches in ("yes", "no")
    assert (prove("r", parse(rule), article) is not None) is (matches == "yes")


@pytest.mark.parametrize("row", blocks("imports")[1:], ids=" | ".join)
def test_import(row: list[str]) -> None:
    dialect, query, rule = row
    found = import_query(query, Dialect(dialect))
    assert found.expression == rule
    assert not found.notes


@pytest.mark.parametrize("row", MISTAKES, ids=" | ".join)
def test_mistake(row: list[str]) -> None:
    rule, problem = row
    with pytest.raises(RuleSyntaxError) as caught:
        parse(rule)
    assert caught.value.problem == problem


@pytest.mark.parametrize("row", CONDITIONS, ids=" | ".join)
def test_condition(row: list[str]) -> None:
    rule, matches = row
    article = Document(
        analyse("", ["Talks"]),
        "en",
        authors=("Jo Doe",),
        site="example.org",
        source="world-feed",
        url="https://news.example.org/world/doha-talks",
        site_language="en",
        published="2026-11-14T09:30:00Z",
        named=(
            Named("topic", "weather", "medtop:17000000"),
            Named("person", "Ashraf Ghani", "q1"),
            Named("organisation", "Taliban", "q2"),
            Named("place", "Doha", "q3"),
        ),
    )
    assert matches in ("yes", "no")
    assert (prove("r", parse(rule), article) is not None) is (matches == "yes")
