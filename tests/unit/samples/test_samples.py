"""The sample pages are what samples/README.md says they are.

These tests hold the corpus itself to its promises; what the extractor makes of it is tested where
the extractor is.
"""

import json
import re
import tomllib
import unicodedata
from collections import Counter, defaultdict
from datetime import datetime
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import lxml.html
import pytest

from wirewatch.core.rules import Document, RuleSet
from wirewatch.core.text import analyse

SAMPLES = Path(__file__).parents[3] / "samples"
OUTCOMES = {"indexed", "unchanged", "not_an_article", "dead"}
SCRIPT_OF = {"zh": "Han", "ja": "Japanese", "el": "Greek", "hi": "Devanagari"} | {
    **dict.fromkeys(("en", "fr", "de", "es", "pt", "tr"), "Latin"),
    **dict.fromkeys(("ru", "uk"), "Cyrillic"),
    **dict.fromkeys(("ar", "fa"), "Arabic"),
}


class Sample(NamedTuple):
    """One line of the manifest."""

    file: str
    url: str
    content_type: str
    fetched_at: str
    expect: dict[str, Any]

    @property
    def raw(self) -> bytes:
        return (SAMPLES / self.file).read_bytes()

    @property
    def is_article(self) -> bool:
        return self.expect["outcome"] in {"indexed", "unchanged"}

    @property
    def expected(self) -> list[str]:
        """The title, then the paragraphs."""
        text = (SAMPLES / "expected" / f"{Path(self.file).stem}.txt").read_text("utf-8")
        return text.removesuffix("\n").split("\n\n")

    def decoded(self) -> str:
        """The page as text: by the charset of the header, else of the page's own meta element."""
        named = re.search(r"charset=([\w-]+)", self.content_type) or re.search(
            r"charset=\"?([\w-]+)", self.raw[:2000].decode("latin-1")
        )
        assert named is not None
        return self.raw.decode(named[1])

    def blocks(self) -> list[str]:
        """Every piece of text on the page, chrome and all, in page order."""
        if self.file.endswith(".txt"):
            return self.decoded().splitlines()
        root = lxml.html.document_fromstring(re.sub(r"^<\?xml[^>]*>", "", self.decoded()))
        for hidden in list(root.iter("script", "style")):
            hidden.drop_tree()
        return [piece for piece in root.itertext() if piece.strip()]


@cache
def manifest() -> tuple[Sample, ...]:
    lines = (SAMPLES / "manifest.jsonl").read_text("utf-8").splitlines()
    return tuple(Sample(**json.loads(line)) for line in lines)


@cache
def rules() -> dict[str, dict[str, Any]]:
    return {r["id"]: r for r in tomllib.loads((SAMPLES / "rules.toml").read_text("utf-8"))["rule"]}


@cache
def rule_set() -> RuleSet:
    compiled = RuleSet()
    for rule_id, rule in rules().items():
        compiled.put(rule_id, rule["expression"])
    return compiled


def fired(title: str, paragraphs: list[str], language: str) -> set[str]:
    matches = rule_set().match(Document(text=analyse(title, paragraphs), language=language))
    return {match.rule_id for match in matches}


def never() -> set[str]:
    return {rule_id for rule_id, rule in rules().items() if rule.get("must_not_fire")}


def articles() -> list[Sample]:
    return [sample for sample in manifest() if sample.is_article]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def normalised(text: str) -> str:
    """Without regard to white space, case and punctuation."""
    kept = (c for c in text.casefold() if unicodedata.category(c)[0] not in "PSZ")
    return squeezed("".join(kept))


def by_file(sample: Sample) -> str:
    return Path(sample.file).name


def test_manifest_and_folders_name_the_same_files() -> None:
    listed = Counter(sample.file for sample in manifest())
    assert set(listed.values()) == {1}
    assert set(listed) == {f"pages/{path.name}" for path in (SAMPLES / "pages").iterdir()}
    stems = {Path(sample.file).stem for sample in articles()}
    assert stems == {path.stem for path in (SAMPLES / "expected").iterdir()}


def test_manifest_is_in_ingest_order_with_known_outcomes() -> None:
    times = [datetime.fromisoformat(sample.fetched_at) for sample in manifest()]
    assert times == sorted(times)
    assert {sample.expect["outcome"] for sample in manifest()} == OUTCOMES


@pytest.mark.parametrize("sample", manifest(), ids=by_file)
def test_addresses_are_invented(sample: Sample) -> None:
    hosts = [urlsplit(sample.url).hostname or ""]
    if sample.is_article:
        hosts += re.findall(r"https?://([\w.-]+)", sample.decoded())
    known = {"schema.org", "ogp.me", "www.w3.org"}
    assert [h for h in hosts if not h.endswith(".example") and h not in known] == []


def test_counts_of_forms_sites_languages_and_scripts() -> None:
    forms = Counter(Path(sample.file).suffix for sample in articles())
    assert forms[".html"] >= 36
    assert forms[".txt"] >= 12
    html_sites = {urlsplit(s.url).hostname for s in articles() if s.file.endswith(".html")}
    assert len(html_sites) >= 8
    languages = {sample.expect["language"] for sample in articles()}
    assert languages <= set(SCRIPT_OF)
    assert len(languages) >= 9
    assert len({SCRIPT_OF[language] for language in languages}) >= 5


