"""An expression laid out for reading; its words, order and remarks stay as they are."""

from wirewatch.core.rules.lexer import Kind, Part, parts_of

_WIDTH = 100
_INDENT = "  "
_JOINERS = (Kind.AND, Kind.OR)


def format_expression(expression: str) -> str:
    """Return the expression with single blanks, in several lines where one is not enough.

    Groups that do not fit into a line stand indented, one side a line. It means the same, and
    formatting it again changes nothing. An expression with a mistake is formatted as far as its
    parts go.
    """
    parts = [part for part in parts_of(expression)[0] if part.kind is not Kind.END]
    remarks = any(part.kind is Kind.COMMENT for part in parts)
    line = _joined(expression, parts)
    if len(line) <= _WIDTH and not remarks:
        return line
    return "\n".join(_lines(expression, parts, 0))


def _lines(expression: str, parts: list[Part], level: int) -> list[str]:
    """Lay parts out: a line for each side of the AND or OR of this level."""
    lines: list[str] = []
    current: list[Part] = []
    index = 0

    def finish() -> None:
        if current:
            lines.append(_INDENT * level + _joined(expression, current))
            current.clear()

    while index < len(parts):
        part = parts[index]
        if part.kind is Kind.COMMENT:
            current.append(part)
            finish()
        elif part.kind in _JOINERS:
            finish()
            current.append(part)
        elif part.kind is Kind.COMMA:
            current.append(part)
            finish()
        elif part.kind is Kind.OPEN:
            close = _closing(parts, index)
            group = parts[index : close + 1]
            fits = len(_joined(expression, [*current, *group])) + len(_INDENT) * level <= _WIDTH
            if close < 0:
                current.append(part)
            elif fits and all(p.kind is not Kind.COMMENT for p in group):
                current += group
                index += len(group) - 1
            else:
                current.append(part)
                finish()
                lines += _lines(expression, parts[index + 1 : close], level + 1)
                current.append(parts[close])
                index = close
        else:
            current.append(part)
        index += 1
    finish()
    return lines


def _closing(parts: list[Part], start: int) -> int:
    depth = 0
    for index in range(start, len(parts)):
        depth += {Kind.OPEN: 1, Kind.CLOSE: -1}.get(parts[index].kind, 0)
        if not depth:
            return index
    return -1


def _joined(expression: str, parts: list[Part]) -> str:
    """The parts as written, blanks between them but not inside brackets or after a field."""
    text = ""
    before: Part | None = None
    for part in parts:
        if before is not None and _is_apart(before, part):
            text += " "
        text += expression[part.start : part.end]
        before = part
    return text


def _is_apart(before: Part, part: Part) -> bool:
    if part.kind is Kind.COMMENT:
        return True
    if before.kind in (Kind.OPEN, Kind.FIELD) or part.kind in (Kind.CLOSE, Kind.COMMA):
        return before.kind is Kind.COMMENT
    return not (part.kind is Kind.OPEN and before.kind in (Kind.ATLEAST, Kind.ANY))
