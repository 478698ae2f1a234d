"""The tree: one namespace in two source roots, one folder per node of the flow."""

import tomllib

from tests.architecture.source_files import NAMESPACES, ROOT, SERVICES, SHARED, packages
from wirewatch import flow

SHARED_PACKAGES = {"adapters", "core", "events", "flow", "runtime", "testing"}


def folders(namespace: object) -> set[str]:
    return {p.name for p in packages() if p.parent == namespace}


def test_the_namespace_itself_is_no_package() -> None:
    for namespace in NAMESPACES:
        assert not list(namespace.glob("*.py")), f"{namespace}: only packages belong here"


def test_no_folder_below_it_is_a_namespace() -> None:
    for namespace in NAMESPACES:
        for path in namespace.rglob("*.py"):
            assert (path.parent / "__init__.py").is_file(), f"{path.parent} needs __init__.py"


def test_every_package_is_typed() -> None:
    for package in packages():
        assert (package / "py.typed").is_file(), package


def test_services_has_the_nodes_of_the_flow_and_the_command_line() -> None:
    assert folders(SERVICES) == {s.name for s in flow.TOPOLOGY} | {"cli"}


def test_shared_has_what_several_of_them_use() -> None:
    assert folders(SHARED) == SHARED_PACKAGES


def test_tests_are_no_packages() -> None:
    assert not list((ROOT / "tests").rglob("__init__.py"))


def test_the_import_contracts_cover_every_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    covered = set(project["tool"]["importlinter"]["root_packages"])
    assert covered == {f"wirewatch.{p.name}" for p in packages()}
