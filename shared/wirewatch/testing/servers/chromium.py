"""Find a Chromium or Chrome to look at the console with."""

import os
import shutil
from pathlib import Path

from wirewatch.testing.servers.server import Missing

CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Arguments for a headless browser that talks to nobody but the page under test."""

_COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> Path | Missing:
    """The browser's executable: `WIREWATCH_CHROMIUM`, else the first known command on PATH."""
    ordered = os.environ.get("WIREWATCH_CHROMIUM")
    if ordered:
        if os.access(ordered, os.X_OK):
            return Path(ordered)
        return Missing(f"Chromium: WIREWATCH_CHROMIUM={ordered} is not an executable file")
    for command in _COMMANDS:
        found = shutil.which(command)
        if found:
            return Path(found)
    return Missing("Chromium: install chromium, or point WIREWATCH_CHROMIUM at a Chrome")
