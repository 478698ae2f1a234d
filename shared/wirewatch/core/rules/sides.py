"""What may stand in a NEAR, an ATLEAST and an ANY, and how far apart or how often."""

from wirewatch.core.rules.lexer import Kind, Part
from wirewatch.core.rules.limits import MAX_DISTANCE, MAX_OCCURRENCES
from wirewatch.core.rules.part_reader import PartReader
from wirewatch.core.rules.shape import is_textual, start_of
from wirewatch.core.rules.syntax import And, AnyOf, AtLeast, Node, Not, Or, Unit


def reach_of(reader: PartReader, operator: Part) -> int | Unit:
    """Return the number or unit of a NEAR; too great a number is reported."""
    text = operator.text.partition("/")[2].lower()
    if not text.isdecimal():
        return Unit(text)
    if int(text) > MAX_DISTANCE:
        reader.fault(
            f"{operator.text} reaches further than {MAX_DISTANCE} words",
            operator.start,
            f"a number up to {MAX_DISTANCE}",
            "For a whole paragraph write NEAR/p, for the whole article AND.",
        )
    return int(text)


def check_side(reader: PartReader, node: Node, operator: str) -> None:
    """Report a side of a NEAR, or what ATLEAST counts, that is not made of words."""
    if is_textual(node):
        return
    what = {And: "AND", Not: "NOT", AnyOf: "ANY", AtLeast: "ATLEAST"}.get(type(node))
    if isinstance(node, Or):
        what = "That group"
    suggestion = {
        And: f"Use quotes for words side by side; or write a {operator} c AND b {operator} c.",
        Not: "Write a NOT NEAR/5 b, or NOT (a NEAR/5 b).",
    }.get(type(node), "Use words, phrases, OR and NEAR there, and AND outside.")
    reader.fault(
        f"{what or 'A condition'} cannot stand in {operator}",
        start_of(node),
        "words, phrases, or a group of them with OR",
        suggestion,
    )


def check_count(reader: PartReader, part: Part, members: int) -> None:
    """Report a number of ATLEAST or ANY that is 0 or too great, and an ANY of one member."""
    is_any = part.kind is Kind.ANY
    number = int(part.text.partition("/")[2])
    most = members if is_any else MAX_OCCURRENCES
    if not 1 <= number <= most or (is_any and members < 2):
        reader.fault(
            f"{part.text} asks for {number} of {most}"
            if is_any
            else f"{part.text} asks for {number} occurrences",
            part.start,
            f"a number from 1 to {most}" if most > 1 else "two members or more",
            "Members of ANY stand apart by commas, as in ANY/2(doha, kabul, moscow)."
            if is_any
            else "As in ATLEAST/3(doha).",
        )
