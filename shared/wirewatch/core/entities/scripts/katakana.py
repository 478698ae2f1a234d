"""Katakana: written from sounds, and read as Latin letters."""

import re

# Consonants by the five vowels a i u e o, after the tables for foreign words that the Japanese
# government published in 1991 (cabinet notification on the writing of loan words).
_ROWS = {
    "": "ア イ ウ エ オ", "k": "カ キ ク ケ コ", "s": "サ シ ス セ ソ", "t": "タ ティ トゥ テ ト",
    "n": "ナ ニ ヌ ネ ノ", "h": "ハ ヒ フ ヘ ホ", "m": "マ ミ ム メ モ", "y": "ヤ イ ユ イェ ヨ",
    "r": "ラ リ ル レ ロ", "w": "ワ ウィ ウ ウェ ウォ", "g": "ガ ギ グ ゲ ゴ",
    "z": "ザ ジ ズ ゼ ゾ", "d": "ダ ディ ドゥ デ ド", "b": "バ ビ ブ ベ ボ", "p": "パ ピ プ ペ ポ",
    "f": "ファ フィ フ フェ フォ", "v": "ヴァ ヴィ ヴ ヴェ ヴォ", "ch": "チャ チ チュ チェ チョ",
    "sh": "シャ シ シュ シェ ショ", "j": "ジャ ジ ジュ ジェ ジョ", "ts": "ツァ ツィ ツ ツェ ツォ",
}  # fmt: skip
_LIKE = {"l": "r", "q": "k", "kh": "h", "gh": "g", "zh": "j", "th": "s"}
_ALONE = {
    "t": "ト", "d": "ド", "n": "ン", "ch": "チ", "sh": "シュ", "j": "ジ", "y": "イ", "ts": "ツ",
    "h": "フ", "m": "ム", "w": "ウ",
}  # fmt: skip
_VOWELS = "aiueo"
_IOTATED = ("ya", "ye", "yi", "yo", "yu")
_TABLE = {
    consonant + vowel: kana
    for consonant, row in _ROWS.items()
    for vowel, kana in zip(_VOWELS, row.split(), strict=True)
}
_READ = {kana: latin for latin, kana in _TABLE.items() if latin != "yi"} | {
    "ン": "n", "ッ": "", "ー": "", "チ": "chi", "ツ": "tsu", "シ": "shi", "ジ": "ji", "ヂ": "ji",
    "ヅ": "zu", "ヲ": "o", "キャ": "kya", "キュ": "kyu", "キョ": "kyo", "ニャ": "nya",
    "ニュ": "nyu", "ニョ": "nyo", "ヒャ": "hya", "ヒュ": "hyu", "ヒョ": "hyo", "ミャ": "mya",
    "ミュ": "myu", "ミョ": "myo", "リャ": "rya", "リュ": "ryu", "リョ": "ryo", "ギャ": "gya",
    "ギュ": "gyu", "ギョ": "gyo", "ビャ": "bya", "ビュ": "byu", "ビョ": "byo", "ピャ": "pya",
    "ピュ": "pyu", "ピョ": "pyo", "フュ": "fyu", "デュ": "dyu", "テュ": "tyu", "ヴュ": "vyu",
    "ァ": "a", "ィ": "i", "ゥ": "u", "ェ": "e", "ォ": "o", "ャ": "ya", "ュ": "yu", "ョ": "yo",
    "ヮ": "wa", "クァ": "kwa", "クィ": "kwi", "クェ": "kwe", "クォ": "kwo", "グァ": "gwa",
    "スィ": "si", "ズィ": "zi",
}  # fmt: skip
_MORA = re.compile("|".join(sorted(map(re.escape, _READ), key=len, reverse=True)))
_HIRAGANA_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}


def katakana(sounds: tuple[str, ...]) -> str:
    """The sounds of a word in katakana; a consonant without a vowel gets the usual silent one."""
    text = ""
    place = 0
    while place < len(sounds):
        sound = _LIKE.get(sounds[place], sounds[place])
        following = sounds[place + 1] if place + 1 < len(sounds) else ""
        if sound in _IOTATED:
            text += _TABLE[sound]
        elif sound == "x":
            text += "クス"
        elif sound == "shch":
            text += "シチ"
        elif sound in _VOWELS:
            text += _TABLE[sound]
        elif following and following in _VOWELS:
            text += _TABLE[sound + following]
            place += 1
        elif sound == "m" and following in ("p", "b"):
            text += "ン"
        else:
            text += _ALONE.get(sound) or _TABLE[sound + "u"]
        place += 1
    return text


def kana_read(text: str) -> str:
    """Katakana and hiragana in `text` as Latin letters (Hepburn, long vowels short)."""
    return _MORA.sub(lambda m: _READ[m.group()], text.translate(_HIRAGANA_TO_KATAKANA))
