"""What wirewatch writes is for its own user: pages, addresses of endpoints, tokens."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.cli.calling import Call
from wirewatch.cli.settings import Settings
from wirewatch.cli.system import embedded
from wirewatch.ingest.scheduler import open_state


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def open_to_others(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode) & 0o077


def test_settings_file(call: Call, folder: Path) -> None:
    assert call("init").code == 0
    assert open_to_others(folder / "wirewatch.toml") == 0


async def test_data_folder(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with embedded(Settings(data_dir=data)) as system:
        await system.store.prepare()
        assert open_to_others(data) == 0
        assert open_to_others(system.context.state_file("tests").parent) == 0


def test_state_of_ingest(tmp_path: Path) -> None:
    open_state(tmp_path / "state").close()
    assert open_to_others(tmp_path / "state") == 0


def test_a_folder_that_is_there_keeps_its_permissions(tmp_path: Path) -> None:
    tmp_path.chmod(0o750)
    open_state(tmp_path).close()
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o750
