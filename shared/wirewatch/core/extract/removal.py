"""Why a block that is not part of the article was left out, as well as one can tell."""

import re
from collections.abc import Sequence

from wirewatch.core.extract.article import RemovalReason, RemovedBlock
from wirewatch.core.extract.blocks import Block, Page
from wirewatch.core.extract.line_features import LINE_FEATURES, line_row
from wirewatch.core.extract.markup_words import BIT

_COLUMN = {name: i for i, name in enumerate(LINE_FEATURES)}
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
_FAR = 30


def removed_blocks(
    page: Page, removed: Sequence[int], known: dict[int, RemovalReason], body: tuple[int, int]
) -> tuple[RemovedBlock, ...]:
    """The blocks left out, neighbours of one reason joined.

    `known` holds reasons decided already; `body` is the first and last block kept.
    """
    found: list[tuple[int, RemovalReason]] = []
    state: RemovalReason | None = None
    for i in removed:
        block = page.blocks[i]
        reason = known.get(i) or _reason(block)
        words = line_row(block.text)[0]
        if i > body[1] and words <= 8 and reason in (RemovalReason.COMMENT, RemovalReason.RELATED):
            state = reason  # a heading: what follows belongs to it
        if reason is None:
            reason = _by_place(i, words, state if i > body[1] else None, body)
        found.append((i, reason))
    groups: list[list[int]] = []
    reasons: list[RemovalReason] = []
    for i, reason in found:
        if groups and reasons[-1] is reason and groups[-1][-1] == i - 1 and len(groups[-1]) < 200:
            groups[-1].append(i)
        else:
            groups.append([i])
            reasons.append(reason)
    junk = (RemovedBlock(b.text, RemovalReason.BOILERPLATE, page.place(b)) for b in page.junk)
    return (
        *(
            RemovedBlock(
                "\n".join(page.blocks[i].text for i in group),
                reason,
                page.place(page.blocks[group[0]]),
            )
            for group, reason in zip(groups, reasons, strict=True)
        ),
        *junk,
    )


def _reason(block: Block) -> RemovalReason | None:
    if _CALENDAR.match(block.text):
        return RemovalReason.CALENDAR
    for bits, reason in _BY_MARKUP:
        if (block.own_bits | block.near_bits) & bits:
            return reason
    row = line_row(block.text)
    best, least = None, 0.12 if row[0] > 3 else 0.3
    for name, reason in _BY_WORDS:
        if row[_COLUMN[name]] > least:
            best, least = reason, row[_COLUMN[name]]
    if best is None:
        for bits, reason in _BY_MARKUP:
            if block.any_bits & bits:
                return reason
    return best


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
