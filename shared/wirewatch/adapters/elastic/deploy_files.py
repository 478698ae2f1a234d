"""The files under `deploy/` that are made from this package: templates and saved objects.

    python -m wirewatch.adapters.elastic.deploy_files deploy

writes them again; a test compares them. The services do not read them: they are for people who
bring templates and dashboards into a cluster by other means.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from wirewatch.adapters.elastic.kibana import BUNDLES
from wirewatch.adapters.elastic.layout import Layout


def deploy_files() -> Mapping[str, str]:
    """The content of each file, by its path under `deploy/`."""
    files = {
        f"elastic/index-templates/{name}.json": json.dumps(template, indent=2) + "\n"
        for name, template in Layout().templates().items()
    }
    files |= {f"kibana/{bundle.file_name}": bundle.content for bundle in BUNDLES}
    return files


def write(folder: Path) -> None:
    """Write all files under a folder."""
    for path, content in deploy_files().items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
