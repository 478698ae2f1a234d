"""Small files, small functions, names that say something, and words for everything public."""

import ast
import functools
import re
from collections.abc import Iterator

from tests.architecture.source_files import SourceFile, packages, source_files

FILE_LINES = 300
FUNCTION_LINES = 60
LARGER: dict[str, tuple[int, str]] = {
    "shared/wirewatch/core/feeds.py": (310, "three feed formats behind one linear check"),
}
LONGER: dict[str, tuple[int, str]] = {
    "services/wirewatch/ingest/folder.py: ingest_folder_once": (70, "one pass, told in order"),
}
BANNED = {"base", "common", "core_utils", "helper", "helpers", "misc", "types", "util", "utils"}
BANNED_ENDINGS = ("Abstract", "Base", "Helper", "Impl", "Manager", "Mixin", "Util", "Utils")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(file: SourceFile) -> Iterator[Function]:
    for node in ast.walk(file.tree):
        if isinstance(node, Function):
            yield node


def test_files_are_small() -> None:
    sizes = {file.name: file.text.count("\n") for file in source_files()}
    too_large = {n: s for n, s in sizes.items() if s > LARGER.get(n, (FILE_LINES, ""))[0]}
    assert not too_large, "divide them"


def test_functions_are_small() -> None:
    sizes = {
        f"{file.name}: {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for file in source_files()
        for node in functions(file)
    }
    too_long = {n: s for n, s in sizes.items() if s > LONGER.get(n, (FUNCTION_LINES, ""))[0]}
    assert not too_long, "divide them"


def test_the_exceptions_are_few_and_exist() -> None:
    assert len(LARGER) + len(LONGER) <= 4
    names = {file.name for file in source_files()}
    defined = {f"{f.name}: {n.name}" for f in source_files() for n in functions(f)}
    assert set(LARGER) <= names
    assert set(LONGER) <= defined


def test_modules_are_named_after_what_they_hold() -> None:
    for file in source_files():
        name = file.path.parent.name if file.path.stem == "__init__" else file.path.stem
        assert name not in BANNED, file.name
        assert re.fullmatch(r"[a-z][a-z0-9_]*|__main__", name), file.name


def test_classes_are_named_after_what_they_are() -> None:
    for file in source_files():
        for node in ast.walk(file.tree):
            if isinstance(node, ast.ClassDef):
                assert not node.name.endswith(BANNED_ENDINGS), f"{file.name}: {node.name}"
                assert not re.match(r"I[A-Z][a-z]|Mock", node.name), f"{file.name}: {node.name}"


def test_every_module_says_what_it_is_for() -> None:
    for file in source_files():
        assert ast.get_docstring(file.tree), file.name


def test_everything_public_says_what_it_is_for() -> None:
    missing = [f"{file.name}: {name}" for file in source_files() for name in _mute(file)]
    assert not missing, "\n".join(missing)


def test_a_suppressed_warning_has_a_reason() -> None:
    bare = re.compile(r"#\s*(type: ignore(?!\[)|noqa(?!: [A-Z]))")
    for file in source_files():
        for number, line in enumerate(file.text.splitlines(), 1):
            assert not bare.search(line), f"{file.name}:{number}: {line.strip()}"


def test_there_is_something_in_every_package() -> None:
    for package in packages():
        assert len(list(package.rglob("*.py"))) > 1, package


def _mute(file: SourceFile) -> Iterator[str]:
    """Public functions, classes and methods without a docstring, here or where they come from."""
    for node in file.tree.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            if not ast.get_docstring(node):
                yield node.name
            if isinstance(node, ast.ClassDef):
                for method in node.body:
                    if isinstance(method, Function) and not _is_explained(node, method):
                        yield f"{node.name}.{method.name}"


def _is_explained(owner: ast.ClassDef, method: Function) -> bool:
    if method.name.startswith("_") or ast.get_docstring(method):
        return True
    bases = {_last_name(base) for base in owner.bases}
    # A port's plain verbs (`close`) are explained by the port.
    return "Protocol" in bases or any(method.name in _explained_by().get(b, ()) for b in bases)


@functools.cache
def _explained_by() -> dict[str, set[str]]:
    return {
        node.name: {m.name for m in node.body if isinstance(m, Function) and ast.get_docstring(m)}
        for file in source_files()
        for node in ast.walk(file.tree)
        if isinstance(node, ast.ClassDef)
    }


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Subscript):
        return _last_name(node.value)
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
