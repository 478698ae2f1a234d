"""What a rule says of an article: the proof, or the least that is lacking."""

from collections.abc import Mapping
from dataclasses import dataclass

from wirewatch.core.matching import document_of, proof
from wirewatch.core.rules import Hit, RuleSyntaxError, Shortfall, parse, prove, why_not
from wirewatch.events import Article, Proof, Rule


@dataclass(frozen=True, slots=True)
class Verdict:
    """One rule on one article: `proof` where it holds, else what is `lacking`; or the `problem`
    that keeps the rule from being read. `hits` mark the article.
    """

    name: str
    rule_id: str
    proof: Proof | None
    lacking: tuple[Shortfall, ...]
    hits: tuple[Hit, ...] = ()
    problem: str = ""
    too_early: bool = False


def verdict(article: Article, rule: Rule, named: Mapping[str, str]) -> Verdict:
    """Hold a rule against an article as it is now."""
    try:
        node = parse(rule.expression, named)
    except RuleSyntaxError as error:
        return Verdict(rule.name, rule.rule_id, None, (), problem=str(error))
    document = document_of(article)
    match = prove(rule.rule_id, node, document)
    return Verdict(
        rule.name,
        rule.rule_id,
        None if match is None else proof(article, rule, match),
        why_not(node, document) if match is None else (),
        () if match is None else match.hits,
        too_early=article.accepted_at < rule.active_from,
    )


def as_rule(expression: str, article: Article, *, rule_id: str, name: str) -> Rule:
    """An expression as a rule that is in force."""
    return Rule.model_construct(
        rule_id=rule_id,
        name=name,
        expression=expression,
        active_from=article.accepted_at,
        updated_at=article.accepted_at,
    )
