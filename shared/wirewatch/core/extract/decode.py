"""From bytes to text: byte order mark, declarations, and detection where they are wrong."""

import codecs
import re
from collections import Counter

from resiliparse.parse.encoding import detect_encoding

from wirewatch.core.errors import Reason, Reject

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_:.\-]{2,40})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}encoding\s*=\s*["']([A-Za-z0-9_:.\-]{2,40})""")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Browsers read these names as their supersets (WHATWG Encoding Standard, section 4.2).
_DEFAULT = "cp1252"
_SUPERSETS = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "latin-1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
    "koi8-r": "koi8-u",  # the same but for the Ukrainian letters, where it has lines for boxes
}
_MOJIBAKE = re.compile("[\u00c3\u00c2\u00d0\u00d1\u00e2\u00d8\u00d9][\u0080-\u00bf]")
_PIECE = re.compile(rb"[^<>\n]+|[<>\n]")


def decode(content: bytes, content_type: str | None = None) -> tuple[str, str]:
    """Return the text and the name of the encoding it was read in.

    Order: byte order mark, strict UTF-8, the header's charset, the page's own declaration, then
    detection. A declaration counts only while the bytes are valid in it. Raises
    Reject(UNDECODABLE) when nothing yields text.
    """
    for mark, name in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(name, "replace"), name
    declared = _declared(content, content_type)
    if "utf-8" not in declared:
        for name in declared:
            text = _strict(content, name)
            if text is not None and not _misread_utf8(content, name):
                return text, name
    text = _strict(content, "utf-8")
    if text is not None and not (content.count(0) > len(content) // 5):
        return _undoubled(text), "utf-8"
    return _detected(content, declared)


def _detected(content: bytes, declared: list[str]) -> tuple[str, str]:
    """Choose by the bytes themselves; stray bad bytes in nearly valid UTF-8 are forgiven."""
    loose = content.decode("utf-8", "replace")
    bad = loose.count("\ufffd")
    foreign = sum(1 for c in content[:200_000] if c > 127)
    if bad and bad * 20 <= max(foreign, 1):
        return loose, "utf-8"
    if content.count(0) > len(content) // 5:
        name = "utf-16-le" if content[1::2].count(0) > content[::2].count(0) else "utf-16-be"
        return content.decode(name, "replace"), name
    mixed = bad < foreign and _mixed(content)
    if mixed:
        return mixed, "mixed utf-8"
    guess = _python_name(detect_encoding(_without_markup(content)) or "cp1252")
    if guess == "utf-8" and _is_korean(content):
        return content.decode("cp949"), "cp949"
    for name in (guess, *declared, "cp1252"):
        if not name or name == "utf-8":
            continue
        text = content.decode(name, "replace")
        if text.count("\ufffd") * 50 <= max(foreign, 50):
            return text, name
    if bad * 3 <= max(foreign, 1) * 2:
        return loose, "utf-8"
    raise Reject(Reason.UNDECODABLE, f"no encoding fits; tried {guess} and {declared or 'none'}")


def _is_korean(content: bytes) -> bool:
    """Whether the bytes are EUC-KR or its superset: read so, nearly all beyond ASCII is Hangul.

    Short Korean pages are taken for UTF-8 by detection, which they cannot be; Chinese and Japanese
    read so are half Chinese characters.
    """
    text = _strict(content, "cp949")
    wide = [c for c in text or "" if c > "\x7f"]
    return len(wide) > 20 and sum("\uac00" <= c <= "\ud7a3" for c in wide) > 0.9 * len(wide)


def _undoubled(text: str) -> str:
    """Undo UTF-8 that was read as Latin-1 and written as UTF-8 once more."""
    if len(_MOJIBAKE.findall(text[:200_000])) < 20:
        return text
    try:
        again = text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text
    return again if len(again) < len(text) else text


def _mixed(content: bytes) -> str:
    """Pages put together from UTF-8 and one older encoding, piece by piece; "" for others."""
    pieces: list[bytes] = _PIECE.findall(content)
    broken = [p for p in pieces if not p.isascii() and _strict(p, "utf-8") is None]
    sound = sum(not p.isascii() for p in pieces) - len(broken)
    if not broken or sound < len(broken) // 4 or sound < 2:
        return ""
    guesses = Counter(_python_name(detect_encoding(p) or "") for p in broken[:200])
    del guesses["utf-8"], guesses[""]
    name = guesses.most_common(1)[0][0] if guesses else "cp1252"
    return "".join(_either(p, name) for p in pieces)


def _either(piece: bytes, name: str) -> str:
    """The piece as UTF-8 as far as it is valid, the rest in the other encoding."""
    try:
        return piece.decode("utf-8")
    except UnicodeDecodeError as error:
        return piece[: error.start].decode("utf-8") + piece[error.start :].decode(name, "replace")


def _without_markup(content: bytes) -> bytes:
    """The bytes that detection should see: tags are ASCII in any encoding and only dilute it."""
    return re.sub(rb"<[^<>]{0,2000}>", b" ", content[:1_000_000])[:200_000]


def _declared(content: bytes, content_type: str | None) -> list[str]:
    names: list[str] = []
    found: list[bytes] = []
    if content_type and (header := _CHARSET.search(content_type.encode("ascii", "ignore"))):
        found.append(header.group(1))
    head = content[:8192]
    if match := _XML_ENCODING.search(head):
        found.append(match.group(1))
    if match := _CHARSET.search(head):
        found.append(match.group(1))
    for raw in found:
        name = _python_name(raw.decode("ascii", "ignore"))
        if name and name not in names:
            names.append(name)
    if len(names) > 1 and names[0] == _DEFAULT:
        # Servers say Latin-1 unless told otherwise; the page's own word is worth more.
        names.append(names.pop(0))
    return names


def _python_name(label: str) -> str:
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return ""
    return _SUPERSETS.get(name, name)


def _strict(content: bytes, name: str) -> str | None:
    try:
        return content.decode(name)
    except (UnicodeError, LookupError):
        return None


def _misread_utf8(content: bytes, name: str) -> bool:
    """Whether valid multi-byte UTF-8 is declared as something else."""
    if name.startswith(("utf", "iso2022")):
        return False
    try:
        text = content.decode("utf-8")
    except UnicodeError:
        return False
    return len(text) < len(content)
