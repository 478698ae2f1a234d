"""Find a Java Development Kit that is new enough for the servers."""

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LEAST_JAVA = 21
"""Elasticsearch 9 needs it; Kafka 4 would be content with 17."""

_SYSTEM_FOLDERS = (
    "/usr/lib/jvm/*",
    "/usr/java/*",
    "/opt/*",
    "/opt/java/*",
    "/opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home",
    "/Library/Java/JavaVirtualMachines/*/Contents/Home",
)
_VERSION = re.compile(r'^JAVA_VERSION="(?:1\.)?(\d+)', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Jdk:
    """One installed JDK: its folder and its major version."""

    home: Path
    version: int

    @property
    def java(self) -> Path:
        """The command that runs programs."""
        return self.home / "bin" / "java"

    @property
    def javac(self) -> Path:
        """The compiler."""
        return self.home / "bin" / "javac"


def find_jdk() -> Jdk | None:
    """The JDK to use: `WIREWATCH_JAVA_HOME`, `JAVA_HOME`, PATH, then the system's usual folders.

    A JDK that is too old is passed over, except in `WIREWATCH_JAVA_HOME`, which is an order: where
    that one does not fit, there is none. Among the system's JDKs the oldest that fits is taken.
    """
    ordered = os.environ.get("WIREWATCH_JAVA_HOME")
    if ordered:
        jdk = _jdk_at(Path(ordered))
        return jdk if jdk and jdk.version >= LEAST_JAVA else None
    return next((jdk for jdk in _candidates() if jdk.version >= LEAST_JAVA), None)


def _candidates() -> Iterator[Jdk]:
    homes = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    on_path = shutil.which("javac")
    if on_path:
        homes.append(Path(on_path).resolve().parent.parent)
    yield from filter(None, map(_jdk_at, homes))
    installed = {
        home.resolve()
        for pattern in _SYSTEM_FOLDERS
        for home in Path("/").glob(pattern.removeprefix("/"))
    }
    yield from sorted(filter(None, map(_jdk_at, installed)), key=lambda jdk: jdk.version)


def _jdk_at(home: Path) -> Jdk | None:
    """The JDK in this folder, by its `release` file; None where it is none or has no compiler."""
    release = home / "release"
    if not (release.is_file() and os.access(home / "bin" / "javac", os.X_OK)):
        return None
    version = _VERSION.search(release.read_text(encoding="utf-8", errors="replace"))
    return Jdk(home, int(version[1])) if version else None
