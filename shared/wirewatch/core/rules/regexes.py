"""Regular expressions of rules, on RE2 alone: time is linear in the text, memory is bounded.

They are searched for in the text as written, paragraph by paragraph, the title being one.
"""

import re
from functools import lru_cache
from typing import Any

import re2

from wirewatch.core.rules.errors import RuleSyntaxError
from wirewatch.core.rules.lexer import Part
from wirewatch.core.rules.limits import (
    MAX_REGEX_BYTES,
    MAX_REGEX_CHARACTERS,
    MAX_REGEX_PROGRAM_BYTES,
)
from wirewatch.core.rules.syntax import Field, Regex

_CACHED = 256
"""Compiled patterns that are kept; each may take MAX_REGEX_BYTES for its states."""

_ANY_BYTE = re.compile(r"(?:[^\\]|\\[^C])*?\\C", re.DOTALL)
_SUGGESTION = "As in /CVE-\\d{4}-\\d+/ or /colou?r/i; the syntax is that of RE2."
_UNKNOWN = "RE2 has no look-around and no back-references."


@lru_cache(_CACHED)
def compiled(pattern: str, ignore_case: bool, most_bytes: int = MAX_REGEX_BYTES) -> Any:
    """Return the compiled pattern, which searches UTF-8 bytes. Raises `re2.error`.

    `.` is any character of a paragraph, a line break among them.
    """
    options = re2.Options()
    options.log_errors = False
    options.never_capture = True
    options.dot_nl = True
    options.case_sensitive = not ignore_case
    options.max_mem = most_bytes
    return re2.compile(pattern.encode("utf-8", "surrogatepass"), options)


def program_size(regex: Regex) -> int:
    """Return the number of steps of the compiled pattern: the measure of what a search costs."""
    return int(compiled(regex.pattern, regex.ignore_case).programsize)


def regex_from(part: Part, field: Field, first: int) -> Regex:
    """Return the clause of a part such as `/do.a/i`; RuleSyntaxError if it is no pattern."""
    pattern, _, flag = part.text[1:].rpartition("/")
    if len(pattern) > MAX_REGEX_CHARACTERS:
        raise RuleSyntaxError(
            f"The regular expression is longer than {MAX_REGEX_CHARACTERS} characters",
            position=part.start,
            expected="a shorter one",
            suggestion="Write alternatives as words with OR.",
        )
    byte = _ANY_BYTE.match(pattern)
    if byte is not None:
        raise _wrong(part, "\\C has no meaning in a regular expression", byte.end() - 2, "")
    try:
        found = compiled(pattern, flag == "i", MAX_REGEX_PROGRAM_BYTES)
    except re2.error as error:
        raise _explained(part, pattern, str(error.args[0], "utf-8", "replace")) from error
    if found.search(b"") is not None:
        raise RuleSyntaxError(
            "The regular expression fits an empty text, so it fits every article",
            position=part.start,
            expected="a pattern of one character at least",
            suggestion="Use + in place of *.",
        )
    return Regex(pattern, flag == "i", field, part.text, part.start, part.end, first)


def _explained(part: Part, pattern: str, said: str) -> RuleSyntaxError:
    """RE2 says what is wrong and quotes the place, as in `missing ]: [abc`."""
    problem, _, quoted = said.partition(": ")
    if "too large" in problem:
        return _wrong(
            part,
            "The regular expression is too large",
            0,
            "Use fewer and smaller repetitions; \\p{L} counts as some hundred characters.",
        )
    offset = max(pattern.find(quoted), 0) if quoted else 0
    unknown = "perl operator" in problem or "escape sequence" in problem
    shown = f" '{quoted[:40]}'" if quoted and quoted.isprintable() else ""
    return _wrong(
        part,
        f"The regular expression is wrong: {problem}{shown}",
        offset,
        _UNKNOWN if unknown else _SUGGESTION,
    )


def _wrong(part: Part, problem: str, offset: int, suggestion: str) -> RuleSyntaxError:
    return RuleSyntaxError(
        problem,
        position=part.start + 1 + offset,
        expected="a regular expression that RE2 can read",
        suggestion=suggestion or _SUGGESTION,
    )
