"""Made-up pages that hold no article, and how many of them the extractor recognises.

    python tests/bench/extraction/non_articles.py [--articles PAGES.jsonl.xz] [--misses]

Forty home pages, section lists, error pages, consent walls and search results each, in six
languages and several layouts, as HTML and as plain text. Recall is the share of them refused;
with `--articles` (one page a line: `html`, `url`, `body`) precision counts refused articles too.
"""

import argparse
import json
import lzma
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from lxml import etree, html

from wirewatch.core.errors import Reject
from wirewatch.core.extract import Extraction, extract

SEED = 20260113
KINDS = ("home", "list", "error", "wall", "search")


class Tongue(NamedTuple):
    """The words that one language's pages are made of."""

    code: str
    subjects: tuple[str, ...]
    deeds: tuple[str, ...]
    things: tuple[str, ...]
    sections: tuple[str, ...]
    more: str
    errors: tuple[tuple[str, str], ...]
    walls: tuple[str, ...]
    accept: tuple[str, str]
    search: str
    found: str
    join: str = " "


TONGUES = (
    Tongue(
        "en",
        ("The harbour board", "A retired baker", "The mayor of Quayle", "Beekeepers", "Two divers"),
        ("rejects", "rescues", "opens", "sues over", "paints", "counts"),
        ("the old lighthouse", "forty swans", "a bridge of glass", "the winter timetable",
         "a barn full of clocks", "the tram depot"),
        ("World", "Region", "Money", "Sport", "Weather", "Culture"), "Read more",
        (("Page not found", "We looked everywhere, but this address leads nowhere. Try the home"
          " page or the search."), ("503 Service unavailable", "Our servers need a short rest."
          " Please come back in a few minutes."), ("Access denied", "You do not have permission to"
          " see this page.")),
        ("We and our 120 partners store information on your device, such as cookies, to show"
         " personalised ads and measure how content performs.",
         "You may change your choice at any time under privacy settings. Some partners process"
         " your data on the ground of legitimate interest."),
        ("Accept all", "Manage choices"), "Search results for", "results",
    ),
    Tongue(
        "de",
        ("Der Hafenrat", "Ein alter Bäcker", "Die Bürgermeisterin", "Zwei Taucher", "Imker"),
        ("rettet", "eröffnet", "verklagt", "streicht", "zählt"),
        ("den Leuchtturm", "vierzig Schwäne", "eine gläserne Brücke", "den Winterfahrplan",
         "das Straßenbahndepot"),
        ("Politik", "Region", "Wirtschaft", "Sport", "Wetter", "Kultur"), "Mehr lesen",
        (("Seite nicht gefunden", "Unter dieser Adresse gibt es leider nichts. Vielleicht hilft die"
          " Suche weiter."), ("Fehler 500", "Da ist etwas schiefgegangen. Bitte später noch einmal"
          " versuchen.")),
        ("Wir und unsere 98 Partner speichern Cookies auf Ihrem Gerät, um Anzeigen auszuwählen und"
         " ihre Wirkung zu messen.",
         "Ihre Einwilligung können Sie jederzeit in den Datenschutzeinstellungen widerrufen."),
        ("Alle akzeptieren", "Einstellungen"), "Suchergebnisse für", "Treffer",
    ),
    Tongue(
        "fr",
        ("Le conseil du port", "Un vieux boulanger", "La maire", "Deux plongeurs"),
        ("sauve", "inaugure", "repeint", "refuse"),
        ("le vieux phare", "quarante cygnes", "un pont de verre", "les horaires d'hiver"),
        ("Monde", "Régions", "Économie", "Sports", "Météo"), "Lire la suite",
        (("Page introuvable", "Cette adresse ne mène nulle part. Essayez la page d'accueil ou la"
          " recherche."),),
        ("Nous et nos 76 partenaires utilisons des cookies pour mesurer l'audience et afficher des"
         " publicités personnalisées.",
         "Vous pouvez retirer votre consentement à tout moment depuis le bas de chaque page."),
        ("Tout accepter", "Paramétrer"), "Résultats de recherche pour", "résultats",
    ),
    Tongue(
        "es",
        ("La junta del puerto", "Un panadero jubilado", "La alcaldesa", "Dos buzos"),
        ("rescata", "inaugura", "pinta", "rechaza"),
        ("el viejo faro", "cuarenta cisnes", "un puente de vidrio", "el horario de invierno"),
        ("Mundo", "Regiones", "Economía", "Deportes", "Tiempo"), "Leer más",
        (("Página no encontrada", "Esta dirección no lleva a ninguna parte. Pruebe con la portada o"
          " con el buscador."),),
        ("Nosotros y nuestros 64 socios usamos cookies para medir la audiencia y mostrar anuncios"
         " personalizados.", "Puede retirar su consentimiento cuando quiera al pie de la página."),
        ("Aceptar todo", "Configurar"), "Resultados de búsqueda de", "resultados",
    ),
    Tongue(
        "ru",
        ("Совет порта", "Старый пекарь", "Мэр города", "Двое водолазов"),
        ("спас", "открыл", "покрасил", "отверг"),
        ("старый маяк", "сорок лебедей", "стеклянный мост", "зимнее расписание"),
        ("Мир", "Регион", "Деньги", "Спорт", "Погода"), "Читать далее",
        (("Страница не найдена", "По этому адресу ничего нет. Вернитесь на главную или"
          " воспользуйтесь поиском."),),
        ("Мы и наши партнёры храним файлы cookie на вашем устройстве, чтобы показывать рекламу и"
         " измерять её действие.", "Согласие можно отозвать в любое время в настройках."),
        ("Принять все", "Настроить"), "Результаты поиска", "найдено",
    ),
    Tongue(
        "zh",
        ("港务局", "退休面包师", "市长", "两名潜水员"), ("拯救了", "开放了", "粉刷了", "拒绝了"),
        ("旧灯塔", "四十只天鹅", "一座玻璃桥", "冬季时刻表"),
        ("国际", "地方", "财经", "体育", "天气"), "更多",
        (("页面不存在", "您访问的地址没有内容，请返回首页或使用搜索。"),),
        ("我们和合作伙伴使用Cookie来展示个性化广告并衡量其效果。",
         "您可以随时在隐私设置中撤回同意。"), ("全部同意", "设置"), "搜索结果", "条", "",
    ),
)  # fmt: skip


