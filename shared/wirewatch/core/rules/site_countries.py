"""Countries by their ISO 3166 codes, in small letters, and that of a site's top-level domain."""

_SOLD = "ac ai bz cc cd co dj fm gg io la ly me mu nu pw sc st tk to tv vc ws"
SOLD_AS_WORDS = frozenset(_SOLD.split())
"""Codes of countries that are sold as words, so that they tell nothing of a site (our own list)."""

_OTHER_CODES = {"uk": "gb", "su": "ru"}

_CODES = """
ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo bq br bs bt
bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg eh
er es et fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht
hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls
lt lu lv ly ma mc md me mf mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni
nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg
sh si sj sk sl sm sn so sr ss st sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug
um us uy uz va vc ve vg vi vn vu wf ws xk ye yt za zm zw
"""
COUNTRY_CODES = frozenset(_CODES.split())
"""The codes of ISO 3166-1 as in the time zone database (iso3166.tab, public domain), and `xk`,
which ISO leaves to its users and they use for Kosovo."""


def country_of(host: str) -> str:
    """Return the country of a host's top-level domain; empty where it tells none."""
    last = host.rpartition(".")[2]
    if len(last) != 2 or not last.isascii() or not last.isalpha() or last in SOLD_AS_WORDS:
        return ""
    return code_of(last) if last != "eu" else ""


def code_of(code: str) -> str:
    """Return an ISO 3166 code in small letters; `uk`, which is none, is `gb`."""
    code = code.lower()
    return _OTHER_CODES.get(code, code)


def country_code(text: str) -> str:
    """Return the code of a country that somebody wrote, in small letters.

    Raises:
        ValueError: it is none.
    """
    code = code_of(text.strip())
    if code not in COUNTRY_CODES:
        raise ValueError(f"{text!r} is no country code; codes are those of ISO 3166, such as fr")
    return code
