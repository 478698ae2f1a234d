"""Made-up pages for training: one page's furniture around another's article, and what leaks.

Real pages with a whole second story, a long rail or readers' comments behind the article are few
in any file, and each teaches much. Here they are put together from the pages at hand: sentences of
other articles become comments and teasers, an article is cut short or told in other lines.
"""

import random
import re
from typing import Any

_SENTENCE = re.compile(r"(?<=[.!?。！？…])\s*(?=\S)")
_PIECE = re.compile(r"[,;:，、]")
_SITE_PART = re.compile(r"\s[-|\u2013\u2014]\s")
_RELATED = (
    "Read more", "Related", "More stories", "Most read", "You may also like", "Mehr zum Thema",
    "Lesen Sie auch", "Читайте также", "По теме", "Polecane", "Zobacz także", "相关新闻",
    "関連記事", "관련기사", "Leia também", "Lire aussi", "Recommended", "More...", "Top stories",
    "Trending", "Latest news",
)  # fmt: skip
_COMMENTS = (
    "Comments", "Comments (12)", "3 Comments", "Leave a comment", "Kommentare", "Комментарии",
    "Комментарии (5)", "Komentarze", "网友评论", "コメント", "댓글", "Comentários", "Commentaires",
    "Top rated comments", "Show all comments", "Join the conversation",
)  # fmt: skip
_NAMES = (
    "Anna I.", "mike_77", "Peter K.", "Lena", "JohnDoe", "Сергей", "Ольга П.", "гость", "Marek",
    "ania23", "网友", "小王", "Maria S.", "Jo", "TheWatcher", "Hans-Peter", "user1203", "Dimitri",
    "Paul R", "Claire B.", "Kim", "山田", "rsmith", "Old Reader", "Wanderer",
)  # fmt: skip
_WHEN = (
    "2 hours ago", "3 days ago", "on September 3, 2018 at 5:21 pm", "12.03.2018, 14:05",
    "vor 3 Stunden", "5 января 2012, 14:33", "2012-01-19 20:11", "16.02.2012 | 13:08", "yesterday",
    "10:45", "2 days ago at 07:14 am", "2018年9月1日 12:05", "Nov 8, 2019", "3 tygodnie temu",
    "há 2 dias",
)  # fmt: skip
_BUTTONS = ("Reply", "Like", "Report", "Antworten", "Ответить", "Odpowiedz", "回复",
            "Rating: 8 votes", "+1", "12 0", "Permalink", "Responder", "")  # fmt: skip

Page = dict[str, Any]
Lines = tuple[list[str], list[bool]]


def _paragraphs(page: Page) -> list[str]:
    return [line.strip() for line in page["body"].split("\n") if line.strip()]


def _sentences(text: str) -> list[str]:
    return [piece for piece in _SENTENCE.split(text) if piece]


def _cut(text: str, length: int, rng: random.Random) -> str:
    if len(text) <= length:
        return text
    head = text[:length]
    return (head.rsplit(" ", 1)[0] if " " in head else head) + rng.choice(("...", "…", "", ""))


def comments(pool: list[Page], rng: random.Random) -> list[str]:
    """Readers' comments: name, time, some sentences of other articles, a button."""
    out = [rng.choice(_COMMENTS)] if rng.random() < 0.7 else []
    style, button = rng.randrange(4), rng.choice(_BUTTONS)
    for _ in range(rng.randrange(2, 18)):
        name, when = rng.choice(_NAMES), rng.choice(_WHEN)
        out += ([f"{name} {when}"], [name, when], [f"{name} ({when}) said:"], [when, name])[style]
        if rng.random() < 0.2:
            out.append(f"@{rng.choice(_NAMES)},")
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
            said = _sentences(rng.choice(_paragraphs(rng.choice(pool))))
            start = rng.randrange(len(said))
            text = " ".join(said[start : start + rng.randrange(1, 4)])
            if rng.random() < 0.25:
                text = text.rstrip(".。!")
            out.append(text.lower() if rng.random() < 0.15 else text)
        if button:
            out.append(button)
    return out


def teasers(pool: list[Page], rng: random.Random) -> list[str]:
    """A rail: headlines, leads cut short, or both."""
    out = [rng.choice(_RELATED)] if rng.random() < 0.7 else []
    length = rng.choice((90, 140, 160, 240, 300))
    both, unended, dated = rng.random() < 0.3, rng.random() < 0.5, rng.random() < 0.2
    for _ in range(rng.randrange(3, 30)):
        page = rng.choice(pool)
        text = rng.choice(_paragraphs(page)[:6])
        head = page.get("title") if rng.random() < 0.5 else None
        head = head or _cut(_sentences(text)[0], rng.randrange(40, 110), rng).rstrip(".。")
        if dated:
            out.append(rng.choice(_WHEN))
        if both:
            out += [head, _cut(text, length, rng)]
            continue
        line = (head + " " if rng.random() < 0.3 else "") + _cut(text, length, rng)
        out.append(line.rstrip(".。…") if unended else line)
    return out


