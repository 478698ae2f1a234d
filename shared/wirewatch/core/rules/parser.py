"""From an expression to a rule's tree, by recursive descent.

    rule    = any END
    any     = all { "OR" all }
    all     = unary { [ "AND" ] unary }
    unary   = "NOT" unary | term
    term    = "(" any ")" | field ( "(" any ")" | word | phrase ) | word | phrase
    field   = "title:" | "lang:"

Depth is bounded by MAX_NESTING, so no expression exhausts the stack.
"""

from dataclasses import dataclass, field

from wirewatch.core.rules.canonical import describe
from wirewatch.core.rules.errors import RuleSyntaxError, RuleWarning
from wirewatch.core.rules.lexer import Kind, Part, parts_of
from wirewatch.core.rules.shape import check_depth, check_positive, is_language_only
from wirewatch.core.rules.syntax import And, Field, Node, Not, Or
from wirewatch.core.rules.terms import language_from, phrase_from

MAX_EXPRESSION_CHARACTERS = 20_000
MAX_CLAUSES = 4_000
"""Words, phrases and languages in one rule."""

MAX_NESTING = 50
"""Brackets and NOTs inside one another, and levels of the tree they make."""

_FIELDS = ("title", "lang")
_STARTS = (Kind.OPEN, Kind.NOT, Kind.FIELD, Kind.WORD, Kind.PHRASE)


def parse(expression: str) -> Node:
    """Return the tree of a rule.

    Raises RuleSyntaxError if the expression is no rule: empty, longer than
    MAX_EXPRESSION_CHARACTERS, of more than MAX_CLAUSES clauses, nested deeper than MAX_NESTING, or
    one that an article could fulfil without containing anything (`NOT war`, `peace OR NOT war`).
    """
    return _read(expression)[0]


def warnings(expression: str) -> list[RuleWarning]:
    """Return what the author of a valid rule should know, in order of position.

    Told are AND and OR mixed without brackets (with how it was read), `and`, `or` and `not` in
    lower case (they are words), and rules on the language alone. Raises RuleSyntaxError as `parse`.
    """
    node, found = _read(expression)
    if is_language_only(node):
        found.append(RuleWarning("This rule holds for every article in the language.", 0))
    return sorted(found, key=lambda warning: warning.position)


def _read(expression: str) -> tuple[Node, list[RuleWarning]]:
    if len(expression) > MAX_EXPRESSION_CHARACTERS:
        raise RuleSyntaxError(
            f"The rule is longer than {MAX_EXPRESSION_CHARACTERS:,} characters",
            position=MAX_EXPRESSION_CHARACTERS,
            expected="the end of the rule",
            suggestion="Divide it into several rules.",
        )
    parser = _Parser(parts_of(expression))
    node = parser.rule()
    check_depth(node, MAX_NESTING)
    check_positive(node)
    return node, parser.found


