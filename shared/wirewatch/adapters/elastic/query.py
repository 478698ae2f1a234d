"""Queries as Elasticsearch's own query language, built from the tree of the rule.

A rule's text never reaches Elasticsearch's parsers; its words arrive as values.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from wirewatch.adapters.storing import milliseconds
from wirewatch.core.ports import Query
from wirewatch.core.rules import (
    And,
    AnyOf,
    AtLeast,
    Fact,
    Form,
    Language,
    Near,
    Node,
    Not,
    Or,
    Pattern,
    PatternWord,
    Phrase,
    Regex,
    needed_words,
)
from wirewatch.core.text import fold

TITLE, BODY = "article.title_tokens", "article.body_tokens"
COUNTRY = "article.country"
"""Where it is missing, no country is known, or the article was kept before there was the field."""

MAX_DEPTH = 20
"""Elasticsearch refuses queries deeper than 30 (`indices.query.bool.max_nested_depth`); deeper
rules are widened to a superset, which the verification narrows again."""

MAX_PHRASES = 200
"""In one OR. More are widened to their first words, which make one clause together: the number of
clauses is limited by the size of the heap."""

FIELDS: Mapping[str, Sequence[str]] = {"any": (TITLE, BODY), "title": (TITLE,), "body": (BODY,)}
"""What a field of a rule means exactly. Any other field is a part of `any`."""

Clause = dict[str, Any]
EVERYTHING: Clause = {"match_all": {}}
NOTHING: Clause = {"match_none": {}}


def article_filter(query: Query) -> Clause:
    """The articles that a query may find, without regard to `before` and `limit`."""
    filters: list[Clause] = []
    for name in ("language", "site", "source_id", "story_id"):
        if (value := getattr(query, name)) is not None:
            filters.append({"term": {f"article.{name}": value}})
    if query.entity is not None:
        filters.append(_either("entity.name", "entity.id", query.entity))
    if query.topic is not None:
        filters.append(_either("topic.name", "topic.code", query.topic))
    bounds: dict[str, int] = {}
    if query.since is not None:
        bounds["gte"] = milliseconds(query.since)
    if query.until is not None:
        bounds["lt"] = milliseconds(query.until)
    if bounds:
        filters.append({"range": {"article.accepted": {**bounds, "format": "epoch_millis"}}})
    if query.node is not None:
        filters.append(rule_filter(query.node))
    return {"bool": {"filter": filters}}


def rule_filter(node: Node) -> Clause:
    """The articles that a rule may hold for: never fewer than it holds for."""
    return _compiled(node, upper=True, depth=0)


def is_exact(node: Node) -> bool:
    """Whether `rule_filter` finds no more than the rule holds for, in tokens of this analysis."""
    return _compiled(node, upper=True, depth=0) == _compiled(node, upper=False, depth=0)


def _compiled(node: Node, *, upper: bool, depth: int) -> Clause:
    """The least superset (`upper`) or the greatest subset of a node that we can say."""
    if depth >= MAX_DEPTH:
        return EVERYTHING if upper else NOTHING
    match node:
        case Phrase():
            return _phrase(node, upper=upper)
        case Language(code=code):
            return {"term": {"article.language_prefixes": code.lower()}}
        case Not(child=child):
            return {"bool": {"must_not": [_compiled(child, upper=not upper, depth=depth + 1)]}}
        case And(children=children):
            return _conjunction(children, upper=upper, depth=depth)
        case Or(children=children):
            return _disjunction(children, upper=upper, depth=depth)
        case AnyOf(count=count, children=children):
            should = [_compiled(child, upper=upper, depth=depth + 1) for child in children]
            return {"bool": {"should": should, "minimum_should_match": count}}
    if upper:
        return _superset(node, depth)
    return NOTHING  # an operator that this store cannot narrow by


def _superset(node: Node, depth: int) -> Clause:
    """The articles that hold the words an operator cannot do without; all where we cannot say."""
    match node:
        case Near(left=left, negated=True) | AtLeast(child=left):
            return _compiled(left, upper=True, depth=depth + 1)
        case Near(left=left, right=right):
            sides = [_compiled(side, upper=True, depth=depth + 1) for side in (left, right)]
            return {"bool": {"filter": sides}}
        case Pattern(words=words, field=field):
            found = [_word(word, FIELDS.get(field, FIELDS["any"])) for word in words]
            return {"bool": {"filter": [one for one in found if one is not None]}}
        case Regex(field=field):
            fields = FIELDS.get(field, FIELDS["any"])
            groups = [_one_of(words, fields) for words in needed_words(node)]
            return {"bool": {"filter": groups}}
        case Fact(name="country", value=code):
            unknown = {"bool": {"must_not": [{"exists": {"field": COUNTRY}}]}}
            should = [{"term": {COUNTRY: code}}, unknown]
            return {"bool": {"should": should, "minimum_should_match": 1}}
    return EVERYTHING


def _one_of(words: Sequence[PatternWord], fields: Sequence[str]) -> Clause:
    """The articles that may hold one of the words; all where one cannot be looked up."""
    should = [_word(word, fields) for word in words]
    if None in should:
        return EVERYTHING
    return {"bool": {"should": should, "minimum_should_match": 1}}


def _word(word: PatternWord, fields: Sequence[str]) -> Clause | None:
    """The articles that may hold a word of a pattern; None where it cannot be looked up."""
    if word.form in (Form.WORD, Form.EXACT):
        return {"multi_match": {"query": fold(word.text), "type": "phrase", "fields": list(fields)}}
    prefix = word.text.partition("*")[0]
    if word.form is not Form.WILD:
        return None
    plain = prefix + "*" == word.text and "?" not in prefix
    kind, value = ("prefix", prefix) if plain else ("wildcard", word.text)
    should = [{kind: {name: {"value": value}}} for name in fields]
    return {"bool": {"should": should, "minimum_should_match": 1}}


def _conjunction(children: Sequence[Node], *, upper: bool, depth: int) -> Clause:
    must, must_not = [], []
    for child in children:
        if isinstance(child, Not):
            must_not.append(_compiled(child.child, upper=not upper, depth=depth + 1))
        else:
            must.append(_compiled(child, upper=upper, depth=depth + 1))
    return {"bool": {"filter": must, "must_not": must_not}}


def _disjunction(children: Sequence[Node], *, upper: bool, depth: int) -> Clause:
    words: dict[str, list[str]] = {TITLE: [], BODY: []}
    phrases: list[Phrase] = []
    should: list[Clause] = []
    for child in children:
        if isinstance(child, Phrase) and len(child.tokens) == 1:
            _add_word(words, child, upper=upper)
        elif isinstance(child, Phrase):
            phrases.append(child)
        else:
            should.append(_compiled(child, upper=upper, depth=depth + 1))
    if len(phrases) <= MAX_PHRASES:
        should += [_phrase(phrase, upper=upper) for phrase in phrases]
    elif upper:
        for phrase in phrases:
            _add_word(words, phrase, upper=True)
    should += [{"terms": {field: found}} for field, found in words.items() if found]
    if not should:
        return NOTHING
    return {"bool": {"should": should, "minimum_should_match": 1}}


def _add_word(words: dict[str, list[str]], phrase: Phrase, *, upper: bool) -> None:
    """Add the first word of a phrase to the words of the fields it may stand in."""
    for field in _fields(phrase, upper=upper):
        words[field].append(phrase.tokens[0])


def _phrase(phrase: Phrase, *, upper: bool) -> Clause:
    fields = _fields(phrase, upper=upper)
    if not fields:
        return NOTHING
    words = " ".join(phrase.tokens)
    return {"multi_match": {"query": words, "type": "phrase", "fields": list(fields)}}


def _fields(phrase: Phrase, *, upper: bool) -> Sequence[str]:
    return FIELDS.get(phrase.field, FIELDS["any"] if upper else ())


def _either(first: str, second: str, value: str) -> Clause:
    should = [{"term": {first: value}}, {"term": {second: value}}]
    return {"bool": {"should": should, "minimum_should_match": 1}}
