"""Generated parts inside files that people write: between two comments."""

from collections.abc import Mapping

from wirewatch.core.errors import Misconfigured


def filled(text: str, parts: Mapping[str, str], *, file: str) -> str:
    """The text with each part between its markers replaced.

    Raises:
        Misconfigured: a marker is missing or stands twice.
    """
    for name, part in parts.items():
        begin, end = f"<!-- begin {name} (make docs) -->", f"<!-- end {name} -->"
        if text.count(begin) != 1 or text.count(end) != 1 or text.index(begin) > text.index(end):
            raise Misconfigured(f"{file}: the lines {begin} and {end} must stand there once")
        head, _, rest = text.partition(begin)
        _, _, tail = rest.partition(end)
        text = f"{head}{begin}\n{part}\n{end}{tail}"
    return text
