"""Whether a rule holds for a document, and the proof.

A proof names the characters that made the rule true: the hits of the clauses that hold, in those
branches of the tree that hold. So for `(a AND b) OR c` an article with a and c, without b, has the
hits of c alone. Of a NEAR only what is near counts. A clause under a NOT has no hits.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from wirewatch.core.rules.canonical import describe
from wirewatch.core.rules.facts import between_holds, fact_holds
from wirewatch.core.rules.layout import DocumentTokens, Span
from wirewatch.core.rules.nearness import Nearness, count_apart
from wirewatch.core.rules.proof import (
    MAX_HITS_PER_CLAUSE,
    ClauseResult,
    Document,
    Hit,
    RuleMatch,
)
from wirewatch.core.rules.shape import clauses
from wirewatch.core.rules.syntax import (
    And,
    AnyOf,
    AtLeast,
    Between,
    Fact,
    Language,
    Near,
    Node,
    Not,
    Or,
    Pattern,
    Phrase,
    Regex,
    TextLeaf,
)


def holds(node: Node, document: Document) -> bool:
    """Whether the rule holds for the document."""
    return node_holds(node, DocumentTokens(document))


def prove(rule_id: str, node: Node, document: Document) -> RuleMatch | None:
    """Return the proof that the rule holds for the document; None if it does not.

    At most MAX_HITS_PER_CLAUSE hits are named for each clause.
    """
    tokens = DocumentTokens(document)
    return prove_in(rule_id, node, tokens) if node_holds(node, tokens) else None


def prove_in(rule_id: str, node: Node, tokens: DocumentTokens) -> RuleMatch:
    """Return the proof of a rule that is known to hold for a document already laid out."""
    results = {describe(clause): node_holds(clause, tokens) for clause in clauses(node)}
    spans: dict[TextLeaf, set[Span]] = {}
    for leaf, found in _true_spans(node, tokens, None):
        spans.setdefault(leaf, set()).update(found)
    hits = [hit for leaf, found in spans.items() for hit in _hits(leaf, found, tokens)]
    return RuleMatch(
        rule_id=rule_id,
        hits=tuple(sorted(hits, key=_reading_order)),
        clauses=tuple([ClauseResult(clause, holds) for clause, holds in results.items()]),
    )


def node_holds(node: Node, tokens: DocumentTokens) -> bool:
    """Whether a node holds for a document that is already laid out."""
    if isinstance(node, Phrase):
        return tokens.contains(node)
    if isinstance(node, And):
        return all(node_holds(child, tokens) for child in node.children)
    if isinstance(node, Or):
        return any(node_holds(child, tokens) for child in node.children)
    if isinstance(node, Not):
        return not node_holds(node.child, tokens)
    if isinstance(node, Language):
        return tokens.is_in_language(node.code)
    if isinstance(node, Pattern | Regex):
        return tokens.occurs(node)
    return _rarer_holds(node, tokens)


def _rarer_holds(node: Near | AtLeast | AnyOf | Fact | Between, tokens: DocumentTokens) -> bool:
    if isinstance(node, Near):
        return bool(_left_partners(node, tokens))
    if isinstance(node, AtLeast):
        return count_apart(spans_of(node.child, tokens)) >= node.count
    if isinstance(node, AnyOf):
        return sum(node_holds(child, tokens) for child in node.children) >= node.count
    if isinstance(node, Fact):
        return fact_holds(node, tokens)
    return between_holds(node, tokens)


def spans_of(node: Node, tokens: DocumentTokens) -> Sequence[Span]:
    """Return the occurrences of a node that is made of words, in order.

    Those of an OR are those of all its sides; those of a NEAR the shortest stretches from one side
    to the other; those of a NOT NEAR the occurrences of its left side that count.
    """
    if isinstance(node, TextLeaf):
        return tokens.occurrences(node)
    if isinstance(node, Or):
        return sorted({span for child in node.children for span in spans_of(child, tokens)})
    if not isinstance(node, Near):
        raise TypeError(f"{type(node).__name__} has no occurrences")
    if node.negated:
        return _left_partners(node, tokens)
    left = spans_of(node.left, tokens)
    return Nearness(node, tokens).stretches(left, spans_of(node.right, tokens)) if left else []


def _left_partners(node: Near, tokens: DocumentTokens) -> Sequence[Span]:
    """Return the occurrences of the left side that make a NEAR or NOT NEAR true."""
    left = spans_of(node.left, tokens)
    if not left:
        return []
    right = spans_of(node.right, tokens)
    nearness = Nearness(node, tokens)
    if node.negated:
        return nearness.without_partner(left, right)
    return nearness.with_partner(left, right)


def _true_spans(
    node: Node, tokens: DocumentTokens, inside: Sequence[Span] | None
) -> Iterator[tuple[TextLeaf, list[Span]]]:
    """Yield the spans of words that make a node true, those inside some stretches if given.

    The node is known to hold, or to be a side of a NEAR.
    """
    if isinstance(node, TextLeaf):
        yield node, _within(tokens.occurrences(node), inside)
    elif isinstance(node, And):
        for child in node.children:
            yield from _true_spans(child, tokens, inside)
    elif isinstance(node, Or | AnyOf):
        for child in node.children:
            if not isinstance(child, Not) and node_holds(child, tokens):
                yield from _true_spans(child, tokens, inside)
    elif isinstance(node, AtLeast):
        yield from _true_spans(node.child, tokens, inside)
    elif isinstance(node, Near):
        left = _left_partners(node, tokens)
        yield from _both_within(_true_spans(node.left, tokens, left), inside)
        if not node.negated:
            right = Nearness(node, tokens).with_partner(
                spans_of(node.right, tokens), spans_of(node.left, tokens), left=False
            )
            yield from _both_within(_true_spans(node.right, tokens, right), inside)


def _both_within(
    found: Iterator[tuple[TextLeaf, list[Span]]], inside: Sequence[Span] | None
) -> Iterator[tuple[TextLeaf, list[Span]]]:
    for leaf, spans in found:
        yield leaf, _within(spans, inside)


def _within(spans: Sequence[Span], stretches: Sequence[Span] | None) -> list[Span]:
    """Return the spans that lie inside one of the stretches; all where there are none given."""
    if stretches is None:
        return list(spans)
    if stretches == spans:
        return list(spans)
    kept: list[Span] = []
    furthest, index = -1, 0
    ordered = sorted(stretches)
    for span in sorted(spans):
        while index < len(ordered) and ordered[index][0] <= span[0]:
            furthest = max(furthest, ordered[index][1])
            index += 1
        if span[1] <= furthest:
            kept.append(span)
    return kept


def _hits(leaf: TextLeaf, spans: set[Span], tokens: DocumentTokens) -> list[Hit]:
    """The first hits of a clause: its words, or the characters that a regular expression fits."""
    clause = describe(leaf)
    hits: list[Hit] = []
    for span in sorted(spans):
        hit = _hit(clause, span, tokens)
        if isinstance(leaf, Regex):
            found = tokens.regexes.stretches(leaf, span)
            hits += [replace(hit, start=start, end=end) for _, start, end in found]
        else:
            hits.append(hit)
        if len(hits) >= MAX_HITS_PER_CLAUSE:
            break
    return hits[:MAX_HITS_PER_CLAUSE]


def _hit(clause: str, span: Span, tokens: DocumentTokens) -> Hit:
    paragraph, first = tokens.token_at(span[0])
    _, last = tokens.token_at(span[1])
    field = "body" if paragraph else "title"
    return Hit(field, max(paragraph - 1, 0), first.sentence, first.start, last.end, clause)


def _reading_order(hit: Hit) -> tuple[bool, int, int, int, str]:
    return (hit.field != "title", hit.paragraph, hit.start, hit.end, hit.clause)
