"""The articles in the store's file: writing them with their tokens, and finding them again."""

# ruff: noqa: S608 - statements are made of our own words only; every value is bound

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from wirewatch.adapters.sqlite.store_globs import Group, globs_of
from wirewatch.adapters.sqlite.store_match import (
    COUNTRY_KNOWN,
    country_token,
    is_exact,
    language_token,
    matching,
)
from wirewatch.adapters.storing import (
    FACET_VALUES,
    Kept,
    Position,
    Scan,
    fill,
    interval_ms,
    language_prefixes,
    milliseconds,
    overview_of,
    proof_of,
    stretch_of,
)
from wirewatch.core.ports import Count, Overview, Query, Results, Stretch
from wirewatch.core.rules import countries
from wirewatch.core.text import ANALYSIS_VERSION, analyse, index_text
from wirewatch.events import ArticleGrouped

_FACET_COLUMNS = ("language", "site")
_FACET_FACTS = ("entity", "topic")
_TOKENS = {
    "title": "' ' || title_tokens || ' '",
    "body": "' ' || body_tokens || ' '",
    "any": "' ' || title_tokens || ' ' || body_tokens || ' '",
}
_LOOKED_THROUGH = "EXISTS (SELECT 1 FROM article_text WHERE rowid = articles.number AND {})"
"""For one article after the other, so that a page of results needs only as many as it takes."""


def write_article(connection: sqlite3.Connection, kept: Kept, grouped: ArticleGrouped) -> None:
    """Keep an article unless a newer version of it is kept; inside a transaction."""
    row = connection.execute(
        "SELECT number, version FROM articles WHERE article_id = ?", (kept.id,)
    ).fetchone()
    if row is not None and row[1] > kept.version:
        return
    delete_article(connection, kept.id)
    article = grouped.article
    number = connection.execute(
        "INSERT INTO articles VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(kept.id, kept.version, kept.time_ms),
            article.published.value if article.published else None,
            *(article.language.code, article.site, article.source_id, grouped.story_id),
            *(article.page_id, ANALYSIS_VERSION, grouped.model_dump_json()),
        ),
    ).lastrowid
    facts = {("entity", e.name) for e in article.entities}
    facts |= {("entity_id", e.entity_id) for e in article.entities}
    facts |= {("topic", t.name) for t in article.topics}
    facts |= {("topic_code", t.code) for t in article.topics}
    connection.executemany(
        "INSERT INTO article_facts VALUES (?, ?, ?)", [(*fact, number) for fact in facts]
    )
    text = analyse(article.title, [paragraph.text for paragraph in article.body])
    languages = [*map(language_token, language_prefixes(article.language.code))]
    known = countries(article.source_country or "", article.url, article.site)
    languages += [*map(country_token, known), *([COUNTRY_KNOWN] if known else [])]
    connection.execute(
        "INSERT INTO article_text (rowid, title_tokens, body_tokens, languages)"
        " VALUES (?, ?, ?, ?)",
        (number, index_text([text.title]), index_text(text.paragraphs), " ".join(languages)),
    )


def delete_article(connection: sqlite3.Connection, article_id: str) -> None:
    """Take an article out, with its words; inside a transaction."""
    row = connection.execute(
        "SELECT number FROM articles WHERE article_id = ?", (article_id,)
    ).fetchone()
    if row is not None:
        connection.execute("DELETE FROM articles WHERE number = ?", row)
        connection.execute("DELETE FROM article_facts WHERE number = ?", row)
        connection.execute("DELETE FROM article_text WHERE rowid = ?", row)


def read_article(connection: sqlite3.Connection, article_id: str) -> ArticleGrouped | None:
    """The article of that id."""
    row = connection.execute(
        "SELECT event FROM articles WHERE article_id = ?", (article_id,)
    ).fetchone()
    return None if row is None else ArticleGrouped.model_validate_json(row[0])


def search(connection: sqlite3.Connection, query: Query, verify_limit: int) -> Results:
    """One page of verified hits."""
    selection = Selection.of(query)
    (candidates,) = connection.execute(
        f"SELECT count(*) FROM articles WHERE {selection.sql}", selection.values
    ).fetchone()
    exact = _tells_exactly(connection, query)
    scan = Scan(query, candidates, exact=exact, verify_limit=verify_limit)
    while scan.wants:
        scan.take(_candidates(connection, selection, scan.after, scan.wants))
    return scan.results()


def scan(
    connection: sqlite3.Connection,
    query: Query,
    after: Position | None,
    limit: int,
    *,
    oldest_first: bool,
) -> Stretch:
    """One step through the history of a query."""
    selection = Selection.of(query)
    found = _candidates(connection, selection, after, limit, oldest_first=oldest_first)
    return stretch_of(query, found, limit)


