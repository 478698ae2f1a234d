"""What a rule is held against, and the proof of why it matches."""

from dataclasses import dataclass

from wirewatch.core.text import AnalysedText

MAX_HITS_PER_CLAUSE = 50
"""A proof names at most this many hits of one clause, the first ones in reading order."""


@dataclass(frozen=True, slots=True)
class Named:
    """An entity or topic of an article, of one of the kinds of entities or `topic`."""

    kind: str
    name: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """An article as rules see it: its analysed text and what is known of it; empty if unknown.

    `language` and `site_language` are codes such as `en` or `pt-BR`, `site` a host, `source` an
    id, `published` begins with a date as in RFC 3339 or with a month. `lead` is the number of the
    paragraph that is the first one of the text proper (before it may stand a heading). `country`
    is what is known of its source; where it is empty, the hosts tell.
    """

    text: AnalysedText
    language: str
    lead: int = 0
    authors: tuple[str, ...] = ()
    site: str = ""
    source: str = ""
    url: str = ""
    site_language: str = ""
    published: str = ""
    named: tuple[Named, ...] = ()
    country: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """Characters of an article that made a clause true.

    `field` is "title" or "body", `paragraph` 0 for the title, `start` and `end` offsets into that
    paragraph's original text, `clause` the clause in canonical form.
    """

    field: str
    paragraph: int
    sentence: int
    start: int
    end: int
    clause: str


@dataclass(frozen=True, slots=True)
class ClauseResult:
    """Whether one clause of a rule (in canonical form) holds: a word or phrase, a condition such
    as `lang:en`, or a NEAR, ATLEAST or ANY with all that belongs to it."""

    clause: str
    holds: bool


@dataclass(frozen=True, slots=True)
class RuleMatch:
    """One rule that holds for a document.

    `hits` are in reading order, at most MAX_HITS_PER_CLAUSE for each clause; a clause under a NOT
    yields none. `clauses` are all clauses of the rule, in the order of the expression.
    """

    rule_id: str
    hits: tuple[Hit, ...]
    clauses: tuple[ClauseResult, ...]
