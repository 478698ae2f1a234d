"""English names by two small convolutional networks that are run with numpy alone."""

from wirewatch.core.entities.english.reader import EnglishReader

__all__ = ["EnglishReader"]
