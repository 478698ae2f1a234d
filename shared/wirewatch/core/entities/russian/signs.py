"""What Russian words say about names: own lists (in any case form), small words, endings."""

from importlib.resources import files

from wirewatch.core.entities.inflection import without_ending
from wirewatch.core.entities.scoring.word_signs import WordSigns

_ALONE_WORDS = (
    "в на из с со и о об к у от до по за для при под , . ( ) - — – что как его её их не бывший "
    "тогда затем : / ; ' им. имени"
)
_ALONE = _ALONE_WORDS.split()
_ENDINGS = (
    "ов|ев|ёв|ин|ын|ова|ева|ина|ову|еву|ину|овым|евым|иным|ова|ева",
    "ский|ского|скому|ским|ском|ская|ской|скую|ские|ских",
    "вич|вича|вичу|вичем|вна|вны|вне|вной|вну",
    "штейн|берг|ман|дзе|швили|ян|енко|ук|юк|чук|ишвили|оглы|ссон|сен|сон",
    "град|бург|поль|ск|ске|ска|абад|стан|стане|стана|ия|ии|ию|ией",
    "нефть|газ|банк|пром|строй|энерго|ком|сервис|инвест|транс|холдинг|груп|групп|тел|телеком",
    "надзор|министерство|комитет|фонд|совет|ком|дума",
)
_SMALL_ENDINGS = (
    "ый|ий|ой|ая|яя|ое|ее",
    "ого|его|ому|ему|ом|ем|ую|юю|ым|им",
    "ые|ие|ых|их|ыми|ими",
    "ов|ев|ей|ий",
    "ции|сти|ния|ения|ики|тва|фы|ства|логии",
    "цию|нию|цией|нием|нию",
    "ал|ил|ел|ла|ло|ли|лся|лась|лись|лось",
    "ет|ит|ут|ют|ат|ят|ется|ится|ются|ть|ться",
    "вший|вшая|вшие|щий|щая|щие|нный|нная|нные|в|вшись|я|ясь",
)
GROUPS = "group"
PLACE_NOUNS = "place_noun"
HEADS = "whole"
"""The list whose words are part of a name that they begin, in small letters, too."""


def lists() -> dict[str, frozenset[str]]:
    """The lists by name, their words without endings. Raises OSError."""
    rows = files("wirewatch.core.entities.russian").joinpath("lists.tsv").read_text("utf-8")
    return {
        name: frozenset(map(stem, words.split()))
        for name, words in (
            row.split("\t") for row in rows.splitlines() if row and not row.startswith("#")
        )
    }


def stem(word: str) -> str:
    """A word of small letters without its ending."""
    return without_ending(word.replace("ё", "е"))


def russian_signs() -> WordSigns:
    """The signs of Russian words. Raises OSError where the lists cannot be read."""
    return WordSigns(lists(), _ALONE, _ENDINGS, stem, _SMALL_ENDINGS)
