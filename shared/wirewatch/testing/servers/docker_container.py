"""A server as a Docker container."""

import secrets
import subprocess
from collections.abc import Mapping

from wirewatch.testing.servers.server import ServerError

_ENGINE_TIMEOUT_SECONDS = 5
_COMMAND_TIMEOUT_SECONDS = 60
_PULL_TIMEOUT_SECONDS = 600


def why_no_docker(image: str) -> str | None:
    """Why this image cannot be run here, in a few words; None where it can.

    Pulls the image where the engine runs and does not have it yet.
    """
    try:
        _docker("info", timeout_seconds=_ENGINE_TIMEOUT_SECONDS)
    except ServerError:
        return "no Docker engine answers"
    try:
        _docker("image", "inspect", image)
    except ServerError:
        try:
            _docker("pull", "--quiet", image, timeout_seconds=_PULL_TIMEOUT_SECONDS)
        except ServerError:
            return f"Docker has no image {image} and cannot pull it"
    return None


class DockerContainer:
    """Runs an image with one port published on loopback; its data live in the container."""

    def __init__(
        self, name: str, image: str, port: int, inner_port: int, environment: Mapping[str, str]
    ) -> None:
        self._name = f"wirewatch-{name}-{secrets.token_hex(4)}"
        self._create = [
            *("create", "--name", self._name, "--label", "wirewatch.testing"),
            *("--publish", f"127.0.0.1:{port}:{inner_port}"),
            *(part for pair in environment.items() for part in ("--env", "=".join(pair))),
            image,
        ]
        self._exists = False

    def start(self) -> None:
        """Start the container, created on the first start."""
        if not self._exists:
            _docker(*self._create)
            self._exists = True
        _docker("start", self._name)

    def terminate(self, timeout_seconds: float) -> None:
        """SIGTERM, then SIGKILL after `timeout_seconds`."""
        if self.is_running():
            _docker("stop", "--time", str(round(timeout_seconds)), self._name)

    def kill(self) -> None:
        """SIGKILL, and wait until it has ended."""
        if self.is_running():
            _docker("kill", self._name)
            _docker("wait", self._name)

    def is_running(self) -> bool:
        """Whether the container runs."""
        if not self._exists:
            return False
        return _docker("inspect", "--format", "{{.State.Running}}", self._name).strip() == "true"

    @property
    def pid(self) -> int | None:
        """None: the process belongs to the engine."""
        return None

    def log_tail(self) -> str:
        """The last lines that it wrote."""
        return _docker("logs", "--tail", "40", self._name) if self._exists else ""

    def dispose(self) -> None:
        """Remove the container and its anonymous volumes."""
        if self._exists:
            _docker("rm", "--force", "--volumes", self._name)
            self._exists = False


def _docker(*arguments: str, timeout_seconds: float = _COMMAND_TIMEOUT_SECONDS) -> str:
    try:
        result = subprocess.run(
            ["docker", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=timeout_seconds,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ServerError(f"docker {arguments[0]}: {error}") from error
    if result.returncode != 0:
        raise ServerError(f"docker {arguments[0]}: {result.stdout.strip()}")
    return result.stdout
