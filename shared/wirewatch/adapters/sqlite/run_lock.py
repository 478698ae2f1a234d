"""One running wirewatch per data folder."""

import fcntl
import os
from pathlib import Path

from wirewatch.core.errors import Misconfigured


class RunLock:
    """An exclusive lock on a file beside the bus. The system releases it when its process ends,
    however it ends; the file stays."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock, or keep it.

        Raises:
            Misconfigured: another holds it, or the file cannot be written.
        """
        if self._descriptor is not None:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise Misconfigured(f"the lock file {self._path} cannot be used: {error}") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(descriptor, 32).decode("ascii", "replace").strip()
            os.close(descriptor)
            raise Misconfigured(
                f"another wirewatch (process {holder or 'unknown'}) runs on {self._path.parent}; "
                "stop it, or give this one its own data folder"
            ) from error
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        self._descriptor = descriptor

    def release(self) -> None:
        """Give it back; safe to repeat."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
