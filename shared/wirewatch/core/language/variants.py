"""Script variants of languages that are written in two, where the letters tell which."""

_SIMPLIFIED = frozenset(
    "这个们来说时国会对发经学业产后开关长门问间东车马鸟鱼龙见贝为与书买乱争云亚亲从众优传伤体余党军农决况冲减击划刘则刚创别办务动励劳势华协单卖卫历压厂厅县参双变"
)
_TRADITIONAL = frozenset(
    "這個們來說時國會對發經學業產後開關長門問間東車馬鳥魚龍見貝為與書買亂爭雲亞親從眾優傳傷體餘黨軍農決況衝減擊劃劉則剛創別辦務動勵勞勢華協單賣衛歷壓廠廳縣參雙變"
)
_TWO_SCRIPTS = frozenset({"sr", "uz", "kk", "az", "bs", "mn", "ku", "tg", "tk", "tt"})


def variant_of(code: str, words: str) -> str | None:
    """The BCP 47 tag with its script, such as `zh-Hant` or `sr-Latn`; None where nothing is told.

    Chinese is told by characters that only one of both ways of writing has; most of them must be
    of one side.
    """
    if code == "zh":
        simple = sum(c in _ONLY_SIMPLIFIED for c in words)
        full = sum(c in _ONLY_TRADITIONAL for c in words)
        if max(simple, full) < 3 or min(simple, full) * 4 > max(simple, full):
            return None
        return "zh-Hans" if simple > full else "zh-Hant"
    if code in _TWO_SCRIPTS:
        cyrillic = sum("\u0400" <= c < "\u0530" for c in words)
        arabic = sum("\u0600" <= c < "\u0700" for c in words)
        latin = sum(c.isalpha() and c < "\u0250" for c in words)
        most, script = max((latin, "Latn"), (cyrillic, "Cyrl"), (arabic, "Arab"))
        return f"{code}-{script}" if most else None
    return None


_ONLY_SIMPLIFIED = _SIMPLIFIED - _TRADITIONAL
_ONLY_TRADITIONAL = _TRADITIONAL - _SIMPLIFIED
