"""English names by a small convolutional network that is run with numpy alone."""

from wirewatch.core.entities.english.reader import EnglishReader

__all__ = ["EnglishReader"]
