"""From an expression to a rule's tree, by recursive descent.

    rule    = any END
    any     = all { "OR" all }
    all     = near { [ "AND" ] near }
    near    = unary { [ "NOT" ] NEAR unary }
    unary   = "NOT" unary | term
    term    = "(" any ")" | ATLEAST "(" any ")" | ANY "(" any { "," any } ")"
            | field ( "(" any ")" | word | phrase ) | word | phrase | "@" name

After a mistake the parser goes on behind it, so that an author sees all mistakes at once. Depth is
bounded by MAX_NESTING, so no expression exhausts the stack.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from wirewatch.core.rules.canonical import describe
from wirewatch.core.rules.clause_reader import PLACEHOLDER, ClauseReader
from wirewatch.core.rules.conditions import EXAMPLES, VALUE_FIELDS
from wirewatch.core.rules.errors import RuleSyntaxError, RuleWarning
from wirewatch.core.rules.lexer import TERMS, Kind, Part, parts_of
from wirewatch.core.rules.limits import MAX_ERRORS
from wirewatch.core.rules.naming import NAME
from wirewatch.core.rules.part_reader import PartReader, TooManyErrors
from wirewatch.core.rules.scopes import scope_of
from wirewatch.core.rules.shape import MAX_NEAR_LEVELS, too_many_nears
from wirewatch.core.rules.sides import check_count, check_side, reach_of
from wirewatch.core.rules.syntax import And, AnyOf, AtLeast, Near, Node, Not, Or, joined

_STARTS = (*(Kind.OPEN, Kind.NOT, Kind.FIELD, *TERMS, Kind.ATLEAST, Kind.ANY, Kind.COMMA),)


def tree_of(expression: str, named: Mapping[str, str]) -> tuple[Node, PartReader]:
    """Return the tree, which counts only without errors, and the reader with all there is to tell.

    `named` are the expressions that `@name` stands for.
    """
    parser = _Parser.of(expression, named)
    return parser.tree(), parser


@dataclass(slots=True)
class _Parser(ClauseReader):
    """Reads one expression."""

    bare_near: int = -1  # where the part that was read last is a NEAR without brackets

    @classmethod
    def of(cls, expression: str, named: Mapping[str, str]) -> "_Parser":
        parts, errors = parts_of(expression)
        kept = [part for part in parts if part.kind is not Kind.COMMENT]
        return cls(kept, errors[:MAX_ERRORS], named=named)

    def tree(self) -> Node:
        try:
            return self.rule()
        except RuleSyntaxError as error:
            self.errors.append(error)
        except TooManyErrors:
            pass  # all that are told are in the list
        return PLACEHOLDER

    def rule(self) -> Node:
        if self.part.kind is Kind.END:
            raise RuleSyntaxError(
                "The rule is empty",
                position=self.part.start,
                expected="a word",
                suggestion='Write words to look for, as in doha or "doha deal".',
            )
        node = self.any()
        while not self.sees(Kind.END):
            stray = self.take()
            if stray.kind is Kind.CLOSE:
                problem = "There is a closing bracket without an opening one"
                suggestion = "Remove it, or add ( before the words it belongs to."
            else:
                problem, suggestion = f"Found {stray.kind}", "Remove it, or put it in quotes."
            self.fault(problem, stray.start, "a word, AND, OR or the end of the rule", suggestion)
            if stray.kind is Kind.CLOSE and self.sees(Kind.AND, Kind.OR):
                self.take()
            if not self.sees(Kind.CLOSE, Kind.END):
                node = joined(And, [node, self.any()])
        return node

    def any(self) -> Node:
        """Alternatives; a warning where one of them is a bare AND."""
        first_or = -1
        mixed = False
        alternatives: list[Node] = []
        while True:
            operands = self.all()
            mixed = mixed or len(operands) > 1
            alternatives.append(joined(And, operands))
            if self.part.kind is not Kind.OR:
                break
            position = self.take().start
            first_or = position if first_or < 0 else first_or
        node = joined(Or, alternatives)
        if first_or >= 0 and mixed and not self.errors:
            message = f"AND binds closer than OR; this was read as: {describe(node)}"
            self.found.append(RuleWarning(message, first_or))
        return node

    def all(self) -> list[Node]:
        operands = [self.near()]
        near = self.bare_near
        blank = False
        while self.part.kind is Kind.AND or (
            self.part.kind in _STARTS and self.part.kind is not Kind.COMMA
        ):
            if self.part.kind is Kind.AND:
                self.take()
            else:
                blank = blank or self.part.kind is not Kind.NOT
            operands.append(self.near())
            near = max(near, self.bare_near)
        if near >= 0 and blank and not self.errors:
            message = "NEAR binds closer than a blank; this was read as: "
            self.found.append(RuleWarning(message + describe(joined(And, operands)), near))
        self.bare_near = -1
        return operands

    def near(self) -> Node:
        node = self.unary()
        self.bare_near = -1
        position = -1
        links = 0
        while self.part.kind is Kind.NEAR or (
            self.part.kind is Kind.NOT and self.next_kind is Kind.NEAR
        ):
            first = self.part
            negated = first.kind is Kind.NOT and bool(self.take())
            operator = self.take()
            right = self.unary()
            reach = reach_of(self, operator)
            links += 1
            if links > MAX_NEAR_LEVELS:  # before the tree is too deep to be walked
                raise too_many_nears(first.start)
            for side in (node, right) if links == 1 else (right,):
                check_side(self, side, operator.text)
            ordered = operator.text.startswith("O")
            node = Near(node, right, reach, ordered, negated, first.start, operator.end)
            position = first.start
            self.count(operator)
        self.bare_near = position
        return node

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
        if part.kind in TERMS:
            return self.clause(self.take())
        if part.kind in (Kind.ATLEAST, Kind.ANY):
            return self.counted(self.take())
        before = self.parts[self.at - 1] if self.at else None
        after = f" after {before.text if before.text.isupper() else before.kind}" if before else ""
        self.fault(
            f"Found {part.kind}{after}",
            part.start,
            "a word, a quoted phrase, NOT or an opening bracket",
            "Add what is missing, or put AND, OR and NOT in quotes to look for them.",
        )
        if part.kind in (Kind.AND, Kind.OR, Kind.NEAR):
            self.take()
            if self.part.kind in _STARTS:
                return self.unary()
        return PLACEHOLDER

    def tree_inside(self, name: str) -> Node:
        inner = _Parser.of(self.named[name], self.named)
        inner.inside = (*self.inside, name)
        inner.scope, inner.depth = self.scope, self.depth + 1
        inner.clauses, inner.regexes, inner.names = self.clauses, self.regexes, self.names
        node = inner.tree()
        self.clauses, self.regexes, self.names = inner.clauses, inner.regexes, inner.names
        if inner.errors:
            raise inner.errors[0]
        return node

    def group(self) -> Node:
        opening = self.take()
        self.enter(opening)
        node = self.any()
        self.close(opening)
        return node

    def close(self, opening: Part) -> None:
        if self.sees(Kind.CLOSE):
            self.take()
        else:
            if not self.errors or self.errors[-1].position != self.part.start:
                self.fault(
                    "A bracket is not closed",
                    opening.start,
                    "a closing bracket later on",
                    "Put ) after the last word it is to hold.",
                )
        self.depth -= 1

    def counted(self, part: Part) -> Node:
        """ATLEAST/3(x) and ANY/2(a, b, c)."""
        name = part.kind.value
        number = int(part.text.partition("/")[2])
        if self.scope.name in VALUE_FIELDS and part.kind is Kind.ATLEAST:
            self.fault(
                f"ATLEAST stands inside {self.scope.name}:", part.start, "a value", "Use OR there."
            )
        if self.part.kind is not Kind.OPEN:
            self.fault(
                f"No bracket follows {part.text}",
                self.part.start,
                "an opening bracket",
                "Write ATLEAST/3(doha), or ANY/2(doha, kabul, moscow), for instance.",
            )
            return PLACEHOLDER
        self.count(part)
        opening = self.take()
        self.enter(opening)
        members = [self.any()]
        while part.kind is Kind.ANY and self.sees(Kind.COMMA):
            self.take()
            members.append(self.any())
        end = self.part.end
        self.close(opening)
        check_count(self, part, len(members))
        if part.kind is Kind.ANY:
            return AnyOf(number, tuple(members), part.start, end)
        check_side(self, members[0], name)
        return AtLeast(number, members[0], part.start, end)

    def in_field(self) -> Node:
        part = self.take()
        outer = self.scope
        scope = scope_of(self, part, outer)
        if outer.name and (scope.name != NAME or outer.name in (NAME, *VALUE_FIELDS)):
            self.fault(
                f"{part.text.lower()}: stands inside {self.scope.name}:",
                part.start,
                "a word or a quoted phrase",
                f"Put {part.text.lower()}: outside the brackets of {self.scope.name}:.",
            )
            return self.term() if self.part.kind in TERMS else PLACEHOLDER
        is_name = self.sees(Kind.FIELD) and self.part.text.lower() == NAME
        if not is_name and not self.sees(Kind.OPEN, *TERMS, Kind.ATLEAST, Kind.ANY):
            name = part.text.lower()
            self.fault(
                f"Nothing follows {name}:",
                self.part.start,
                "a word, a quoted phrase or an opening bracket",
                f"Write {name}:{EXAMPLES.get(name, 'doha')}, for instance.",
            )
            return PLACEHOLDER
        self.scope = scope
        node = self.term()
        self.scope = outer
        return node
