"""`make docs`: writes what the documentation derives from code, or checks that it is written."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from wirewatch.cli.documenting import picture
from wirewatch.cli.documenting.asyncapi import asyncapi_text
from wirewatch.cli.documenting.compatibility import incompatibilities
from wirewatch.cli.documenting.markers import filled
from wirewatch.cli.documenting.schemas import schema_files
from wirewatch.cli.documenting.settings_reference import settings_page
from wirewatch.core.errors import Misconfigured

SCHEMAS = Path("docs/schemas")
CONSUMER = Path("tests/live/plain_consumer.py")


def documents(root: Path) -> dict[Path, str]:
    """Every generated file below the project's folder, with the text that it should have.

    Raises:
        Misconfigured: a file that holds generated parts lacks their markers.
    """
    files = {SCHEMAS / name: text for name, text in schema_files().items()}
    files[Path("docs/asyncapi.yaml")] = asyncapi_text()
    files[Path("docs/configuration.md")] = settings_page()
    fenced = f"```text\n{picture.text_picture()}\n```"
    consumer = (_text(root / CONSUMER) or "").rstrip()
    within = {
        Path("README.md"): {"flow": fenced, "services": picture.short_services_table()},
        Path("docs/architecture.md"): {
            "graph": picture.mermaid(),
            "services": picture.services_table(),
            "topics": picture.topics_table(),
        },
        Path("docs/events.md"): {
            "topics": f"{picture.topics_table()}\n\n{picture.dead_topics()}",
            "consumer": f"```python\n{consumer}\n```",
        },
    }
    for path, parts in within.items():
        text = _text(root / path)
        if text is None:
            raise Misconfigured(f"{path} is not in {root}; run this in the project's folder")
        files[path] = filled(text, parts, file=str(path))
    return files


def drift(root: Path) -> list[str]:
    """What is not as it should be: files that differ, are missing, or should not be there."""
    wanted = documents(root)
    problems = [
        f"{path} is not up to date" for path in wanted if _text(root / path) != wanted[path]
    ]
    for path in sorted((root / SCHEMAS).glob("*.json")):
        if SCHEMAS / path.name not in wanted:
            # An older major version's schema stays as long as its records may be on a topic.
            problems += [] if _has_successor(path.name) else [f"{path.name} belongs to no event"]
    return problems


def broken_promises(root: Path) -> Iterator[str]:
    """Incompatible changes of the events against the schemas that are on file."""
    for name, text in schema_files().items():
        kept = _text(root / SCHEMAS / name)
        if kept is not None:
            for problem in incompatibilities(json.loads(kept), json.loads(text)):
                yield f"{name}: {problem}"


def write(root: Path, *, allow_incompatible: bool = False) -> list[Path]:
    """Write what differs, and tell which files that were.

    Raises:
        Misconfigured: an event changed incompatibly within its major version.
    """
    problems = [] if allow_incompatible else list(broken_promises(root))
    if problems:
        shown = "\n  ".join(problems)
        raise Misconfigured(
            f"an event changed within its version; raise its schema_version instead:\n  {shown}"
        )
    written = []
    for path, text in documents(root).items():
        if _text(root / path) != text:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
            written.append(path)
    return written


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0 done, 1 something is out of date, 2 a mistake."""
    parser = argparse.ArgumentParser(prog="python -m wirewatch.cli.documents", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 on drift")
    parser.add_argument(
        "--allow-incompatible",
        action="store_true",
        help="let an event change within its version; only before that version is released",
    )
    parser.add_argument("--root", type=Path, default=Path(), help="the project's folder")
    options = parser.parse_args(arguments)
    try:
        if options.check:
            problems = [*broken_promises(options.root), *drift(options.root)]
            for problem in problems:
                print(problem)
            return 1 if problems else 0
        for path in write(options.root, allow_incompatible=options.allow_incompatible):
            print(f"{path} is written")
    except Misconfigured as error:
        print(f"documents: {error}", file=sys.stderr)
        return 2
    return 0


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def _has_successor(name: str) -> bool:
    """Whether a later major version of this schema's event is known."""
    base = name.removesuffix(".json").rpartition(".v")[0]
    return any(other.startswith(f"{base}.v") for other in schema_files())


if __name__ == "__main__":
    sys.exit(main())
