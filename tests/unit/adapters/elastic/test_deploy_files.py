"""The files under `deploy/` say what the package says."""

import json
from pathlib import Path

from wirewatch.adapters.elastic.deploy_files import deploy_files, write
from wirewatch.adapters.elastic.kibana import BUNDLES
from wirewatch.adapters.elastic.layout import Layout

DEPLOY = Path(__file__).parents[4] / "deploy"


def test_the_files_are_up_to_date() -> None:
    """If this fails: python -m wirewatch.adapters.elastic.deploy_files deploy"""
    there = {
        str(file.relative_to(DEPLOY)): file.read_text(encoding="utf-8")
        for folder in ("elastic", "kibana")
        for file in (DEPLOY / folder).rglob("*.*json")
    }
    assert there == dict(deploy_files())


def test_there_is_a_file_for_each_template_and_bundle(tmp_path: Path) -> None:
    write(tmp_path)
    templates = {file.stem: file for file in (tmp_path / "elastic/index-templates").iterdir()}
    assert {name: json.loads(file.read_text()) for name, file in templates.items()} == dict(
        Layout().templates()
    )
    names = {file.name for file in (tmp_path / "kibana").iterdir()}
    assert names == {bundle.file_name for bundle in BUNDLES}
