"""Columns as bytes: a head, a table of the arrays, and the arrays as they lie in memory.

Reading copies nothing: the arrays are those bytes, of a file mapped into memory if one likes.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import fields
from mmap import mmap
from typing import Any

import numpy as np
import numpy.typing as npt

from wirewatch.core.rules.columns import Columns
from wirewatch.core.rules.string_table import StringTable
from wirewatch.core.text import ANALYSIS_VERSION

_FORMAT = 4
_HEAD = f"wirewatch rules {_FORMAT} {ANALYSIS_VERSION} {sys.version} {sys.byteorder}\n".encode()
_ALIGNED = 64
_TABLES = ("words", "ids")
_TABLE_PARTS = ("hashes", "starts", "text")

Buffer = bytes | bytearray | memoryview | mmap


def saved_columns(columns: Columns) -> Iterator[bytes]:
    """Yield the bytes of the columns, piece by piece."""
    arrays = dict(_arrays(columns))
    table = [(name, array.dtype.str, len(array)) for name, array in arrays.items()]
    described = json.dumps(table).encode() + b"\n"
    size = len(_HEAD) + len(described)
    yield _HEAD + described
    for array in arrays.values():
        yield bytes(-size % _ALIGNED)
        yield array.tobytes()
        size += -size % _ALIGNED + array.nbytes


def columns_in(saved: Buffer) -> Columns | None:
    """Return the columns that lie in some bytes; None if they were made by another version of
    wirewatch or Python, or are not all there. The bytes must come from `saved_columns`: they are
    trusted."""
    view = memoryview(saved)
    if bytes(view[: len(_HEAD)]) != _HEAD:
        return None
    end = len(_HEAD)
    while bytes(view[end : end + 1]) not in (b"\n", b""):
        end += 1
    arrays: dict[str, npt.NDArray[Any]] = {}
    begin = end + 1
    for name, kind, length in json.loads(bytes(view[len(_HEAD) : end])):
        begin += -begin % _ALIGNED
        size = np.dtype(kind).itemsize * length
        if begin + size > len(view):
            return None
        arrays[name] = np.frombuffer(view, kind, length, begin)
        begin += size
    parts: dict[str, Any] = dict(arrays)
    for name in _TABLES:
        parts[name] = StringTable(*(parts.pop(f"{name}.{part}") for part in _TABLE_PARTS))
    return Columns(**parts)


def _arrays(columns: Columns) -> Iterator[tuple[str, npt.NDArray[Any]]]:
    for field in fields(columns):
        value = getattr(columns, field.name)
        if isinstance(value, StringTable):
            for part in _TABLE_PARTS:
                yield f"{field.name}.{part}", getattr(value, part)
        else:
            yield field.name, value
