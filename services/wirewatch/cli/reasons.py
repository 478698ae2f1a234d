"""Why a rule matches an article or does not, on the terminal and as JSON."""

from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from wirewatch.cli.showing import highlighted, inert
from wirewatch.core.rule_checking import Checked
from wirewatch.core.rules import Shortfall
from wirewatch.events import Article, Proof, Rule


@dataclass(frozen=True, slots=True)
class Reasons:
    """The proof, or the fewest clauses that are lacking; `kept` is the saved rule, if it is one."""

    article: Article
    checked: Checked
    proof: Proof | None
    lacking: tuple[Shortfall, ...]
    kept: Rule | None

    @property
    def too_early(self) -> bool:
        """Whether the article came before the rule was in force, so that nobody was told."""
        return self.kept is not None and self.article.accepted_at < self.kept.active_from

    def as_json(self) -> dict[str, Any]:
        """The object that `--json` prints."""
        return {
            "article_id": self.article.article_id,
            "url": self.article.url,
            "read_as": self.checked.bracketed,
            "matches": self.proof is not None,
            "clauses": [c.model_dump() for c in self.proof.clauses] if self.proof else [],
            "hits": [h.model_dump() for h in self.proof.hits] if self.proof else [],
            "snippets": [s.model_dump() for s in self.proof.snippets] if self.proof else [],
            "lacking": [{"clause": x.clause, "reason": x.reason} for x in self.lacking],
            "before_the_rule": self.too_early,
        }


def show_reasons(console: Console, reasons: Reasons) -> None:
    """Print what `wirewatch rule why` found out."""
    console.print(Text(inert(reasons.article.title) or inert(reasons.article.url), style="bold"))
    console.print(Text.assemble(("read as  ", "dim"), inert(reasons.checked.bracketed)))
    proof = reasons.proof
    if proof is not None:
        console.print(Text("✓ matches", style="green"))
        for clause in proof.clauses:
            mark = ("✓", "green") if clause.holds else ("–", "dim")
            console.print(Text.assemble("  ", mark, f" {inert(clause.clause)}"))
        for snippet in proof.snippets:
            console.print(Padding(highlighted(snippet), (0, 0, 0, 4)))
    else:
        console.print(Text("✗ does not match; what would have to be otherwise:", style="red"))
        for lacking in reasons.lacking:
            console.print(
                Text.assemble("  ", (inert(lacking.clause), "bold"), f": {inert(lacking.reason)}")
            )
    kept = reasons.kept
    if kept is None:
        return
    if not kept.enabled:
        console.print("note: the rule is switched off", style="yellow")
    elif reasons.too_early:
        console.print(
            f"note: it was accepted at {reasons.article.accepted_at:%Y-%m-%d %H:%M} UTC, before the"
            f" rule was in force ({kept.active_from:%Y-%m-%d %H:%M}), so nobody was told",
            style="yellow",
        )
