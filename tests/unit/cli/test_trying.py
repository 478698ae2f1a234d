"""`wirewatch try` on the sample pages."""

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.unit.cli.calling import Call, Called
from wirewatch.cli.showing import json_text

SAMPLES = Path(__file__).parents[3] / "samples"
DOHA = str(SAMPLES / "pages" / "vestnik-doha.html")


def tried(called: Called) -> dict[str, Any]:
    assert called.code == 0, called.err
    told: dict[str, Any] = json.loads(called.out)
    return told


def test_json_has_the_promised_form(call: Call) -> None:
    told = tried(call("try", DOHA, "--rules", str(SAMPLES / "rules.toml"), "--json", "--removed"))
    article = told["article"]
    assert article["title"] == "Haqqani network runs a treasury of its own, says study"
    assert (article["language"], article["site_language"]) == ("en", "ru")
    assert article["published"] == "2026-01-13T18:00:00+03:00"
    assert all(isinstance(p, str) for p in article["paragraphs"])
    expected = (SAMPLES / "expected" / "vestnik-doha.txt").read_text("utf-8").strip().split("\n\n")
    assert article["paragraphs"] == expected[1:]
    assert {e["kind"] for e in article["entities"]} >= {"organisation"}
    assert all(t["code"].startswith("medtop:") for t in article["topics"])
    matches = {m["rule"]: m for m in told["matches"]}
    assert set(matches) == {"haqqani", "doha-deal", "united-nations"}
    for match in matches.values():
        for span in match["spans"]:
            body = span["field"] == "body"
            text = article["paragraphs"][span["paragraph"]] if body else article["title"]
            assert text[span["start"] : span["end"]].casefold() in span["clause"].casefold() + "s"
    assert told["removed"]
    assert all(block["reason"] for block in told["removed"])
    body = [block for block in told["kept"] if block["kind"] != "caption"]
    assert [block["text"] for block in body] == expected[1:]
    assert all(block["place"].startswith("html:/html/") for block in told["kept"])


def test_removed_blocks_only_when_asked_for(call: Call) -> None:
    assert "removed" not in tried(call("try", DOHA, "--rule", "haqqani", "--json"))


def test_human_text(call: Call) -> None:
    called = call("try", DOHA, "--rule", '"doha deal"', "--rule", "УЕФА", "--removed")
    assert called.code == 0
    for words in (
        "on a site in ru",
        "1 of 2 rules match",
        '✓ "doha deal"',
        "kept, and where it stands in the page",
        "removed from the page",
    ):
        assert words in called.out


def test_standard_input(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    content = (SAMPLES / "pages" / "vestnik-doha-print.txt").read_bytes()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))
    told = tried(call("try", "-", "--rule", '"doha deal"', "--json"))
    assert [m["rule"] for m in told["matches"]] == ['"doha deal"']


def test_rules_of_the_settings_file_are_tried(call: Call, folder: Path) -> None:
    (folder / "wirewatch.toml").write_text("[[rule]]\nid = 'h'\nexpression = 'haqqani'\n")
    assert [m["rule"] for m in tried(call("try", DOHA, "--json"))["matches"]] == ["h"]


@pytest.mark.parametrize(
    ("name", "outcome"), [("harbour-error.html", "not_an_article"), ("serra-empty.html", "dead")]
)
def test_what_is_no_article(call: Call, name: str, outcome: str) -> None:
    called = call("try", str(SAMPLES / "pages" / name), "--rule", "x", "--json")
    told = json.loads(called.out)
    assert (told["outcome"], told["article"], told["matches"]) == (outcome, None, [])
    assert called.code == (1 if outcome == "dead" else 0)
    assert "Traceback" not in called.err


def test_page_cannot_steer_the_terminal(call: Call, folder: Path) -> None:
    text = "The bridge \x1b]0;owned\x07 opened \x1b[31m on Monday, the mayor said in the town. " * 4
    page = f"<article><h1>A bridge \x1b[2J opens</h1><p>{text}</p><p>{text}</p></article>"
    (folder / "page.html").write_text(page)
    called = call("try", "page.html", "--rule", "bridge", "--removed")
    assert "bridge" in called.out
    assert "\x1b" not in called.out
    assert "\x07" not in called.out


def test_json_says_the_same_and_cannot_steer_the_terminal() -> None:
    evil = {
        "title": 'A "bridge" \x1b[2J \x9b2J \x7f \u202e \u2028 \ud800 Дон \U0001f309',
        "n": [1, None],
    }
    for indent in (None, 2):
        text = json_text(evil, indent=indent)
        assert json.loads(text) == evil
        assert not set(text) & set("\x1b\x9b\x7f\u202e\u2028\ud800")
        assert "Дон \U0001f309" in text
