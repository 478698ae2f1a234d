"""An adapter for harnesses that bring rules as trees of dictionaries.

`load(rules, frequencies)` returns a matcher whose `match(title, body, lang)` returns rule ids. A
rule is `{"id", "lang", "q"}`; `q` is one of

    {"t": "ph", "f": "any|title|body", "w": [words]}       a phrase
    {"t": "pre", "f": .., "p": "terroris"}                  a word's beginning
    {"t": "near", "f": .., "n": 5, "a": [words], "b": [words]}
    {"t": "or", "c": [..]}     {"t": "and", "c": [..], "not": [..]}
"""

from collections.abc import Iterable, Mapping
from typing import Any

from wirewatch.core.rules import Document, RuleSet, parse
from wirewatch.core.text import analyse

_SCOPES = {"any": "", "title": "title:", "body": "body:"}


def expression_of(rule: Mapping[str, Any]) -> str:
    """The rule in our language."""
    language = f"lang:{rule['lang']} " if rule.get("lang") else ""
    return language + _expression(rule["q"])


def _expression(node: Mapping[str, Any]) -> str:
    kind, scope = node["t"], _SCOPES[node.get("f", "any")]
    if kind == "ph":
        return f'{scope}"{" ".join(node["w"])}"'
    if kind == "pre":
        return f"{scope}{node['p']}*"
    if kind == "near":
        left, right = (f'{scope}"{" ".join(node[side])}"' for side in "ab")
        return f"({left} NEAR/{node['n']} {right})"
    if kind == "or":
        return f"({' OR '.join(map(_expression, node['c']))})"
    refused = [f" AND NOT {_expression(one)}" for one in node.get("not", ())]
    return f"({' AND '.join(map(_expression, node['c']))}{''.join(refused)})"


class Matcher:
    """Rules ready to be matched."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules

    def match(self, title: str, body: str, lang: str | None) -> list[int]:
        """The ids of the rules that hold; the body is one paragraph."""
        found = self.rules.matching(Document(analyse(title, [body]), lang or ""))
        return list(map(int, found))


def load(
    rules: Iterable[Mapping[str, Any]], frequencies: Mapping[str, float] | None = None
) -> Matcher:
    """A matcher of the rules; `frequencies` is the share of articles that hold each word."""
    made = RuleSet(frequencies)
    made.put_all((str(rule["id"]), parse(expression_of(rule))) for rule in rules)
    return Matcher(made)
