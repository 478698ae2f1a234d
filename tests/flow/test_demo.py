"""The demo, as a stranger runs it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[2] / "samples"
WIREWATCH = (sys.executable, "-m", "wirewatch.cli.main")


@pytest.mark.timeout(120)
def test_demo(tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("WIREWATCH_")}
    done = subprocess.run(
        [*WIREWATCH, "demo", "--exit", "--samples", str(SAMPLES), "--data", str(tmp_path / "data")],
        env={**environment, "OMP_NUM_THREADS": "1", "COLUMNS": "120"},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    pages = sum(1 for x in (SAMPLES / "manifest.jsonl").read_text("utf-8").split("\n") if x)
    assert f"(together {pages})" in done.stdout
    assert "✓ signed webhook received and verified" in done.stdout
    assert "✗" not in done.stdout
    for title in ("pages in", "outcomes", "languages", "top names", "topics", "alerts", "webhooks"):
        assert title in done.stdout
    alerts = done.stdout.split("silent rules")[0]
    for rule in ("never-putin", "never-uefa", "never-january", "never-comment-form"):
        assert rule not in alerts
