"""Get a server's jars through Maven, once, into a cache that parallel test runs share."""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wirewatch.testing.servers.jdk import LEAST_JAVA, Jdk
from wirewatch.testing.servers.server import ServerError

MAVEN_TIMEOUT_SECONDS = 900
_RECIPES = Path(__file__).resolve().parents[4] / "deploy" / "testing"
_VERSION = re.compile(r"<server\.version>([^<]+)</server\.version>")


def cache_folder() -> Path:
    """Where servers are kept between runs: `WIREWATCH_CACHE`, else `~/.cache/wirewatch`."""
    ordered = os.environ.get("WIREWATCH_CACHE")
    if ordered:
        return Path(ordered)
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "wirewatch"


def have_recipes() -> bool:
    """Whether this is a source checkout: an installed wheel does not carry `deploy/testing`."""
    return _RECIPES.is_dir()


def server_version(name: str) -> str:
    """The version that the pom of this server pins."""
    found = _VERSION.search((_RECIPES / name / "pom.xml").read_text(encoding="utf-8"))
    if found is None:
        raise ServerError(f"deploy/testing/{name}/pom.xml has no <server.version>")
    return found[1]


def fetch_jars(name: str, launcher: str, jdk: Jdk) -> Path:
    """The folder with `jars/` of this server and `classes/` with our launchers, made on first use.

    `launcher` names the Java source beside the poms that is compiled against the jars, together
    with `BoundToParent`. Safe to call from several processes at once.

    Raises:
        ServerError: there is no Maven, or Maven or the compiler failed.
    """
    sources = [_RECIPES / "java" / f"{each}.java" for each in {"BoundToParent", launcher}]
    pom = _RECIPES / name / "pom.xml"
    recipe = hashlib.sha256(b"".join(each.read_bytes() for each in sorted([pom, *sources])))
    # A changed recipe gets a folder of its own: a server that runs may still read the old one.
    name_of_folder = f"{name}-{server_version(name)}-{recipe.hexdigest()[:8]}"
    folder = cache_folder() / "servers" / name_of_folder
    done = folder / "done"
    if done.exists():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _locked(folder.with_name(f"{folder.name}.lock")):
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            _copy_dependencies(pom, folder / "jars", jdk)
            _compile(sources, folder, jdk)
            done.touch()
    return folder


def find_maven() -> Path | None:
    """The `mvn` command, from PATH."""
    found = shutil.which("mvn")
    return Path(found) if found else None


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _copy_dependencies(pom: Path, target: Path, jdk: Jdk) -> None:
    maven = find_maven()
    if maven is None:
        raise ServerError("there is no mvn command on PATH")
    _run(
        f"Maven could not fetch the jars of {pom.parent.name}",
        [
            str(maven),
            *("--batch-mode", "--quiet", "--file", str(pom), "dependency:copy-dependencies"),
            *("-DincludeScope=runtime", f"-DoutputDirectory={target}"),
        ],
        jdk,
    )


def _compile(sources: list[Path], folder: Path, jdk: Jdk) -> None:
    _run(
        "the server's launcher does not compile",
        [
            str(jdk.javac),
            *("--release", str(LEAST_JAVA), "-d", str(folder / "classes")),
            *("-cp", f"{folder / 'jars'}/*", *map(str, sources)),
        ],
        jdk,
    )


def _run(failure: str, command: list[str], jdk: Jdk) -> None:
    result = subprocess.run(
        command,
        env={**os.environ, "JAVA_HOME": str(jdk.home)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=MAVEN_TIMEOUT_SECONDS,
        check=False,
    )
    if result.returncode != 0:
        told = [line for line in result.stdout.splitlines() if line.strip()]
        raise ServerError(f"{failure}: {told[0] if told else f'exit {result.returncode}'}")
