"""What the tags of HTML do to a line of text, and which of them end an element left open.

Roles and left-out end tags are those of the HTML Standard (sections 13.1.2.4 and 13.2.6) as far as
they bear on blocks of text.
"""


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


BLOCK = _names(
    "address article aside blockquote button caption center dd details dialog dir div dl dt"
    " fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup label legend"
    " li main menu nav ol p picture pre section summary table tbody td tfoot th thead tr ul"
)
_INLINE = _names(
    "span b i em strong font small big sub sup q cite abbr mark code ins del time u s strike tt"
    " kbd samp var dfn ruby rb rt rp bdi bdo acronym nobr o data output option optgroup"
)
_VOID = _names("input wbr source embed col area track param base basefont bgsound keygen frame")
_FRAME = _names("body head frameset /html /body /head /frameset /br /img /input /meta /link /hr")
(
    START, INLINE_START, INLINE_END, END, LINK, LINK_END, NOTHING, BREAK, RULE, META,
    REFERENCE, ROOT, IMAGE,
) = range(13)  # fmt: skip
ROLE = {
    **dict.fromkeys(_INLINE, INLINE_START), **{"/" + tag: INLINE_END for tag in _INLINE},
    **dict.fromkeys(_VOID, NOTHING), **{"/" + tag: NOTHING for tag in _VOID},
    **dict.fromkeys(_FRAME, NOTHING),
    **dict.fromkeys(BLOCK, START), **{"/" + tag: END for tag in BLOCK},
    "a": LINK, "/a": LINK_END, "br": BREAK, "hr": RULE, "meta": META, "link": REFERENCE,
    "html": ROOT, "img": IMAGE,
}  # fmt: skip
WITHIN_PARAGRAPH = frozenset(("button", "label", "picture", "legend"))
CELLS = ("td", "th")
_ROWS = ("tr", *CELLS)
_GROUPS = ("tbody", "thead", "tfoot", "caption", *_ROWS)
CLOSED_BY = {
    "li": ("li",), "dd": ("dd", "dt"), "dt": ("dd", "dt"), "td": CELLS, "th": CELLS,
    "tr": _ROWS, "tbody": _GROUPS, "thead": _GROUPS, "tfoot": _GROUPS,
}  # fmt: skip
HELD_BY = {
    "li": ("ul", "ol", "menu", "dir"), "dd": ("dl",), "dt": ("dl",), "td": ("tr", "table"),
    "th": ("tr", "table"), "tr": ("table",), "tbody": ("table",), "thead": ("table",),
    "tfoot": ("table",),
}  # fmt: skip
FENCES = frozenset(("td", "th", "caption"))
TABLE_TAGS = frozenset(("table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption"))


def role_of_other(name: str) -> tuple[str, int]:
    """The name and role of a tag in capitals or of a name of the page's own.

    Names with a hyphen are elements of the page's own making, which stand for boxes more often than
    for parts of a line.
    """
    low = name.lower()
    role = ROLE.get(low)
    if role is None:
        ending = low[0] == "/"
        plain = low.removeprefix("/").replace("-", "")
        if "-" in low and plain.isascii() and plain.isalnum():
            role = END if ending else START
        else:
            role = INLINE_END if ending else INLINE_START
    return low, role
