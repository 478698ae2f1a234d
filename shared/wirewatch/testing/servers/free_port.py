"""A TCP port on loopback that nobody listens on."""

import secrets
import socket

# Below the ports that Linux hands out to outgoing connections (32768 and up): none of those can
# take a server's port between its stop and its next start.
_LOWEST, _HIGHEST = 20_000, 32_000
_ATTEMPTS = 200


def free_port() -> int:
    """A port that can be bound now. Random, so that parallel test runs seldom meet.

    Raises:
        OSError: no port was free in many attempts.
    """
    for _ in range(_ATTEMPTS):
        port = _LOWEST + secrets.randbelow(_HIGHEST - _LOWEST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"no free port between {_LOWEST} and {_HIGHEST}")
