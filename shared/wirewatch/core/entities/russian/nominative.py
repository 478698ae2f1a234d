"""The base form of Russian names, by the dictionary of pymorphy3 (MIT licence)."""

from typing import Any

_SURNAME_ENDINGS = ("ов", "ев", "ёв", "ин", "ын", "ский", "цкий", "ова", "ева", "ина", "ская")


class Nominative:
    """Loads the dictionary when the first name comes."""

    def __init__(self) -> None:
        self._morphology: Any = None

    def __call__(self, name: str) -> str:
        """`name` in the nominative where every word of it is surely a person's name, else as is.

        A foreign surname that the dictionary can only guess at is left alone.
        """
        if self._morphology is None:
            import pymorphy3

            self._morphology = pymorphy3.MorphAnalyzer()
        parts = name.split()
        last = len(parts) - 1
        parsed = [self._name_parse(part, index == last) for index, part in enumerate(parts)]
        if not parts or any(found is None for found in parsed):
            return name
        gender = next((found.tag.gender for found in parsed if found.tag.gender), None)
        turned = []
        for part, found in zip(parts, parsed, strict=True):
            wanted = {"nomn", "sing"} | ({gender} if gender and "Surn" in found.tag else set())
            inflected = found.inflect(wanted) or found.inflect({"nomn"})
            if inflected is None:
                return name
            turned.append(inflected.word[:1].upper() + inflected.word[1:])
            if "-" in part:
                return name
        return " ".join(turned)

    def _name_parse(self, word: str, is_surname: bool) -> Any:
        wanted = ("Surn",) if is_surname else ("Name", "Patr", "Surn")
        for found in self._morphology.parse(word):
            if "plur" in found.tag or not any(tag in found.tag for tag in wanted):
                continue
            # The dictionary takes foreign surnames (`Гани`) for forms of Russian first names.
            if is_surname and not found.normal_form.endswith(_SURNAME_ENDINGS):
                continue
            if self._morphology.word_is_known(word) or is_surname:
                return found
        return None