def headline(tongue: Tongue, rng: random.Random) -> str:
    """A short made-up headline."""
    parts = (rng.choice(tongue.subjects), rng.choice(tongue.deeds), rng.choice(tongue.things))
    return tongue.join.join(parts)


def teaser(tongue: Tongue, rng: random.Random) -> str:
    """One or two made-up sentences, often cut off."""
    stop = "。" if tongue.code == "zh" else ". "
    text = stop.join(headline(tongue, rng) for _ in range(rng.randint(1, 3)))
    return text + rng.choice((stop.strip(), "...", "…"))


def frame(tongue: Tongue, title: str, body: str, rng: random.Random) -> str:
    """A page with head, menu and footer around `body`."""
    menu = "".join(f'<li><a href="/{i}">{s}</a></li>' for i, s in enumerate(tongue.sections))
    name = rng.choice(("The Quayle Courier", "Talbote 24", "Nova Gazeta", "港报"))
    head = rng.choice((f"<header><nav><ul>{menu}</ul></nav></header>", f"<ul>{menu}</ul>", ""))
    foot = rng.choice((f"<footer>© 2026 {name}</footer>", f"<div>© 2026 {name}</div>", ""))
    return (f'<!doctype html><html lang="{tongue.code}"><head><title>{title} | {name}</title>'
            f"</head><body>{head}{body}{foot}</body></html>")  # fmt: skip


def card(tongue: Tongue, rng: random.Random, layout: int) -> str:
    """One teaser of a list."""
    text = headline(tongue, rng)
    link = f'<a href="/n/{rng.randrange(9999)}">{text}</a>'
    date = f"<span>{rng.randint(1, 28)}.0{rng.randint(1, 9)}.2026</span>"
    lead = f"<p>{teaser(tongue, rng)}</p>" if rng.random() < 0.7 else ""
    return (
        f'<div class="teaser"><h3>{link}</h3>{lead}{date}</div>',
        f"<article><h2>{link}</h2>{lead}<a href='#'>{tongue.more}</a></article>",
        f"<li>{date} {link}{lead}</li>",
        f'<div class="tile">{link}</div>',
    )[layout]


