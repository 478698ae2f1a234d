"""Faults of the machine that no input causes: a full disk, too many open files."""

import errno
import sqlite3

from wirewatch.core.errors import Retry

WAIT_SECONDS = 5.0
"""How long to wait before the same input is tried again."""

_ERRNOS = (errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.EROFS)
_SQLITE_CODES = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
)


def machine_fault(error: BaseException) -> Retry | None:
    """The error as a Retry where the machine stands in the way, else None."""
    if isinstance(error, sqlite3.OperationalError):
        # The low byte is the primary code (https://www.sqlite.org/rescode.html).
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        ours = code in _SQLITE_CODES
    else:
        ours = isinstance(error, OSError) and error.errno in _ERRNOS
    if not ours:
        return None
    return Retry(f"{type(error).__name__}: {error}", after_seconds=WAIT_SECONDS)
