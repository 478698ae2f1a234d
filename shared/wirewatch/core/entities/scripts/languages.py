"""Which language a name is likely written for, by its letters."""

from wirewatch.core.entities.scripts.pinyin import simplified, traditional
from wirewatch.core.entities.scripts.script import script_of

_BY_SCRIPT = {
    "Latn": "und-Latn", "Grek": "el", "Hebr": "he", "Deva": "hi", "Beng": "bn", "Geor": "ka",
    "Armn": "hy", "Hang": "ko", "Kana": "ja", "Thai": "th",
}  # fmt: skip
_MARKS = (
    ("Cyrl", "uk", "іїєґ"), ("Cyrl", "be", "ў"), ("Cyrl", "sr", "ђћљњџј"), ("Cyrl", "mk", "ѓќѕ"),
    ("Arab", "ur", "ٹڈڑےںہھ"), ("Arab", "ps", "ټډړږښځڅګڼۍې"), ("Arab", "fa", "پچژگکی"),
)  # fmt: skip


def language_of(text: str) -> str:
    """A BCP 47 tag: a language where the letters tell, else `und` with the script.

    Cyrillic and Arabic letters that many languages share count as Russian and Arabic.
    """
    script = script_of(text)
    if script in _BY_SCRIPT:
        return _BY_SCRIPT[script]
    folded = text.casefold()
    for own, language, letters in _MARKS:
        if script == own and any(letter in folded for letter in letters):
            return language
    if script == "Hani":
        plain = simplified(text) == text
        return "zh-Hans" if plain and traditional(text) != text else "zh" if plain else "zh-Hant"
    return {"Cyrl": "ru", "Arab": "ar"}.get(script, f"und-{script}")
