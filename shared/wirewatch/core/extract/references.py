"""References to characters in markup: which of them mean nothing."""

import re
from html import unescape
from html.entities import html5

_REFERENCE = re.compile(
    rb"&(?:#(?:[xX]([0-9a-fA-F]{1,32})|([0-9]{1,32}));?|([A-Za-z][A-Za-z0-9]{0,40};))"
)
_ENDLESS = re.compile(r"&#0*[0-9]{10,};?")  # no character's number, and too long for `int`
_SURROGATES = range(0xD800, 0xE000)
_LAST = 0x10FFFF


def unescaped(text: str) -> str:
    """A text with the characters that its references stand for."""
    return unescape(_ENDLESS.sub("\ufffd", text) if "&#" in text else text)


def without_nonsense(markup: bytes) -> bytes:
    """Markup without references to code points that do not exist; where there were any, also
    without references by names that nobody knows.

    Browsers show the former as replacement characters and the latter as they are written.
    """
    without_numbers = _REFERENCE.sub(_keep_if_number, markup)
    if len(without_numbers) == len(markup):
        return markup
    return _REFERENCE.sub(_keep_if_name, without_numbers)


def _keep_if_number(found: re.Match[bytes]) -> bytes:
    """The reference, or nothing where its number is no character's."""
    hexadecimal, decimal = found.group(1), found.group(2)
    if hexadecimal is None and decimal is None:
        return found.group()
    code = int(hexadecimal, 16) if hexadecimal is not None else int(decimal)
    exists = 0 < code <= _LAST and code not in _SURROGATES
    return found.group() if exists else b""


def _keep_if_name(found: re.Match[bytes]) -> bytes:
    """The reference, or nothing where its name is unknown."""
    name = found.group(3)
    return found.group() if name is None or name.decode() in html5 else b""
