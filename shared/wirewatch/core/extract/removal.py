"""Why a block that is not part of the article was left out, as well as one can tell."""

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from wirewatch.core.extract.article import RemovalReason, RemovedBlock
from wirewatch.core.extract.blocks import Page
from wirewatch.core.extract.lines import ROW, Lines
from wirewatch.core.extract.markup_words import BIT

_BY_WORDS: tuple[tuple[str, RemovalReason], ...] = (
    ("vocabulary_consent", RemovalReason.COOKIE_NOTICE),
    ("vocabulary_comment", RemovalReason.COMMENT),
    ("vocabulary_share", RemovalReason.SHARE),
    ("vocabulary_related", RemovalReason.RELATED),
    ("vocabulary_advert", RemovalReason.ADVERTISEMENT),
    ("vocabulary_signup", RemovalReason.FORM),
    ("vocabulary_footer", RemovalReason.FOOTER),
    ("vocabulary_caption", RemovalReason.CAPTION),
    ("vocabulary_byline", RemovalReason.BYLINE),
    ("vocabulary_nav", RemovalReason.NAVIGATION),
)
_BY_MARKUP: tuple[tuple[int, RemovalReason], ...] = (
    (BIT["consent"], RemovalReason.COOKIE_NOTICE),
    (BIT["comment"], RemovalReason.COMMENT),
    (BIT["tag_figure"] | BIT["caption"], RemovalReason.CAPTION),
    (BIT["advert"], RemovalReason.ADVERTISEMENT),
    (BIT["share"], RemovalReason.SHARE),
    (BIT["tag_form"] | BIT["signup"], RemovalReason.FORM),
    (BIT["related"], RemovalReason.RELATED),
    (BIT["tag_footer"] | BIT["footer"], RemovalReason.FOOTER),
    (BIT["tag_nav"] | BIT["nav"], RemovalReason.NAVIGATION),
    (BIT["byline"] | BIT["date"], RemovalReason.BYLINE),
    (BIT["hidden"], RemovalReason.HIDDEN),
)
_CALENDAR = re.compile(r"^(?:\w{2,3}\.?\s+){6}\w{2,3}\.?$|^[\d\s|]{20,}$")
_CALENDAR_LENGTH = 20  # of the shortest that matches
_FAR = 30
_MOST_JOINED = 200
_HEADED = (RemovalReason.COMMENT, RemovalReason.RELATED)
_WORD_ROWS = [ROW[name] for name, _ in _BY_WORDS]


def removed_blocks(
    page: Page,
    lines: Lines,
    removed: Sequence[int],
    known: dict[int, RemovalReason],
    body: tuple[int, int],
) -> tuple[RemovedBlock, ...]:
    """The blocks left out, neighbours of one reason joined.

    `known` holds reasons decided already; `body` is the first and last block kept.
    """
    groups: list[tuple[RemovalReason, list[int]]] = []
    last, group = None, [-2]
    state: RemovalReason | None = None
    words = lines.row("words").tolist()
    wording = _by_wording(lines)
    for i in removed:
        reason = known.get(i) or _reason(page, i, wording[i])
        if i > body[1] and words[i] <= 8 and reason in _HEADED:
            state = reason  # a heading: what follows belongs to it
        if reason is None:
            reason = _by_place(i, words[i], state if i > body[1] else None, body)
        if reason is last and group[-1] == i - 1 and len(group) < _MOST_JOINED:
            group.append(i)
        else:
            last, group = reason, [i]
            groups.append((reason, group))
    junk = (RemovedBlock(b.text, RemovalReason.BOILERPLATE, page.place(b)) for b in page.junk)
    return (
        *(
            RemovedBlock(
                "\n".join([page.blocks[i].text for i in group]),
                reason,
                page.place(page.blocks[group[0]]),
            )
            for reason, group in groups
        ),
        *junk,
    )


def _by_wording(lines: Lines) -> list[int]:
    """For each line the number in `_BY_WORDS` of the class most of its words are of, -1 for none"""
    shares = lines.rows[_WORD_ROWS]
    least = np.where(lines.row("words") > 3, 0.12, 0.3)
    best = np.where(shares.max(axis=0) > least, shares.argmax(axis=0), -1)
    found: list[int] = best.tolist()
    return found


def _reason(page: Page, i: int, wording: int) -> RemovalReason | None:
    block = page.blocks[i]
    text = block.text
    calendar = len(text) >= _CALENDAR_LENGTH and (" " in text[:5] or text[0].isdigit())
    if calendar and _CALENDAR.match(text):
        return RemovalReason.CALENDAR
    held, own = page.containers, block.container
    if not own:
        return _BY_WORDS[wording][1] if wording >= 0 else None
    above = held.parents[own]
    near = held.bits[own] | held.bits[above] | held.bits[held.parents[above]]
    reason = _by_markup(near)
    if reason is None and wording >= 0:
        return _BY_WORDS[wording][1]
    return reason or _by_markup(held.any_bits[own])


@lru_cache(maxsize=10_000)
def _by_markup(found: int) -> RemovalReason | None:
    return next((reason for bits, reason in _BY_MARKUP if found & bits), None)


def _by_place(
    i: int, words: float, state: RemovalReason | None, body: tuple[int, int]
) -> RemovalReason:
    if state is not None:
        return state
    if words >= 12 and i > body[1]:
        return RemovalReason.RELATED
    if words < 8 and i < body[0]:
        return RemovalReason.NAVIGATION
    return RemovalReason.FOOTER if i > body[1] + _FAR else RemovalReason.BOILERPLATE
