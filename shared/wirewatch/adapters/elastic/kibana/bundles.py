"""The files for Kibana's import.

Data views and dashboard are two files: importing with overwrite replaces what people have changed,
which is right for our dashboard and wrong for a data view with their own formats and fields.
"""

from dataclasses import dataclass

from wirewatch.adapters.elastic.kibana.dashboard import dashboard, latest_alerts
from wirewatch.adapters.elastic.kibana.data_views import SHOWN_KINDS, data_view
from wirewatch.adapters.elastic.kibana.saved_object import ndjson
from wirewatch.adapters.elastic.layout import Layout


@dataclass(frozen=True, slots=True)
class Bundle:
    """One file: its name, its lines, and whether it replaces what is there."""

    file_name: str
    content: str
    overwrite: bool


def bundles(layout: Layout) -> tuple[Bundle, ...]:
    """The files, in the order of import, for indices with these names."""
    views = ndjson([data_view(kind, layout) for kind in SHOWN_KINDS])
    return (
        Bundle("data-views.ndjson", views, overwrite=False),
        Bundle("dashboard.ndjson", ndjson([latest_alerts(), dashboard()]), overwrite=True),
    )


BUNDLES = bundles(Layout())
"""The files for the usual names of indices."""
