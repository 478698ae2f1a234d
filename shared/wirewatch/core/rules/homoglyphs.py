"""Words in which letters of two scripts stand for one: `Путин` with a Latin `y`.

The pairs are our own list of letters that newspapers' typefaces draw alike.
"""

import unicodedata

_LATIN = "aceopxyABCEHKMOPTXSIJis"
_CYRILLIC = "асеорхуАВСЕНКМОРТХЅІЈіѕ"
_TO_LATIN = dict(zip(_CYRILLIC, _LATIN, strict=True)) | dict(
    zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo", strict=True)
)
_TO_CYRILLIC = dict(zip(_LATIN, _CYRILLIC, strict=True))
_TO_GREEK = dict(zip("ABEZHIKMNOPTYXo", "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", strict=True))


def looks_like(word: str) -> str | None:
    """Return the word in one script if it mixes two; None if it does not."""
    scripts = {_script(character) for character in word} - {""}
    if len(scripts) < 2 or not scripts <= {"LATIN", "CYRILLIC", "GREEK"}:
        return None
    counts = {s: sum(_script(character) == s for character in word) for s in sorted(scripts)}
    ranked = sorted(counts, key=lambda script: -counts[script])
    tables = {"LATIN": _TO_LATIN, "CYRILLIC": _TO_CYRILLIC, "GREEK": _TO_GREEK}
    for script in ranked:
        unified = "".join(
            c if _script(c) in ("", script) else tables[script].get(c, c) for c in word
        )
        if {_script(character) for character in unified} - {""} == {script}:
            return unified
    return None


def _script(character: str) -> str:
    if not character.isalpha():
        return ""
    return unicodedata.name(character, "").partition(" ")[0]
