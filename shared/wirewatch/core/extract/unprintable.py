"""Characters that no reader sees: control characters, marks without width, terminal commands."""

import re

_COMMAND = re.compile("(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x9f]")
_INVISIBLE = re.compile("[\u200b\u2060\u202a-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")  # of a pair that is broken: no encoding can write it
# Pages in windows-1252 that were read as Latin-1 have its quotes and dashes there; browsers read
# references to these numbers so (HTML Standard, numeric character reference end state).
_WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}


def without_unprintable(text: str) -> str:
    """A text of one line without control characters, terminal commands and invisible marks.

    What joins letters (soft hyphen, zero-width joiners, marks of direction in one character)
    stays: scripts need it. Half a surrogate pair becomes the replacement character.
    """
    if text.isprintable():
        return text
    text = _SURROGATE.sub("\ufffd", text)
    text = _COMMAND.sub("", text)
    text = _CONTROL.sub(lambda found: _WINDOWS.get(ord(found.group()), ""), text)
    return " ".join(_INVISIBLE.sub("", text).split())
