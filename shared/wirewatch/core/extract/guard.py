"""The gate before any parser: size, compression, kind of bytes and shape of the markup.

No HTML parser is safe against hostile input in the process that runs it (deep nesting costs
quadratic time, a million attributes hang several of them), so everything here is linear in the
length of the input and decides before parsing.
"""

import re
import zlib

from wirewatch.core.errors import Reason, Reject

MAX_DECODED_BYTES = 10 * 1024 * 1024
MAX_TAGS = 400_000

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "a zip archive"),
    (b"PK\x05\x06", "a zip archive"),
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"RIFF", "a RIFF file (image, sound or film)"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"Rar!\x1a\x07", "a rar archive"),
    (b"OggS", "an Ogg file"),
    (b"ID3", "an MP3 file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office document"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
)
_READABLE = re.compile("[^\0 \t\r\n\f\v\ufeff\xa0]")
_BLANK = b" \t\r\n\f\0"
_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_CONTROL = bytes(c for c in range(32) if c not in (9, 10, 12, 13, 27))


def inflate(content: bytes, max_bytes: int = MAX_DECODED_BYTES) -> bytes:
    """Undo gzip, never making more than `max_bytes`; other bytes come back as they are.

    Raises Reject(TOO_LARGE) for more, Reject(BINARY) for a damaged stream.
    """
    if not content.startswith(b"\x1f\x8b"):
        return content
    stream = zlib.decompressobj(wbits=31)
    try:
        data = stream.decompress(content, max_bytes + 1)
    except zlib.error as error:
        raise Reject(Reason.BINARY, f"damaged gzip data: {error}") from error
    if len(data) > max_bytes:
        raise Reject(Reason.TOO_LARGE, f"gzip data larger than {max_bytes} bytes when unpacked")
    return data


def check_bytes(content: bytes, max_bytes: int = MAX_DECODED_BYTES) -> None:
    """Refuse bytes that cannot be a page.

    Raises Reject with EMPTY, TOO_LARGE or BINARY.
    """
    if len(content) > max_bytes:
        raise Reject(Reason.TOO_LARGE, f"{len(content)} bytes, more than {max_bytes}")
    if not content[:64].strip(_BLANK) and not content.strip(_BLANK):
        raise Reject(Reason.EMPTY, "no text at all")
    for signature, name in _SIGNATURES:
        if content.startswith(signature):
            raise Reject(Reason.BINARY, f"the bytes are {name}")
    if content[4:8] == b"ftyp":
        raise Reject(Reason.BINARY, "the bytes are a film")
    if content.startswith(_BOMS) or _looks_utf16(content):
        return
    sample = content[:65536]
    controls = len(sample) - len(sample.translate(None, _CONTROL))
    if controls > 0.05 * len(sample):
        raise Reject(Reason.BINARY, f"{controls} control bytes in the first {len(sample)}")


def _looks_utf16(content: bytes) -> bool:
    sample = content[:2000]
    half = len(sample) // 2
    if half < 16:
        return False
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    return max(even, odd) > 0.4 * half and min(even, odd) < 0.05 * half


def check_text(text: str, max_bytes: int = MAX_DECODED_BYTES) -> None:
    """Refuse decoded text that is empty, too long, or mostly not text.

    Raises Reject with EMPTY, TOO_LARGE or BINARY.
    """
    if len(text) > max_bytes:
        raise Reject(Reason.TOO_LARGE, f"{len(text)} characters, more than {max_bytes}")
    if _READABLE.search(text) is None:
        raise Reject(Reason.EMPTY, "no text at all")
    sample = text[:20000:5]
    raw = sample.encode("utf-8", "replace")
    broken = sample.count("\ufffd") + len(raw) - len(raw.translate(None, _CONTROL))
    if broken > 0.1 * len(sample):
        raise Reject(
            Reason.BINARY, f"{broken} unreadable of {len(sample)} characters in the first 20000"
        )


def is_too_costly(markup: str) -> bool:
    """Whether markup has more tags than are worth being looked at one by one."""
    return len(markup) > MAX_TAGS and markup.count("<") > MAX_TAGS
