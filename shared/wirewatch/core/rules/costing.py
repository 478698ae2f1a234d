"""What it takes to hold a rule against an article, apart from laying the article out."""

from collections.abc import Callable

from wirewatch.core.rules.evaluation import node_holds
from wirewatch.core.rules.layout import DocumentTokens
from wirewatch.core.rules.proof import Document
from wirewatch.core.rules.syntax import Node


def trial(node: Node, document: Document) -> Callable[[], bool]:
    """Return a function that holds a rule against a document that is laid out already.

    Whoever has a clock can measure it: matching lays a document out once for all rules. Each call
    of `trial` lays it out anew, so that nothing is left of an earlier one.
    """
    tokens = DocumentTokens(document)
    return lambda: node_holds(node, tokens)
