"""Kibana's saved objects, made from a small model and checked against our own mappings."""

from wirewatch.adapters.elastic.kibana.bundles import BUNDLES, Bundle
from wirewatch.adapters.elastic.kibana.importing import Imported, import_saved_objects

__all__ = ["BUNDLES", "Bundle", "Imported", "import_saved_objects"]