def story(pool: list[Page], rng: random.Random) -> list[str]:
    """The beginning of another whole story, with its headline."""
    page = rng.choice(pool)
    lines = _paragraphs(page)
    out = [rng.choice(_RELATED)] if rng.random() < 0.4 else []
    out.append(page.get("title") or _cut(lines[0], 80, rng).rstrip(".。"))
    if rng.random() < 0.5:
        out.append(rng.choice(_WHEN))
    return out + lines[: rng.randrange(1, 9)]


def _retold(body: list[str], rng: random.Random) -> list[str]:
    """The article without full stops, a sentence a line, or as a list of short items."""
    kind = rng.random()
    if kind < 0.35:
        return [text.rstrip(".。!?") for text in body]
    sentences = [piece for text in body for piece in _sentences(text)]
    if kind < 0.7:
        return sentences
    out = []
    for text in sentences:
        pieces = [p.strip() for p in _PIECE.split(text) if p.strip()]
        out += [p.rstrip(".。") for p in pieces] if rng.random() < 0.7 else [text]
    return out


def _joined(lines: list[str], rng: random.Random) -> list[str]:
    """Furniture as another program would have dumped it: short lines glued, or rows split."""
    if rng.random() < 0.7:
        return lines
    glued = rng.random() < 0.5
    out: list[str] = []
    for text in lines:
        if glued and out and len(text) < 30 and len(out[-1]) < 120 and rng.random() < 0.7:
            out[-1] += rng.choice((" ", " | ")) + text
        elif not glued and len(text) < 80 and re.search(r" [|/] ", text):
            out += [x for x in re.split(r" [|/] ", text) if x.strip()]
        else:
            out.append(text)
    return out


def _article(other: Page, own: Lines, rng: random.Random) -> list[tuple[str, bool]] | None:
    """Another page's article with what stands among its lines there, or without; maybe cut."""
    texts, truth = own
    first, last = truth.index(True), len(truth) - truth[::-1].index(True)
    body = list(zip(texts[first:last], truth[first:last], strict=True))
    if rng.random() < 0.5:
        body = [(text, True) for text in _paragraphs(other)]
    if rng.random() < 0.4 and len(body) > 3:
        body = body[: rng.randrange(1, len(body))]
    kept = [text for text, inside in body if inside]
    if sum(map(len, kept)) < 100:
        return None
    if rng.random() < 0.15:
        body = [(text, True) for text in _retold(kept, rng)]
    return body


def _leaks(pool: list[Page], rng: random.Random) -> list[str]:
    kind = rng.random()
    if kind < 0.25:
        return comments(pool, rng)
    if kind < 0.5:
        return teasers(pool, rng)
    if kind < 0.65:
        return story(pool, rng) + (story(pool, rng) if rng.random() < 0.5 else [])
    return teasers(pool, rng) + comments(pool, rng) if kind < 0.75 else []


def recombined(
    page: Page, frame: Lines, other: Page, own: Lines, pool: list[Page], rng: random.Random
) -> tuple[list[str], list[bool], str] | None:
    """Lines, which of them are the article's, and its title: `other` in the furniture of `page`.

    `frame` and `own` are the lines of both pages and which are their article's; `pool` are pages
    to take teasers and comments from. None where one of the two has no article.
    """
    (texts, truth), (source, source_truth) = frame, own
    if not any(truth) or not any(source_truth):
        return None
    body = _article(other, own, rng)
    if body is None:
        return None
    first, last = truth.index(True), len(truth) - truth[::-1].index(True)
    name = other.get("title") or _SITE_PART.split(other["wet"].split("\n")[0])[0]
    where = source_truth.index(True)
    lead_in = source[max(0, where - rng.randrange(4)) : where] if rng.random() < 0.6 else []
    before, after = _joined(texts[:first], rng), _joined(texts[last:], rng)
    if page["id"] != other["id"]:
        before = [text for text in before if text.lower() != (page.get("title") or "").lower()]
        before.insert(0, name + rng.choice((" - ", " | ", " : ", "")) + page["site"].split(".")[0])
    place = rng.randrange(min(len(after), 12) + 1 if rng.random() < 0.7 else len(after) + 1)
    after = [*after[:place], *_leaks(pool, rng), *after[place:]]
    if rng.random() < 0.1:
        half = len(after) // 2
        before, after = after[half:] + before, after[:half]
    if rng.random() < 0.15:
        before = before[:3] + teasers(pool, rng) + before[3:]
    lines = [
        *((text, False) for text in before), (name, False),
        *((text, False) for text in lead_in if text.lower() != name.lower()),
        *body, *((text, False) for text in after),
    ]  # fmt: skip
    lines = [(" ".join(text.split()), inside) for text, inside in lines]
    lines = [line for line in lines if line[0]]
    return [text for text, _ in lines], [inside for _, inside in lines], name
