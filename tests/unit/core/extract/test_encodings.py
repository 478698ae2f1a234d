"""Pages in the encodings of the world: declared, declared wrongly, and not declared at all."""

import pytest

from wirewatch.core.extract import Extraction, extract
from wirewatch.core.extract.decode import decode

_RU = (
    "Смотритель маяка на северном мысе насчитал за утро {} парусов, прежде чем туман закрыл залив.",
    "Рыбаки вернулись в гавань, и старый колокол звонил до самого вечера, пока не стих ветер.",
    "Совет посёлка обещал починить пристань до осени, но денег на это пока никто не нашёл.",
)
_UK = (
    "Доглядач маяка на північному мисі нарахував за ранок {} вітрил, перш ніж туман закрив затоку.",
    "Рибалки повернулися до гавані, і старий дзвін дзвонив аж до вечора, поки не вщух вітер.",
    "Рада селища пообіцяла полагодити пристань до осені, але грошей на це ще ніхто не знайшов.",
)
_ZH = (
    "北角的灯塔看守人在大雾笼罩海湾之前，整个上午一共数到了{}艘帆船，比去年同一天多了三艘。",
    "渔民们陆续回到港口，那口旧钟一直响到傍晚风停的时候，孩子们站在石阶上等着父亲。",
    "镇议会答应在秋天之前修好码头，可是到现在为止还没有人找到修理所需要的钱。",
)
_TW = (
    "北角的燈塔看守人在大霧籠罩海灣之前，整個上午一共數到了{}艘帆船，比去年同一天多了三艘。",
    "漁民們陸續回到港口，那口舊鐘一直響到傍晚風停的時候，孩子們站在石階上等著父親。",
    "鎮議會答應在秋天之前修好碼頭，可是到現在為止還沒有人找到修理所需要的錢。",
)
_JA = (
    "北岬の灯台守は、霧が湾を覆う前の朝のうちに、沖を通る帆船を{}隻まで数えたと話している。",
    "漁師たちは次々に港へ戻り、古い鐘は風がやむ夕方まで鳴り続け、子どもたちは父を待っていた。",
    "町議会は秋までに桟橋を修理すると約束したが、必要な費用はまだ誰も見つけていない。",
)
_KO = (
    "북쪽 곶의 등대지기는 안개가 만을 덮기 전 아침 동안 돛단배를 {}척이나 세었다고 말했다.",
    "어부들은 하나둘 항구로 돌아왔고 낡은 종은 바람이 그친 저녁까지 계속해서 울렸다.",
    "마을 의회는 가을까지 부두를 고치겠다고 약속했지만 아직 그 돈을 구한 사람은 없다.",
)
_PL = (
    "Latarnik z północnego przylądka naliczył rano {} żagli, zanim gęsta mgła zasłoniła zatokę.",
    "Rybacy wrócili do przystani, a stary dzwon bił aż do wieczora, dopóki wiatr nie ścichł.",
    "Rada osady obiecała naprawić pomost przed jesienią, lecz pieniędzy wciąż nikt nie znalazł.",
)
_EL = (
    "Ο φύλακας του φάρου στο βόρειο ακρωτήρι μέτρησε το πρωί {} πανιά πριν η ομίχλη κλείσει τον"
    " κόλπο.",
    "Οι ψαράδες γύρισαν στο λιμάνι και η παλιά καμπάνα χτυπούσε ως το βράδυ, ώσπου έπεσε ο άνεμος.",
    "Το συμβούλιο υποσχέθηκε να φτιάξει την προβλήτα ως το φθινόπωρο, όμως λεφτά δεν βρέθηκαν.",
)
_TR = (
    "Kuzey burnundaki fener bekçisi, sis körfezi örtmeden önce sabah boyunca {} yelkenli saydı.",
    "Balıkçılar limana döndü ve eski çan, rüzgâr dinene kadar akşama dek çalmayı sürdürdü.",
    "Kasaba meclisi iskeleyi güze kadar onaracağına söz verdi, ama gereken parayı bulan olmadı.",
)
_FR = (
    "Le gardien du phare du cap Nord a compté {} voiles avant que la brume ne ferme la baie.",
    "Les pêcheurs sont rentrés au port et la vieille cloche a sonné jusqu’au soir, où le vent est"
    " tombé.",
    "Le conseil a promis de réparer la jetée avant l’été, mais personne n’a trouvé l’argent"
    " nécessaire.",
)
_AR = (
    "أحصى حارس المنارة عند الرأس الشمالي {} شراعا في الصباح قبل أن يغلق الضباب الخليج كله.",
    "عاد الصيادون إلى الميناء وظل الجرس القديم يدق حتى المساء عندما هدأت الريح أخيرا.",
    "وعد مجلس البلدة بإصلاح الرصيف قبل الخريف لكن أحدا لم يجد المال اللازم حتى الآن.",
)
_HE = (
    "שומר המגדלור בכף הצפוני ספר בבוקר {} מפרשים לפני שהערפל סגר את המפרץ כולו.",
    "הדייגים חזרו אל הנמל והפעמון הישן צלצל עד הערב, עד שנרגעה הרוח מן הים.",
    "מועצת העיירה הבטיחה לתקן את הרציף לפני הסתיו, אבל איש עוד לא מצא את הכסף.",
)
_TEXTS = (
    ("windows-1251", _RU), ("koi8-r", _RU), ("iso-8859-5", _RU), ("koi8-u", _UK), ("gbk", _ZH),
    ("gb18030", _ZH), ("big5", _TW), ("shift_jis", _JA), ("euc-jp", _JA), ("euc-kr", _KO),
    ("iso-8859-2", _PL), ("windows-1250", _PL), ("iso-8859-7", _EL), ("windows-1253", _EL),
    ("iso-8859-9", _TR), ("windows-1254", _TR), ("windows-1252", _FR), ("windows-1256", _AR),
    ("windows-1255", _HE), ("utf-16", _RU), ("utf-16-le", _FR), ("utf-16-be", _PL),
    ("utf-8", _JA), ("utf-8-sig", _KO),
)  # fmt: skip
_NUMBERS = (17, 23, 31)
# These bytes are valid and plausible in a sister encoding; nothing but a declaration tells.
_UNTELLABLE = ("iso-8859-9", "windows-1254", "iso-8859-2")
_GUESSED = tuple(row for row in _TEXTS if row[0] not in _UNTELLABLE)


