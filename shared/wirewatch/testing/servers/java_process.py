"""A server as a Java process of our own."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from wirewatch.testing.servers.jdk import Jdk
from wirewatch.testing.servers.server import ServerError

_LOG_LINES = 40


@dataclass(frozen=True, slots=True)
class JavaProgram:
    """How to run a server: the class path, options of the virtual machine, class and arguments."""

    name: str
    jdk: Jdk
    class_path: Sequence[str]
    options: Sequence[str]
    main: str
    arguments: Callable[[Path], list[str]]
    """The arguments, given the folder that holds the server's data and is its working folder."""
    prepare: Callable[[Path], None]
    """Makes that folder ready; called once, before the first start."""

    def command(self, folder: Path) -> list[str]:
        """The whole command line; the process ends when its standard input closes."""
        return [
            *(str(self.jdk.java), *self.options, "-cp", ":".join(self.class_path)),
            *("BoundToParent", self.main, *self.arguments(folder)),
        ]


class JavaProcess:
    """Runs a `JavaProgram` in a process group of its own, with its log in its folder.

    The process is ended by its own id only. It also ends by itself when this process is gone,
    however that came about.
    """

    def __init__(self, program: JavaProgram) -> None:
        self._program = program
        self._folder: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def folder(self) -> Path:
        """Where its data and `server.log` are, from the first start on.

        Raises:
            ServerError: it was never started.
        """
        if self._folder is None:
            raise ServerError(f"{self._program.name} was never started")
        return self._folder

    @property
    def pid(self) -> int | None:
        """Its process id while it runs."""
        return self._process.pid if self._process and self.is_running() else None

    def start(self) -> None:
        """Start it; the first time in a new folder."""
        if self.is_running():
            raise ServerError(f"{self._program.name} runs already")
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix=f"wirewatch-{self._program.name}-"))
            self._program.prepare(self._folder)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._program.command(self._folder),
                cwd=self._folder,
                env=_plain_environment(),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def terminate(self, timeout_seconds: float) -> None:
        """SIGTERM, then SIGKILL after `timeout_seconds`."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(timeout_seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._reap()

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        if self._process is not None:
            self._process.kill()
            self._reap()

    def is_running(self) -> bool:
        """Whether the process is alive."""
        return self._process is not None and self._process.poll() is None

    def log_tail(self) -> str:
        """The last lines of `server.log`."""
        if self._folder is None or not self._log.exists():
            return ""
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-_LOG_LINES:])

    def dispose(self) -> None:
        """Remove its folder."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    @property
    def _log(self) -> Path:
        return self.folder / "server.log"

    def _reap(self) -> None:
        if self._process is not None:
            self._process.wait()
            if self._process.stdin is not None:
                self._process.stdin.close()


def _plain_environment() -> dict[str, str]:
    """Our environment without what would change the virtual machine behind our back."""
    unwanted = {"JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "CLASSPATH"}
    return {name: value for name, value in os.environ.items() if name not in unwanted}
