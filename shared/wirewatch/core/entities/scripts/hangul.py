"""Hangul: composed from sounds, and read as Latin letters."""

_INITIALS = "g kk n d tt r m b pp s ss - j jj ch k t p h"
_MEDIALS = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i"
_FINALS = "- k k k n n n t l k m p t t p l m p p t t ng t t k t p t"
_INITIAL, _MEDIAL, _FINAL = _INITIALS.split(), _MEDIALS.split(), _FINALS.split()
_FIRST, _LAST = 0xAC00, 0xD7A3

_STARTS = {
    "b": "b", "ch": "ch", "d": "d", "f": "p", "g": "g", "gh": "g", "h": "h", "j": "j", "k": "k",
    "kh": "h", "l": "r", "m": "m", "n": "n", "p": "p", "q": "k", "r": "r", "s": "s", "sh": "s",
    "t": "t", "ts": "ch", "v": "b", "w": "-", "y": "-", "z": "j", "zh": "j", "shch": "s",
}  # fmt: skip
_CLOSING = {"n": 4, "m": 16, "l": 8}
_AFTER = {"w": {"a": "wa", "e": "we", "i": "wi", "o": "wo", "u": "u"}}
_AFTER["y"] = _AFTER["sh"] = {"a": "ya", "e": "ye", "i": "i", "o": "yo", "u": "yu"}
_IOTATED = {"ya": "ya", "ye": "ye", "yi": "i", "yo": "yo", "yu": "yu"}
_VOWELS = frozenset("aeiou")


def composed(sounds: tuple[str, ...]) -> str:
    """The sounds of a foreign word in Hangul, after the usual rules for loan words."""
    text: list[int] = []
    place = 0
    while place < len(sounds):
        sound = sounds[place]
        following = sounds[place + 1] if place + 1 < len(sounds) else ""
        open_syllable = bool(text) and (text[-1] - _FIRST) % 28 == 0
        if sound == "x":
            text += [_syllable("k", "eu"), _syllable("s", "eu")]
        elif sound in _IOTATED or sound in _VOWELS:
            text.append(_syllable("-", _IOTATED.get(sound, sound)))
        elif following and following in _VOWELS:
            if sound == "l" and open_syllable:
                text[-1] += _CLOSING["l"]
            medial = _AFTER.get(sound, {}).get(following, following)
            text.append(_syllable(_STARTS[sound], medial))
            place += 1
        elif sound in _CLOSING and open_syllable:
            text[-1] += _CLOSING[sound]
        elif sound == "y":
            text.append(_syllable("-", "i"))
        else:
            ending = "i" if sound in ("ch", "j", "zh") else "yu" if sound == "sh" else "eu"
            text.append(_syllable(_STARTS[sound], ending))
        place += 1
    return "".join(map(chr, text))


def _syllable(initial: str, medial: str) -> int:
    return _FIRST + (_INITIAL.index(initial) * 21 + _MEDIAL.index(medial)) * 28


def hangul_read(text: str) -> str:
    """Hangul in `text` by the Revised Romanisation, letter by letter."""
    return "".join(_latin(c) if _FIRST <= ord(c) <= _LAST else c for c in text)


def _latin(character: str) -> str:
    initial, rest = divmod(ord(character) - _FIRST, 21 * 28)
    medial, final = divmod(rest, 28)
    return (_INITIAL[initial] + _MEDIAL[medial] + _FINAL[final]).replace("-", "")