def make(kind: str, tongue: Tongue, rng: random.Random) -> tuple[str, str]:
    """A page of one kind, with its address."""
    site = "https://news.example/"
    if kind == "error":
        title, text = rng.choice(tongue.errors)
        tips = "".join(f"<li>{headline(tongue, rng)}</li>" for _ in range(rng.choice((0, 0, 5))))
        body = f"<h1>{title}</h1><p>{text}</p><ul>{tips}</ul>"
        return frame(tongue, title, body, rng), site + "gone/item.html"
    if kind == "wall":
        text = "".join(f"<p>{t}</p>" for t in tongue.walls)
        buttons = "".join(f"<button>{b}</button>" for b in tongue.accept)
        holder = rng.choice(("<div class='consent'>", "<div>", "<main>"))
        return frame(tongue, tongue.accept[0], f"{holder}{text}{buttons}", rng), site + "a/story-7"
    layout, count = rng.randrange(4), rng.randint(14, 60)
    cards = [card(tongue, rng, layout) for _ in range(count)]
    if kind == "search":
        query = rng.choice(tongue.things)
        head = f"<h1>{tongue.search} “{query}”</h1><p>{count} {tongue.found}</p>"
        return frame(tongue, f"{tongue.search} {query}", head + "".join(cards), rng), (
            site + rng.choice((f"search?q={query}", f"?s={query}")))  # fmt: skip
    if kind == "list":
        name = rng.choice(tongue.sections)
        body = f"<h1>{name}</h1>" + "".join(cards)
        return frame(tongue, name, body, rng), site + f"section-{rng.randrange(9)}/"
    boxes = [f"<section><h2>{s}</h2>{''.join(cards[i::6])}</section>"
             for i, s in enumerate(tongue.sections)]  # fmt: skip
    return frame(tongue, tongue.sections[0], "".join(boxes), rng), site


def pages() -> Iterator[tuple[str, str, str]]:
    """All made-up pages: kind, markup, address."""
    rng = random.Random(SEED)
    for kind in KINDS:
        for number in range(40):
            yield kind, *make(kind, TONGUES[number % len(TONGUES)], rng)


def plain(markup: str) -> str:
    """The page's text without tags, one block a line."""
    root = html.document_fromstring(markup)
    lines = [root.findtext(".//title") or ""]
    for element in root.iter("h1", "h2", "h3", "p", "li", "a", "button", "span", "footer"):
        if element.getparent() is not None and isinstance(element, etree.ElementBase):
            text = " ".join((element.text or "").split())
            lines += [text] if text else []
    return "\n".join(lines)


def refused(content: str, url: str, kind: str) -> str | None:
    """The reason of the refusal, None where an article came out."""
    try:
        found = extract(content, url=url, content_type=kind)
    except Reject as error:
        return f"reject {error.reason}"
    return None if isinstance(found, Extraction) else found.reason.value


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles")
    parser.add_argument("--misses", action="store_true")
    arguments = parser.parse_args()
    for kind, form in (("text/html", lambda m: m), ("text/plain", plain)):
        hits: Counter[str] = Counter()
        reasons: dict[str, Counter[str]] = {k: Counter() for k in KINDS}
        for name, markup, url in pages():
            reason = refused(form(markup), url, kind)
            hits[name] += reason is not None
            reasons[name][reason or "ARTICLE"] += 1
        total = sum(hits.values())
        print(
            f"{kind}: refused {total} of {40 * len(KINDS)}, recall {total / (40 * len(KINDS)):.3f}"
        )
        for name in KINDS:
            print(f"  {name:7}", dict(reasons[name]))
        if arguments.articles:
            wrong, count = refused_articles(arguments, kind)
            print(
                f"  articles refused: {wrong} of {count}, precision {total / (total + wrong):.3f}"
            )


def refused_articles(arguments: Any, kind: str) -> tuple[int, int]:
    """How many real articles are refused, of how many."""
    wrong = count = 0
    with lzma.open(arguments.articles, "rt", encoding="utf8") as stream:
        for line in stream:
            page = json.loads(line)
            count += 1
            content = page["html"] if kind == "text/html" else page["wet"]
            reason = refused(content, page["url"], kind)
            wrong += reason is not None
            if reason and arguments.misses:
                print("   refused", page["id"], reason)
    return wrong, count


if __name__ == "__main__":
    main()