def test_encodings_stand_where_the_readme_says() -> None:
    legacy = {s.file: s for s in articles() if b"charset=utf-8" not in s.raw[:600].lower()}
    in_meta_only = [s for s in legacy.values() if s.content_type == "text/html"]
    declared = {
        re.findall(rb"CONTENT=\"text/html; charset=([\w-]+)", s.raw)[0] for s in in_meta_only
    }
    assert {b"windows-1251", b"shift_jis"} <= declared
    assert any(s.content_type.endswith("charset=gbk") for s in manifest())


@pytest.mark.parametrize("sample", articles(), ids=by_file)
def test_expected_text_stands_on_the_page(sample: Sample) -> None:
    title, *paragraphs = sample.expected
    assert title == sample.expect["title"]
    assert len(paragraphs) >= 4
    assert all(paragraph == " ".join(paragraph.split()) for paragraph in sample.expected)
    page = squeezed("".join(sample.blocks()))
    positions = [page.find(squeezed(paragraph)) for paragraph in sample.expected[1:]]
    assert -1 not in positions
    assert positions == sorted(positions)
    assert squeezed(title) in page
    assert len(page) > 1.15 * len(squeezed("".join(sample.expected))), "a page has chrome"


@pytest.mark.parametrize("sample", articles(), ids=by_file)
def test_articles_have_the_length_of_news(sample: Sample) -> None:
    body = " ".join(sample.expected[1:])
    if SCRIPT_OF[sample.expect["language"]] in {"Han", "Japanese"}:
        assert 250 <= len(body) <= 900
    else:
        assert 110 <= len(body.split()) <= 400


def test_three_wire_stories_each_with_an_identical_pair_and_an_edited_copy() -> None:
    stories: dict[str, list[Sample]] = defaultdict(list)
    for sample in articles():
        if sample.expect["story"]:
            stories[sample.expect["story"]].append(sample)
    assert len(stories) == 3
    for copies in stories.values():
        assert 3 <= len(copies) <= 4
        assert len({sample.expected[0] for sample in copies}) >= 3
        bodies = ["\n".join(sample.expected[1:]) for sample in copies]
        pairs = [
            (a, b) for a, b in combinations(bodies, 2) if a != b and normalised(a) == normalised(b)
        ]
        assert pairs, "one pair differs only in white space, case and punctuation"
        assert len({normalised(body) for body in bodies}) >= 2


def test_no_two_other_articles_share_a_body() -> None:
    alone = [s for s in articles() if not s.expect["story"] and s.expect["outcome"] == "indexed"]
    bodies = Counter(normalised("".join(sample.expected[1:])) for sample in alone)
    assert set(bodies.values()) == {1}


def test_one_address_is_corrected_and_one_is_fetched_again_unchanged() -> None:
    visits: dict[str, list[Sample]] = defaultdict(list)
    for sample in articles():
        visits[sample.url].append(sample)
    twice = {url: pair for url, pair in visits.items() if len(pair) > 1}
    assert len(twice) == 2
    for first, second in twice.values():
        same = normalised("".join(first.expected)) == normalised("".join(second.expected))
        assert same == (second.expect["outcome"] == "unchanged")
        assert first.raw != second.raw
        if not same:
            assert "Correction" in second.expected[-1]
            assert "340 sheep" in " ".join(first.expected)
            assert "430 sheep" in " ".join(second.expected)


def test_an_english_article_stands_on_a_russian_site_in_both_forms() -> None:
    guests = [
        s
        for s in articles()
        if s.expect["language"] == "en" and urlsplit(s.url).hostname == "severny-vestnik.example"
    ]
    assert {Path(sample.file).suffix for sample in guests} == {".html", ".txt"}
    for sample in guests:
        assert {"haqqani", "doha-deal"} <= set(sample.expect["alerts"])
        page = sample.decoded()
        assert all(word in page for word in ("Путин", "УЕФА", "Январь", "комментарий"))


@pytest.mark.parametrize("sample", articles(), ids=by_file)
def test_rules_hold_for_the_article_and_never_for_chrome_alone(sample: Sample) -> None:
    title, *paragraphs = sample.expected
    hits = fired(title, paragraphs, sample.expect["language"])
    assert not hits & never()
    wanted = hits if sample.expect["outcome"] == "indexed" else set()
    assert set(sample.expect["alerts"]) == wanted


def test_every_rule_has_its_page() -> None:
    assert len(rules()) >= 14
    assert len(never()) >= 4
    assert {a for s in manifest() for a in s.expect["alerts"]} == set(rules()) - never()
    on_pages: Counter[str] = Counter()
    for sample in articles():
        on_pages.update(fired("", sample.blocks(), "") & never())
    assert set(on_pages) == never()
    assert min(on_pages.values()) >= 3


def test_pages_that_are_no_articles() -> None:
    others = [sample for sample in manifest() if not sample.is_article]
    assert Counter(s.expect["outcome"] for s in others) == {"not_an_article": 3, "dead": 2}
    for sample in others:
        assert sample.expect["language"] is None
        assert sample.expect["title"] is None
        assert sample.expect["alerts"] == []
    dead = [sample.raw for sample in others if sample.expect["outcome"] == "dead"]
    assert b"" in dead
    assert any(b"\x00" in raw and not raw.isascii() for raw in dead)


def test_one_page_breaks_off_inside_a_tag() -> None:
    broken = [s for s in articles() if s.decoded().rfind("<") > s.decoded().rfind(">") > 0]
    assert [Path(s.file).name for s in broken] == ["bote-wasserstoff-broken.html"]
