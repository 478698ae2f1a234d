"""Undoes a response's content encoding, never making more than it may."""

import zlib
from collections.abc import Iterator

STEP_BYTES = 64 * 1024
RATIO_LIMIT = 200
RATIO_FREE_BYTES = 1024 * 1024
"""Below this size any ratio is harmless; above it, text never compresses two hundred to one."""

_MEMBERS_LIMIT = 64
ENCODINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})
"""One layer of these. Nothing else is asked for, so nothing else should come."""


class Oversized(Exception):
    """The content is larger than it may be, or grows out of proportion."""


class Undecodable(Exception):
    """The content is not what its encoding says."""


class Decoder:
    """Takes the bytes of a body as they come in; `content` is what they stand for."""

    def __init__(self, encoding: str, max_bytes: int) -> None:
        """Make a decoder for one body.

        Raises:
            Undecodable: the encoding is not one of `ENCODINGS`.
        """
        name = encoding.strip().lower()
        if name not in ENCODINGS:
            raise Undecodable(f"content encoding {encoding[:50]!r} was not asked for")
        self._name = name
        self._max_bytes = max_bytes
        self._inflater: zlib._Decompress | None = None
        self._members = 0
        self._received = 0
        self._content = bytearray()

    @property
    def received_bytes(self) -> int:
        """The bytes that came over the wire."""
        return self._received

    def feed(self, data: bytes) -> None:
        """Take the next bytes.

        Raises:
            Oversized: the content is over its limit.
            Undecodable: the bytes are damaged.
        """
        self._received += len(data)
        if self._name in ("", "identity"):
            self._grow(data)
            return
        for part in self._inflate(data):
            self._grow(part)

    def finish(self) -> bytes:
        """The whole content.

        Raises:
            Oversized: as `feed`.
            Undecodable: the body ended early.
        """
        if self._inflater is not None and not self._inflater.eof:
            # With no input left this is at most what one last code stands for.
            self._grow(self._inflater.flush())
        if self._inflater is not None and not self._inflater.eof:
            raise Undecodable("the compressed body ends early")
        return bytes(self._content)

    def _grow(self, part: bytes) -> None:
        self._content += part
        size = len(self._content)
        if size > self._max_bytes:
            raise Oversized(f"more than {self._max_bytes} bytes")
        if size > RATIO_FREE_BYTES and size > RATIO_LIMIT * self._received:
            raise Oversized(f"more than {RATIO_LIMIT} times the size it was sent in")

    def _inflate(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._inflater is None or self._inflater.eof:
                if self._members and not data.strip(b"\0"):
                    return  # padding after the end
                self._begin(data)
            inflater = self._inflater
            assert inflater is not None
            try:
                yield inflater.decompress(data, STEP_BYTES)
            except zlib.error as error:
                raise Undecodable(f"damaged: {error}") from error
            data = inflater.unused_data if inflater.eof else inflater.unconsumed_tail

    def _begin(self, data: bytes) -> None:
        self._members += 1
        if self._members > _MEMBERS_LIMIT:
            raise Undecodable(f"more than {_MEMBERS_LIMIT} gzip members")
        if self._name != "deflate":
            self._inflater = zlib.decompressobj(16 + zlib.MAX_WBITS)
        elif data[0] & 0x0F == 8 and (data[0] >> 4) <= 7:
            self._inflater = zlib.decompressobj()  # RFC 9110: deflate in a zlib frame
        else:
            self._inflater = zlib.decompressobj(-zlib.MAX_WBITS)  # what some servers send
