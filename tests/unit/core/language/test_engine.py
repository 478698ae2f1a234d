"""The language model is read without a temporary file, and is the package's own."""

import tempfile

import pytest

from wirewatch.core.language.engine import engine

TEXTS = [
    "Der Rat tagt heute.",
    "Совет собрался утром.",
    "理事会今天开会。",
    "The council met.",
    "x",
]


def test_no_temporary_file_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> object:
        raise OSError("no temporary folder")

    monkeypatch.setattr(tempfile, "TemporaryFile", refused)
    engine.cache_clear()
    assert engine().rank("Der Rat tagt heute.")[0][0] == "de"


def test_it_answers_as_the_package_does() -> None:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    own = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    assert [engine().rank(text)[:5] for text in TEXTS] == [own.rank(text)[:5] for text in TEXTS]
