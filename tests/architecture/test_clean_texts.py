"""Nothing that belongs to one machine, and no package registry, stands in the repository."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source_files import ROOT, pages, tracked_files

# In parts, so that this file holds none of them either.
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs"),
        ("registry", "yarnpkg"),
        ("repo", "maven", "apache"),
        ("repo1", "maven"),
        ("proxy", "golang"),
        ("crates", "io"),
        ("rubygems", "org"),
    )
]
MACHINE_PATHS = ["/".join(("", name, "")) for name in ("work", "root", "Users")]
SECRET = re.compile(r"whsec_[A-Za-z0-9+/]{32,}|AKIA[0-9A-Z]{16}|-----BEGIN [A-Z ]*PRIVATE KEY")


def texts() -> Iterator[tuple[str, str]]:
    for path in tracked_files():
        try:
            yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8")
        except UnicodeDecodeError:
            continue  # models and pages in other encodings


def test_no_package_registry_is_named() -> None:
    for name, text in texts():
        for host in REGISTRIES:
            assert host not in text, f"{name} names {host}"


def test_no_path_of_one_machine_is_named() -> None:
    for name, text in texts():
        if name.endswith(".lock") or name.startswith("samples/"):
            continue
        for path in MACHINE_PATHS:
            assert not re.search(rf"(?<![\w.:/-]){path}\w", text), f"{name} names {path}"


def test_pages_name_nothing_in_a_temporary_folder() -> None:
    for page in pages():
        assert not re.search(r"(?<![\w.])/tmp/\w", page.read_text("utf-8")), page


def test_no_secret_is_kept() -> None:
    for name, text in texts():
        if not name.startswith("tests/"):
            assert not SECRET.search(text), name


def test_no_file_is_large() -> None:
    for path in tracked_files():
        assert path.stat().st_size < 8 * 1024 * 1024, path


def test_lines_end_as_they_should() -> None:
    for page in pages():
        text = page.read_text("utf-8")
        assert text.endswith("\n"), page
        assert "\r" not in text, page


def test_every_link_leads_somewhere() -> None:
    for page in pages():
        for target in re.findall(r"\]\(([^)\s]+)\)", _without_code(page.read_text("utf-8"))):
            if re.match(r"[a-z]+:", target) or target.startswith("#"):
                continue
            path = page.parent / target.partition("#")[0]
            assert path.exists(), f"{page.relative_to(ROOT)} links to {target}"
            anchor = target.partition("#")[2]
            assert not anchor or anchor in _anchors(path), f"{page.name} links to {target}"


def _without_code(text: str) -> str:
    return re.sub(r"```.*?```", "", text, flags=re.S)


def _anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    found = set()
    for heading in re.findall(r"^#+ (.+)$", _without_code(page.read_text("utf-8")), flags=re.M):
        kept = "".join(c for c in heading.lower() if c.isalnum() or c in " -_")
        found.add(kept.strip().replace(" ", "-"))
    return found
