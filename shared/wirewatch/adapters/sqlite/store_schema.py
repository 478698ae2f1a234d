"""The store's file: its tables, and how a connection to it is set up."""

import sqlite3
from pathlib import Path

from wirewatch.core.errors import Misconfigured

FORMAT = 1
"""Raised when the tables change; a file of a later format is refused."""

_TABLES = """
CREATE TABLE articles (
    number INTEGER PRIMARY KEY,
    article_id TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    accepted_ms INTEGER NOT NULL,
    published TEXT,
    language TEXT NOT NULL,
    site TEXT NOT NULL,
    source_id TEXT NOT NULL,
    story_id TEXT NOT NULL,
    page_id TEXT NOT NULL,
    analysis_version INTEGER NOT NULL,
    event TEXT NOT NULL
) STRICT;
CREATE INDEX articles_newest ON articles (accepted_ms, article_id);
CREATE INDEX articles_language ON articles (language, accepted_ms, article_id);
CREATE INDEX articles_site ON articles (site, accepted_ms, article_id);
CREATE INDEX articles_source ON articles (source_id, accepted_ms, article_id);
CREATE INDEX articles_story ON articles (story_id, accepted_ms, article_id);
CREATE INDEX articles_page ON articles (page_id);
CREATE INDEX articles_analysis ON articles (analysis_version);

-- What an article is about, by name and by id: many values for one article.
CREATE TABLE article_facts (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (name, value, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_facts_number ON article_facts (number);

-- Our own folded tokens, apart by blanks: `ascii` leaves them as they are.
CREATE VIRTUAL TABLE article_text USING fts5 (
    title_tokens, body_tokens, languages, tokenize = 'ascii', columnsize = 0
);

CREATE TABLE records (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    time_ms INTEGER NOT NULL,
    event TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT;
CREATE INDEX records_newest ON records (kind, time_ms, id);

CREATE TABLE record_facts (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    time_ms INTEGER NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (kind, name, value, time_ms, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX record_facts_id ON record_facts (kind, id);
"""


def connect(path: Path) -> sqlite3.Connection:
    """Open the file; what is written is durable when a transaction has ended."""
    connection = sqlite3.connect(path, timeout=10.0, isolation_level=None, check_same_thread=True)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def create_tables(connection: sqlite3.Connection) -> None:
    """Create the tables in a new file; do nothing in one that has them.

    Raises:
        Misconfigured: the file was written by a later wirewatch.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        if found == 0:
            for statement in _statements(_TABLES):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {FORMAT}")
        elif found != FORMAT:
            raise Misconfigured(
                f"the store's file has format {found}, this wirewatch reads {FORMAT}: "
                "start it with the version that wrote it, or name another data folder"
            )
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _statements(script: str) -> list[str]:
    lines = [line for line in script.splitlines() if not line.startswith("--")]
    return [part for part in "\n".join(lines).split(";") if part.strip()]
