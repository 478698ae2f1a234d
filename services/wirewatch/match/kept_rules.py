"""The settled rules in a file beside the local views, so that a start need not make them anew.

The file is nothing but a memory of work done: it may be deleted at any time, and one that is
damaged or of another version is not used.
"""

import mmap
import time
from collections.abc import Iterable
from contextlib import suppress
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile

import structlog

from wirewatch.core import rules as core_rules
from wirewatch.core.rules import RuleSet

_CHECK_BYTES = 32
_UNFINISHED = ".new"
_ABANDONED_SECONDS = 3600


def read_rules(path: Path, log: structlog.typing.FilteringBoundLogger) -> RuleSet | None:
    """Return the rules in a file, read where they lie; None, with a word in the log, if it cannot
    be used."""
    try:
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:  # a file of no bytes cannot be mapped
        log.warning("kept_rules_ignored", path=str(path), detail=str(error))
        return None
    view = memoryview(data)
    begin = len(_maker()) + _CHECK_BYTES
    if bytes(view[: len(_maker())]) != _maker():
        log.info("kept_rules_ignored", path=str(path), detail="made by another version")
        return None
    if blake2b(view[begin:], digest_size=_CHECK_BYTES).digest() != view[len(_maker()) : begin]:
        log.warning("kept_rules_ignored", path=str(path), detail="damaged")
        return None
    return RuleSet.from_saved(view[begin:])


def write_rules(
    path: Path, pieces: Iterable[bytes], log: structlog.typing.FilteringBoundLogger
) -> None:
    """Write saved rules in place of the file; where that fails, the log says so.

    Several processes may do so at once, each by way of a file of its own.
    """
    check = blake2b(digest_size=_CHECK_BYTES)
    beside: Path | None = None
    try:
        _sweep(path)
        with NamedTemporaryFile(
            dir=path.parent, prefix=path.name, suffix=_UNFINISHED, delete=False
        ) as file:
            beside = Path(file.name)
            file.write(_maker() + bytes(_CHECK_BYTES))
            for piece in pieces:
                check.update(piece)
                file.write(piece)
            file.seek(len(_maker()))
            file.write(check.digest())
        beside.replace(path)
    except OSError as error:
        log.warning("kept_rules_not_written", path=str(path), detail=str(error))
        if beside is not None:
            beside.unlink(missing_ok=True)


def _sweep(path: Path) -> None:
    """Delete what processes left that were killed while they wrote."""
    for left in path.parent.glob(f"{path.name}*{_UNFINISHED}"):
        with suppress(FileNotFoundError):  # another process finished or swept it
            if time.time() - left.stat().st_mtime > _ABANDONED_SECONDS:
                left.unlink()


def _maker() -> bytes:
    """The version that made a file, as many bytes as leave what follows in its place.

    In a working copy, where versions do not count, the files of the rules' code do.
    """
    made = blake2b(digest_size=_CHECK_BYTES)
    made.update(version("wirewatch").encode())
    for path in sorted(Path(core_rules.__file__).parents[1].rglob("*.py")):
        made.update(f"{path.name} {path.stat().st_size} {path.stat().st_mtime_ns}\n".encode())
    return made.digest()
