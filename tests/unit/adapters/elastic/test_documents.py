"""Events as documents: every field is mapped, dates are dates."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from wirewatch.adapters.elastic.documents import document, published_at
from wirewatch.adapters.elastic.mappings import FIELDS, mapping, where_path
from wirewatch.adapters.storing import WHERE_FIELDS, Kind, keep
from wirewatch.events import (
    Article,
    ArticleGrouped,
    Delivery,
    Entity,
    Event,
    Language,
    Moment,
    Outcome,
    PageSettled,
    Paragraph,
    Topic,
)

NOW = datetime(2026, 11, 3, 8, 30, tzinfo=UTC)


def article(**changes: Any) -> ArticleGrouped:
    """An article with everything filled in."""
    fields: dict[str, Any] = {
        "article_id": "a",
        "page_id": "p",
        "url": "https://news.example.org:8443/x?y=1",
        "site": "example.org",
        "site_name": "Example",
        "source_id": "s",
        "source_country": "fr",
        "title": "Flood in Köln",
        "paragraphs": (
            Paragraph(kind="paragraph", text="Water, 3 metres."),
            Paragraph(kind="caption", text="A bridge"),
        ),
        "authors": ("Ana", "Bo"),
        "section": "World",
        "paywalled": False,
        "published": Moment(value="2026-11-02", precision="day", found_in="meta", sure=True),
        "language": Language(code="pt-BR", confidence=1),
        "entities": tuple(
            Entity(entity_id=f"e{n}", name=name, kind=kind, mentions=(), salience=1)
            for n, (name, kind) in enumerate(
                (
                    ("Ana", "person"),
                    ("Ana", "person"),
                    ("UN", "organisation"),
                    ("Köln", "place"),
                    ("Cup", "event"),
                    ("Phone", "product"),
                )
            )
        ),
        "topics": (Topic(code="medtop:1", name="disaster", score=1),),
        "text_digest": "d",
        "analysis_version": 1,
        "content_hash": "c",
        "fetched_at": NOW,
        "accepted_at": NOW,
        "version": 7,
    }
    return ArticleGrouped(
        article=Article(**(fields | changes)), story_id="st", revision=2, first_seen=NOW
    )


def flat(value: dict[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """The leaves of a document by their dotted names."""
    for name, part in value.items():
        if isinstance(part, dict):
            yield from flat(part, f"{path}{name}.")
        else:
            yield f"{path}{name}", part


def fields_of(event: Event) -> dict[str, Any]:
    """The fields of an event's document, without the event."""
    read = json.loads(document(keep(event)))
    assert read.pop("event") == json.loads(event.model_dump_json())
    return dict(flat(read))


def test_an_article_fills_every_field_of_its_mapping() -> None:
    fields = fields_of(article())
    assert set(fields) == set(FIELDS[Kind.ARTICLES])
    assert fields["@timestamp"] == "2026-11-02T00:00:00.000Z"
    assert fields["url.domain"] == "news.example.org"
    assert fields["article.title_tokens"] == "flood in koln"
    assert fields["article.body_tokens"] == "water 3 metres", "captions are not matched on"
    assert fields["article.language_prefixes"] == ["pt", "pt-br"]
    assert fields["article.words"] == 3
    assert fields["entity.person"] == ["Ana"]
    assert fields["entity.name"] == ["Ana", "UN", "Köln", "Cup", "Phone"]


def test_outcomes_and_deliveries_fill_theirs() -> None:
    outcome = PageSettled(
        page_id="p", article_id="a", url="https://x.example/1", site="x.example", source_id="s",
        outcome=Outcome.DEAD, reason="empty", stage="enrich", accepted_at=NOW, settled_at=NOW,
        version=1, language="en",
    )  # fmt: skip
    assert set(fields_of(outcome)) == set(FIELDS[Kind.OUTCOMES])
    delivery = Delivery(
        delivery_id="d", alert_id="a", rule_id="r", endpoint_id="e", match_id="m", kind="first",
        alert_sequence=1, status="delivered", created_at=NOW, finished_at=NOW, version=1,
    )  # fmt: skip
    assert set(fields_of(delivery)) == set(FIELDS[Kind.DELIVERIES])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-11-02T10:00:00+02:00", datetime(2026, 11, 2, 8, tzinfo=UTC)),
        ("2026-11-02T10:00:00Z", datetime(2026, 11, 2, 10, tzinfo=UTC)),
        ("2026-11-02T10:00:00", datetime(2026, 11, 2, 10, tzinfo=UTC)),
        ("2026-11-02", datetime(2026, 11, 2, tzinfo=UTC)),
        ("2026-11", datetime(2026, 11, 1, tzinfo=UTC)),
        ("2026-13", None),
        ("yesterday", None),
        ("", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-14:00", None),
    ],
)
def test_published_at(value: str, expected: datetime | None) -> None:
    moment = Moment(value=value, precision="second", found_in="meta", sure=True)
    assert published_at(moment) == expected


@pytest.mark.parametrize("value", ["2031-01-01", "nonsense", None])
def test_an_article_from_the_future_or_without_a_date_appears_when_first_seen(
    value: str | None,
) -> None:
    published = (
        None if value is None else Moment(value=value, precision="day", found_in="x", sure=False)
    )
    assert fields_of(article(published=published))["@timestamp"] == "2026-11-03T08:30:00.000Z"


@pytest.mark.parametrize("url", ["urn:sha256:abc", "http://[broken", "https://", "x"])
def test_addresses_without_a_host(url: str) -> None:
    fields = fields_of(article(url=url))
    assert fields["url.full"] == url
    assert "url.domain" not in fields


def test_mappings_add_no_fields_by_themselves_and_bound_every_keyword() -> None:
    for kind in Kind:
        made = mapping(kind)
        assert made["dynamic"] is False
        assert made["properties"]["event"] == {"type": "object", "enabled": False}
        analyzers = {d["analyzer"] for d in FIELDS[kind].values() if d["type"] == "text"}
        assert analyzers <= {"standard", "whitespace"}
        for definition in FIELDS[kind].values():
            if definition["type"] == "keyword":
                assert definition["ignore_above"] * 4 < 32_766


def test_records_are_narrowed_by_keywords() -> None:
    for kind in Kind:
        for name in WHERE_FIELDS[kind]:
            assert FIELDS[kind][where_path(kind, name)]["type"] == "keyword"
