"""Queries of other systems as rules: exact where the two languages say the same, else told.

What has no counterpart is refused; what has one that is not quite the same is taken with a note.
Nothing changes its meaning silently.
"""

from wirewatch.core.rules.importing.dialects import Dialect, import_query
from wirewatch.core.rules.importing.imported import Imported, Note

__all__ = ["Dialect", "Imported", "Note", "import_query"]
