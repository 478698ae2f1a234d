"""What a rule is held against, and the proof of why it matches."""

from dataclasses import dataclass

from wirewatch.core.text import AnalysedText

MAX_HITS_PER_CLAUSE = 50
"""A proof names at most this many hits of one clause, the first ones in reading order."""


@dataclass(frozen=True, slots=True)
class Document:
    """An article as rules see it: its analysed text and its language code (empty if unknown)."""

    text: AnalysedText
    language: str


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
    """Whether one clause (word, phrase or language, in canonical form) of a rule holds."""

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