@dataclass(slots=True)
class _Parser:
    parts: list[Part]
    at: int = 0
    depth: int = 0
    clauses: int = 0
    scope: str = ""  # the field whose group is being read
    found: list[RuleWarning] = field(default_factory=list)

    @property
    def part(self) -> Part:
        return self.parts[self.at]

    def take(self) -> Part:
        part = self.parts[self.at]
        self.at += 1
        return part

    def rule(self) -> Node:
        if self.part.kind is Kind.END:
            raise RuleSyntaxError(
                "The rule is empty",
                position=self.part.start,
                expected="a word",
                suggestion='Write words to look for, as in doha or "doha deal".',
            )
        node = self.any()
        left = self.parts[self.at]
        if left.kind is not Kind.END:
            raise RuleSyntaxError(
                "There is a closing bracket without an opening one",
                position=left.start,
                expected="a word, AND, OR or the end of the rule",
                suggestion="Remove it, or add ( before the words it belongs to.",
            )
        return node

    def any(self) -> Node:
        """Alternatives; a warning where one of them is a bare AND."""
        first_or = -1
        mixed = False
        alternatives: list[Node] = []
        while True:
            operands = self.all()
            mixed = mixed or len(operands) > 1
            alternatives.append(_joined(And, operands))
            if self.part.kind is not Kind.OR:
                break
            position = self.take().start
            first_or = position if first_or < 0 else first_or
        node = _joined(Or, alternatives)
        if first_or >= 0 and mixed:
            message = f"AND binds closer than OR; this was read as: {describe(node)}"
            self.found.append(RuleWarning(message, first_or))
        return node

    def all(self) -> list[Node]:
        operands = [self.unary()]
        while self.part.kind is Kind.AND or self.part.kind in _STARTS:
            if self.part.kind is Kind.AND:
                self.take()
            operands.append(self.unary())
        return operands

    def unary(self) -> Node:
        if self.part.kind is not Kind.NOT:
            return self.term()
        self.enter(self.take())
        node = Not(self.unary())
        self.depth -= 1
        return node

    def term(self) -> Node:
        part = self.part
        if part.kind is Kind.OPEN:
            return self.group()
        if part.kind is Kind.FIELD:
            return self.in_field()
        if part.kind in (Kind.WORD, Kind.PHRASE):
            return self.clause(self.take())
        before = self.parts[self.at - 1] if self.at else None
        after = f" after {before.text if before.text.isupper() else before.kind}" if before else ""
        raise RuleSyntaxError(
            f"Found {part.kind}{after}",
            position=part.start,
            expected="a word, a quoted phrase, NOT or an opening bracket",
            suggestion="Add what is missing, or put AND, OR and NOT in quotes to look for them.",
        )

    def clause(self, part: Part) -> Node:
        self.clauses += 1
        if self.clauses > MAX_CLAUSES:
            raise RuleSyntaxError(
                f"There are more than {MAX_CLAUSES:,} words and phrases",
                position=part.start,
                expected="the end of the rule",
                suggestion="Divide it into several rules.",
            )
        if self.scope == "lang":
            return language_from(part)
        if part.kind is Kind.WORD and part.text in ("and", "or", "not"):
            message = f"'{part.text}' is read as a word; the operator is {part.text.upper()}"
            self.found.append(RuleWarning(message, part.start))
        return phrase_from(part, Field.TITLE if self.scope == "title" else Field.ANY)

    def group(self) -> Node:
        opening = self.take()
        self.enter(opening)
        node = self.any()
        if self.part.kind is not Kind.CLOSE:
            raise RuleSyntaxError(
                "A bracket is not closed",
                position=opening.start,
                expected="a closing bracket later on",
                suggestion="Put ) after the last word it is to hold.",
            )
        self.take()
        self.depth -= 1
        return node

    def in_field(self) -> Node:
        part = self.take()
        name = part.text.lower()
        if name not in _FIELDS:
            raise RuleSyntaxError(
                f"There is no field {part.text[:40]}:",
                position=part.start,
                expected="title: or lang:",
                suggestion="To look for the text itself, put it in quotes.",
            )
        if self.scope:
            raise RuleSyntaxError(
                f"{name}: stands inside {self.scope}:",
                position=part.start,
                expected="a word or a quoted phrase",
                suggestion=f"Put {name}: outside the brackets of {self.scope}:.",
            )
        if self.part.kind not in (Kind.OPEN, Kind.WORD, Kind.PHRASE):
            raise RuleSyntaxError(
                f"Nothing follows {name}:",
                position=self.part.start,
                expected="a word, a quoted phrase or an opening bracket",
                suggestion=f"Write {'lang:en' if name == 'lang' else 'title:doha'}, for instance.",
            )
        self.scope = name
        node = self.term()
        self.scope = ""
        return node

    def enter(self, part: Part) -> None:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise RuleSyntaxError(
                f"Brackets and NOTs are nested deeper than {MAX_NESTING}",
                position=part.start,
                expected="a word or a quoted phrase",
                suggestion="Leave out brackets that are not needed.",
            )


def _joined(kind: type[And] | type[Or], nodes: list[Node]) -> Node:
    """Return one node of a kind with nested nodes of the same kind taken in."""
    if len(nodes) == 1:
        return nodes[0]
    children: list[Node] = []
    for node in nodes:
        if isinstance(node, kind):
            children.extend(node.children)
        else:
            children.append(node)
    return kind(tuple(children))
