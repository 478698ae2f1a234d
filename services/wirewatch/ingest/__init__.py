"""ingest: fetches pages politely, gives them their identity, and puts them on the bus."""

from wirewatch.ingest.accept import Acceptor
from wirewatch.ingest.folder import ingest_folder_once
from wirewatch.ingest.json_lines import ingest_json_lines_once
from wirewatch.ingest.push import push_app
from wirewatch.ingest.scheduler import open_state, run_ingest
from wirewatch.ingest.settings import IngestSettings
from wirewatch.ingest.state import IngestState

__all__ = [
    "Acceptor",
    "IngestSettings",
    "IngestState",
    "ingest_folder_once",
    "ingest_json_lines_once",
    "open_state",
    "push_app",
    "run_ingest",
]
