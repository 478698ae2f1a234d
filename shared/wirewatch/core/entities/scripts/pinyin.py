"""Chinese characters: their readings (pinyin without tones) and their other form."""

from functools import cache
from importlib.resources import files

# Common surnames, simplified and traditional; a two- or three-character word that begins with one
# may be a Chinese name, anything else is taken for a foreign name written by sound.
_SURNAMES = frozenset(
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹"
    "袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎閻余潘杜戴夏钟鍾汪田任姜范范方石姚谭譚廖邹鄒"
    "熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万萬段钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文习習栗连連柯"
    "洪翁游詹温溫卓涂涂庄莊朴安章鲁魯殷华華俞刁古耿欧歐宗兰蘭关關温向佟严嚴齐齊"
)
_DOUBLE_SURNAMES = frozenset({"欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛", "夏侯"})
_SURNAME_READINGS = {"曾": "zeng", "任": "ren", "华": "hua", "華": "hua", "尹": "yin", "朴": "piao"}


@cache
def _tables() -> tuple[dict[str, str], dict[int, int], dict[int, int]]:
    table: dict[str, str] = {}
    simplified = traditional = ""
    text = files("wirewatch.core.entities.scripts").joinpath("han.tsv").read_text("utf-8")
    for line in text.splitlines():
        cells = line.split("\t")
        if cells[0] == "=":
            simplified, traditional = cells[1:]
        elif len(cells) == 2:
            table |= dict.fromkeys(cells[1], cells[0])
    to_traditional = str.maketrans(simplified, traditional)
    to_simplified = str.maketrans(traditional, simplified)
    return table, to_traditional, to_simplified


@cache
def readings() -> frozenset[str]:
    """Every syllable that a character is read as."""
    return frozenset(_tables()[0].values())


@cache
def surname_readings() -> frozenset[str]:
    """The readings of common surnames."""
    table = _tables()[0]
    names = [_SURNAME_READINGS.get(c, table.get(c, "")) for c in _SURNAMES]
    return frozenset([*names, "ouyang", "sima", "zhuge", "shangguan"])


def han_read(text: str) -> str:
    """Chinese characters in `text` as syllables, a blank between them; others stay."""
    table = _tables()[0]
    return "".join(f" {table[c]} " if c in table else c for c in text)


def traditional(text: str) -> str:
    """`text` in traditional characters; where one has several, the usual one."""
    return text.translate(_tables()[1])


def simplified(text: str) -> str:
    """`text` in simplified characters."""
    return text.translate(_tables()[2])


def is_chinese_name(text: str) -> bool:
    """Whether `text` looks like a Chinese person's name: a common surname, one or two more."""
    if text[:2] in _DOUBLE_SURNAMES:
        return len(text) in (3, 4)
    return 2 <= len(text) <= 3 and text[0] in _SURNAMES


def pinyin_name(text: str) -> str:
    """A Chinese person's name as the news writes it (`Xi Jinping`); '' where it is none."""
    if not is_chinese_name(text):
        return ""
    table = _tables()[0]
    if not all(character in table for character in text):
        return ""
    cut = 2 if text[:2] in _DOUBLE_SURNAMES else 1
    surname = "".join(_SURNAME_READINGS.get(c, table[c]) for c in text[:cut])
    given = "".join(table[c] for c in text[cut:])
    return f"{surname.capitalize()} {given.capitalize()}"
