"""Whether a rule holds for a document, and the proof.

A proof names the characters that made the rule true: the hits of the clauses that hold, in those
branches of the tree that hold. So for `(a AND b) OR c` an article with a and c, without b, has the
hits of c alone. A clause under a NOT has no hits.
"""

from collections.abc import Iterator

from wirewatch.core.rules.canonical import describe
from wirewatch.core.rules.field_tokens import DocumentTokens, FieldTokens
from wirewatch.core.rules.proof import (
    MAX_HITS_PER_CLAUSE,
    ClauseResult,
    Document,
    Hit,
    RuleMatch,
)
from wirewatch.core.rules.shape import leaves
from wirewatch.core.rules.syntax import And, Field, Language, Node, Not, Or, Phrase


def holds(node: Node, document: Document) -> bool:
    """Whether the rule holds for the document."""
    return node_holds(node, DocumentTokens(document))


def prove(rule_id: str, node: Node, document: Document) -> RuleMatch | None:
    """Return the proof that the rule holds for the document; None if it does not.

    At most MAX_HITS_PER_CLAUSE hits are named for each clause.
    """
    return prove_in(rule_id, node, DocumentTokens(document))


def prove_in(rule_id: str, node: Node, tokens: DocumentTokens) -> RuleMatch | None:
    """Do what `prove` does with a document that is already laid out."""
    if not node_holds(node, tokens):
        return None
    results = {describe(leaf): node_holds(leaf, tokens) for leaf in leaves(node)}
    hits: dict[str, list[Hit]] = {}
    for phrase in _true_phrases(node, tokens):
        clause = describe(phrase)
        if clause not in hits:
            hits[clause] = list(_hits(phrase, clause, tokens))
    ordered = sorted((hit for found in hits.values() for hit in found), key=_reading_order)
    return RuleMatch(
        rule_id=rule_id,
        hits=tuple(ordered),
        clauses=tuple(ClauseResult(clause, holds) for clause, holds in results.items()),
    )


def node_holds(node: Node, tokens: DocumentTokens) -> bool:
    """Whether a node holds for a document that is already laid out."""
    if isinstance(node, Phrase):
        return tokens.title.contains(node.tokens) or (
            node.field is Field.ANY and tokens.body.contains(node.tokens)
        )
    if isinstance(node, And):
        return all(node_holds(child, tokens) for child in node.children)
    if isinstance(node, Or):
        return any(node_holds(child, tokens) for child in node.children)
    if isinstance(node, Language):
        return tokens.is_in_language(node.code)
    return not node_holds(node.child, tokens)


def _true_phrases(node: Node, tokens: DocumentTokens) -> Iterator[Phrase]:
    """Yield the phrases that make a node true; the node is known to hold."""
    if isinstance(node, Phrase):
        yield node
    elif isinstance(node, And):
        for child in node.children:
            yield from _true_phrases(child, tokens)
    elif isinstance(node, Or):
        for child in node.children:
            if not isinstance(child, Not) and node_holds(child, tokens):
                yield from _true_phrases(child, tokens)


def _hits(phrase: Phrase, clause: str, tokens: DocumentTokens) -> Iterator[Hit]:
    fields: list[FieldTokens] = [tokens.title]
    if phrase.field is Field.ANY:
        fields.append(tokens.body)
    left = MAX_HITS_PER_CLAUSE
    for field in fields:
        for (paragraph, first), (_, last) in field.occurrences(phrase.tokens, left):
            yield Hit(field.name, paragraph, first.sentence, first.start, last.end, clause)
            left -= 1


def _reading_order(hit: Hit) -> tuple[bool, int, int, int, str]:
    return (hit.field != "title", hit.paragraph, hit.start, hit.end, hit.clause)
