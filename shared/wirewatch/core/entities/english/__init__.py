"""English names by two small convolutional networks that are run with numpy alone."""

from wirewatch.core.entities.english.model import EnglishModel

__all__ = ["EnglishModel"]
