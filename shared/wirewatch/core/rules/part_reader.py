"""A walk over the parts of an expression that counts, and goes on after mistakes."""

from dataclasses import dataclass, field

from wirewatch.core.rules.errors import RuleSyntaxError, RuleWarning
from wirewatch.core.rules.lexer import Kind, Part
from wirewatch.core.rules.limits import MAX_CLAUSES, MAX_ERRORS, MAX_NAMES, MAX_NESTING, MAX_REGEXES
from wirewatch.core.rules.other_systems import foreign_word
from wirewatch.core.rules.terms import shown


class TooManyErrors(Exception):
    """The rest of the expression is not worth reading."""


@dataclass(slots=True)
class PartReader:
    """The parts and the place among them; `errors` and `found` are what there is to tell."""

    parts: list[Part]
    errors: list[RuleSyntaxError]
    at: int = 0
    depth: int = 0
    clauses: int = 0
    regexes: int = 0
    names: int = 0
    found: list[RuleWarning] = field(default_factory=list)

    @property
    def part(self) -> Part:
        """The part that comes next."""
        return self.parts[self.at]

    def sees(self, *kinds: Kind) -> bool:
        """Whether the next part is one of these."""
        return self.part.kind in kinds

    @property
    def next_kind(self) -> Kind:
        """What the part after the next one is."""
        return self.parts[min(self.at + 1, len(self.parts) - 1)].kind

    def take(self) -> Part:
        """Go on behind the next part, and return it."""
        part = self.parts[self.at]
        self.at += 1
        return part

    def report(self, error: RuleSyntaxError) -> None:
        """Keep a mistake; TooManyErrors after MAX_ERRORS of them."""
        self.errors.append(error)
        if len(self.errors) >= MAX_ERRORS:
            raise TooManyErrors

    def fault(self, problem: str, position: int, expected: str, suggestion: str) -> None:
        """Report a mistake; see `RuleSyntaxError`."""
        self.report(
            RuleSyntaxError(problem, position=position, expected=expected, suggestion=suggestion)
        )

    def count(self, part: Part) -> None:
        """Count one more clause; TooManyErrors behind MAX_CLAUSES."""
        self.clauses += 1
        if self.clauses == MAX_CLAUSES + 1:
            self.fault(
                f"There are more than {MAX_CLAUSES:,} words and phrases",
                part.start,
                "the end of the rule",
                "Divide it into several rules.",
            )
            raise TooManyErrors

    def count_regex(self, part: Part) -> None:
        """Count one more regular expression; TooManyErrors behind MAX_REGEXES."""
        self.regexes += 1
        if self.regexes > MAX_REGEXES:
            self.fault(
                f"There are more than {MAX_REGEXES} regular expressions",
                part.start,
                "words, phrases or wildcards",
                "Join alternatives in one, as in /A(B|C)/; or divide the rule into several.",
            )
            raise TooManyErrors

    def count_name(self, part: Part) -> None:
        """Count one more name to spell out; TooManyErrors behind MAX_NAMES."""
        self.names += 1
        if self.names > MAX_NAMES:
            self.fault(
                f"There are more than {MAX_NAMES} names to spell out",
                part.start,
                "words and phrases",
                "Divide the rule into several, or write the spellings out.",
            )
            raise TooManyErrors

    def enter(self, part: Part) -> None:
        """Go one bracket or NOT deeper; TooManyErrors behind MAX_NESTING."""
        self.depth += 1
        if self.depth > MAX_NESTING:
            self.fault(
                f"Brackets and NOTs are nested deeper than {MAX_NESTING}",
                part.start,
                "a word or a quoted phrase",
                "Leave out brackets that are not needed.",
            )
            raise TooManyErrors

    def warn_of_operator(self, part: Part) -> None:
        """Warn of an operator in small letters or of another system, which is read as a word."""
        name = part.text.partition("/")[0]
        foreign = foreign_word(self.parts, self.at)
        if foreign is not None:
            self.found.append(foreign)
            return
        if part.sign:
            return
        if part.text in ("and", "or", "not"):
            message = f"'{part.text}' is read as a word; the operator is {part.text.upper()}"
        elif name != part.text and name in ("near", "onear", "atleast", "any"):
            message = f"{shown(part.text)} is read as words; the operator is {name.upper()}/"
        else:
            return
        self.found.append(RuleWarning(message, part.start))
