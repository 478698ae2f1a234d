"""Russian names by the network of natasha's news model, run with numpy."""

from wirewatch.core.entities.russian.nominative import Nominative
from wirewatch.core.entities.russian.reader import RussianReader

__all__ = ["Nominative", "RussianReader"]
