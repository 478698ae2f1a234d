"""An expression explained on the terminal: how it is read, what is wrong, what is doubtful."""

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from wirewatch.cli.showing import inert
from wirewatch.core.rule_checking import Checked

_LINE = 100


def show_mistakes(console: Console, checked: Checked) -> None:
    """Every mistake with the line it is in and a mark under its place."""
    for error in checked.errors:
        place = checked.pointed(error.position)
        start = max(0, place.column - _LINE // 2)
        line = inert(place.line[start : start + _LINE])
        indent = cell_len(inert(place.line[start : place.column]))
        console.print(Text(f"  {line}"))
        console.print(Text(f"  {' ' * indent}^ ", style="bold red").append(inert(error.problem)))
        console.print(
            Text(f"    expected {inert(error.expected)}. {inert(error.suggestion)}", style="dim")
        )


def show_reading(console: Console, checked: Checked) -> None:
    """How it is read, in brackets and in words, and what its author should know."""
    console.print(Text.assemble(("read as  ", "dim"), inert(checked.bracketed)))
    console.print(Padding(Text(inert(checked.plain, keep="\n")), (0, 0, 0, 2)))
    for name, spellings in checked.names.items():
        texts = ", ".join([inert(one.text) for one in spellings])
        console.print(Text.assemble((f"name {inert(name)}: ", "dim"), texts))
    for warning in checked.warnings:
        console.print(Text.assemble(("note: ", "yellow"), inert(warning.message)))
    for twin in checked.twins:
        console.print(Text.assemble(("note: ", "yellow"), f"the rule {twin} means the same"))