def overview(
    connection: sqlite3.Connection, query: Query, buckets: int, verify_limit: int
) -> Overview:
    """Facets and volume over all articles of a query, verified where they are few enough."""
    selection = Selection.of(query)
    total, first, last = connection.execute(
        f"SELECT count(*), min(accepted_ms), max(accepted_ms) FROM articles WHERE {selection.sql}",
        selection.values,
    ).fetchone()
    if not total:
        names = (*_FACET_COLUMNS, *_FACET_FACTS)
        return Overview(0, dict.fromkeys(names, ()))
    exact = _tells_exactly(connection, query)
    if query.node is not None and not exact and total <= verify_limit:
        found = _candidates(connection, selection, None, total)
        held = [g for g in found if proof_of(query.node, g) is not None]
        return overview_of(held, buckets, candidates=total)
    facets = {name: _column_facet(connection, selection, name) for name in _FACET_COLUMNS}
    facets |= {name: _fact_facet(connection, selection, name) for name in _FACET_FACTS}
    length = interval_ms(first, last, buckets)
    bars = connection.execute(
        f"SELECT accepted_ms / {length} * {length}, count(*) FROM articles"
        f" WHERE {selection.sql} GROUP BY 1",
        selection.values,
    ).fetchall()
    return Overview(total, facets, fill(dict(bars), length), exact, total)


def _tells_exactly(connection: sqlite3.Connection, query: Query) -> bool:
    """Whether the index finds no more than the query means."""
    return query.node is None or (is_exact(query.node) and _is_of_this_analysis(connection))


def _is_of_this_analysis(connection: sqlite3.Connection) -> bool:
    """Whether all tokens in the index were made as the tokens of a rule are made now."""
    (versions,) = connection.execute(
        "SELECT count(*) FROM (SELECT min(analysis_version) AS v FROM articles"
        " UNION SELECT max(analysis_version) FROM articles) WHERE v <> ?",
        (ANALYSIS_VERSION,),
    ).fetchone()
    return not versions


@dataclass(frozen=True, slots=True)
class Selection:
    """A condition on `articles` with its values."""

    sql: str
    values: tuple[str | int, ...]

    @classmethod
    def of(cls, query: Query) -> "Selection":
        """The articles that a query may find, without regard to `before` and `limit`."""
        parts: list[str] = ["1"]
        values: list[str | int] = []
        for column in ("language", "site", "source_id", "story_id"):
            if (value := getattr(query, column)) is not None:
                parts.append(f"{column} = ?")
                values.append(value)
        for name in _FACET_FACTS:
            if (value := getattr(query, name)) is not None:
                other = "entity_id" if name == "entity" else "topic_code"
                parts.append(
                    "number IN (SELECT number FROM article_facts"
                    " WHERE name IN (?, ?) AND value = ?)"
                )
                values += [name, other, value]
        if query.since is not None:
            parts.append("accepted_ms >= ?")
            values.append(milliseconds(query.since))
        if query.until is not None:
            parts.append("accepted_ms < ?")
            values.append(milliseconds(query.until))
        if query.node is not None:
            found = matching(query.node)
            sign = "NOT IN" if found.others else "IN"
            if found.expression is not None:
                parts.append(
                    f"number {sign} (SELECT rowid FROM article_text WHERE article_text MATCH ?)"
                )
                values.append(found.expression)
            elif not found.others:
                parts.append("0")
            groups = globs_of(query.node)
            if groups:
                parts.append(_LOOKED_THROUGH.format(" AND ".join(map(_any_glob, groups))))
                values += [glob.pattern for group in groups for glob in group]
        return cls(" AND ".join(parts), tuple(values))


def _any_glob(group: Group) -> str:
    return f"({' OR '.join([f'{_TOKENS[glob.field]} GLOB ?' for glob in group])})"


def _candidates(
    connection: sqlite3.Connection,
    selection: Selection,
    after: Position | None,
    limit: int,
    *,
    oldest_first: bool = False,
) -> Sequence[ArticleGrouped]:
    where, values = selection.sql, selection.values
    sign, order = (">", "ASC") if oldest_first else ("<", "DESC")
    if after is not None:
        where += f" AND (accepted_ms, article_id) {sign} (?, ?)"
        values = (*values, after.time_ms, after.id)
    rows = connection.execute(
        f"SELECT event FROM articles WHERE {where}"
        f" ORDER BY accepted_ms {order}, article_id {order} LIMIT ?",
        (*values, limit),
    )
    return [ArticleGrouped.model_validate_json(event) for (event,) in rows]


def _column_facet(
    connection: sqlite3.Connection, selection: Selection, column: str
) -> tuple[Count, ...]:
    rows = connection.execute(
        f"SELECT {column}, count(*) AS n FROM articles WHERE {selection.sql}"
        f" GROUP BY 1 ORDER BY n DESC, 1 LIMIT {FACET_VALUES}",
        selection.values,
    )
    return tuple(Count(value, count) for value, count in rows)


def _fact_facet(
    connection: sqlite3.Connection, selection: Selection, name: str
) -> tuple[Count, ...]:
    rows = connection.execute(
        "SELECT value, count(*) AS n FROM article_facts WHERE name = ? AND number IN"
        f" (SELECT number FROM articles WHERE {selection.sql})"
        f" GROUP BY 1 ORDER BY n DESC, 1 LIMIT {FACET_VALUES}",
        (name, *selection.values),
    )
    return tuple(Count(value, count) for value, count in rows)