def _page(text: tuple[str, ...], declared: str) -> str:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">'
    return (
        f"<html><head>{meta if declared else ''}<title>{text[1][:30]}</title></head><body><article>"
        + "".join(f"<p>{text[0].format(n)} {text[1]} {text[2]}</p>" for n in _NUMBERS)
        + "</article></body></html>"
    )


def _is_read(content: bytes, text: tuple[str, ...], kind: str = "text/html") -> bool:
    found = extract(content, content_type=kind)
    assert isinstance(found, Extraction)
    return all(text[0].format(n) in found.body for n in _NUMBERS) and text[2] in found.body


@pytest.mark.parametrize(("encoding", "text"), _TEXTS, ids=[e for e, _ in _TEXTS])
@pytest.mark.parametrize("where", ["meta", "header"])
def test_declared(encoding: str, text: tuple[str, ...], where: str) -> None:
    name = encoding.removesuffix("-sig")
    page = _page(text, name if where == "meta" else "").encode(encoding)
    kind = f"text/html; charset={name}" if where == "header" else "text/html"
    assert _is_read(page, text, kind)


@pytest.mark.parametrize(("encoding", "text"), _GUESSED, ids=[e for e, _ in _GUESSED])
@pytest.mark.parametrize("declared", ["", "utf-8"])
def test_undeclared_or_declared_wrongly(
    encoding: str, text: tuple[str, ...], declared: str
) -> None:
    assert _is_read(_page(text, declared).encode(encoding), text)


@pytest.mark.parametrize(("encoding", "text"), _GUESSED, ids=[e for e, _ in _GUESSED])
def test_plain_text_undeclared(encoding: str, text: tuple[str, ...]) -> None:
    lines = "\n".join(f"{text[0].format(n)} {text[1]} {text[2]}" for n in _NUMBERS)
    assert decode(lines.encode(encoding))[0] == lines
