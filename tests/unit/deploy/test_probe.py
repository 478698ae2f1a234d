"""The container's probe, against a real HTTP server."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

PROBE = Path(__file__).parents[3] / "deploy/docker/probe.py"


@contextmanager
def service(status: int, body: bytes) -> Iterator[int]:
    """A service that answers /readyz so; yields its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/readyz" else 404)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is logged."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def probe(environ: dict[str, str]) -> tuple[int, str]:
    run = subprocess.run(
        [sys.executable, "-I", str(PROBE)], env=environ, capture_output=True, text=True, timeout=20
    )
    assert run.stderr == ""
    return run.returncode, run.stdout


def test_ready_is_0() -> None:
    with service(200, b'{"match": "ready"}') as port:
        assert probe({"WIREWATCH_HEALTH__PORT": str(port)}) == (0, '{"match": "ready"}\n')


def test_waiting_is_1_with_the_reason() -> None:
    with service(503, b'{"match": "waiting: kafka"}') as port:
        status, said = probe({"WIREWATCH_HEALTH__PORT": str(port)})
    assert (status, said) == (1, '{"match": "waiting: kafka"}\n')


def test_nobody_there_is_1() -> None:
    with service(200, b"") as port:
        pass
    status, said = probe({"WIREWATCH_HEALTH__PORT": str(port)})
    assert status == 1
    assert str(port) in said


def test_health_switched_off_is_1() -> None:
    assert probe({})[0] == 1
