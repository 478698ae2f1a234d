"""Markup cut at its tags: a flat list of pieces instead of a tree, in time linear in its length.

Regular expressions, which are compiled, find the tags; what shows nothing (scripts, styles,
drawings, comments) is skipped before with plain searches. Nothing here looks twice at the same
characters for the sake of markup that is broken, so broken markup costs no more than sound one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from wirewatch.core.extract.references import unescaped

_HIDDEN_ELEMENTS = (
    "script style noscript template svg iframe object textarea select canvas audio video map math"
    " datalist applet noframes title"
)  # fmt: skip


def _any_case(name: str) -> str:
    return "".join(f"[{c}{c.upper()}]" for c in name)


def _skipped(names: str) -> re.Pattern[str]:
    """A pattern for the beginning of what shows nothing, which tries each first letter once."""
    tails: dict[str, list[str]] = {}
    for name in names.split():
        tails.setdefault(name[0], []).append(_any_case(name[1:]))
    either = "|".join(_any_case(c) + f"(?:{'|'.join(rest)})" for c, rest in tails.items())
    return re.compile(rf"<(?:[!?]|({either})(?=[\s/>]))")


_SKIPPED = _skipped(_HIDDEN_ELEMENTS)
_SKIPPED_BUT_TEMPLATES = _skipped(_HIDDEN_ELEMENTS.replace(" template", ""))
_NESTING = frozenset(("template", "svg", "object"))
_TO_THE_END = frozenset(("script", "style"))
_TAG = re.compile(r"<(/?[A-Za-z][^\s/>]*)([^>]*)>")
_ATTRIBUTE = re.compile(r"([^\s\"'>/=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+)))?")
_VALUE = re.compile(r"=\s{0,9}(?:\"[^\"]*\"|'[^']*')")
_OPEN_VALUE = re.compile(r"=\s{0,9}[\"']")
_LONGEST_TAG = 20_000
_MOST_PIECES = 40
_NAME, _ATTRIBUTES, _TEXT = range(3)
_NEVER_CLOSED = frozenset(("br", "img", "input", "meta", "link", "hr", "wbr", "source", "embed"))


@dataclass(slots=True)
class Markup:
    """A page's markup in pieces.

    `pieces` is a text and then in turn a tag's name with the slash of an end tag, the rest of the
    tag, and the text up to the next one. `scripts` are the pieces of linked data, `title` the
    document's title, `shown` is
    what was cut, `templates` whether anything stood in `template` elements. `root` is the tag of
    the `html` element, `metas` and `links` those of such elements.
    """

    pieces: list[str]
    shown: str = ""
    scripts: list[str] = field(default_factory=list)
    title: str = ""
    templates: bool = False
    root: str = ""
    metas: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def named(self, name: str) -> Iterator[tuple[int, dict[str, str]]]:
        """The place and attributes of each element of a name in small letters."""
        for place, other in enumerate(self.pieces[1::3]):
            if other == name:
                yield place, attributes(self.pieces[3 * place + 2])

    def marked(self, *marks: str) -> Iterator[tuple[int, str, dict[str, str]]]:
        """The place, name and attributes of each element whose tag holds one of the marks."""
        tags = self.pieces[2::3]
        present = [mark for mark in marks if mark in self.shown]
        found = {place for mark in present for place, tag in enumerate(tags) if mark in tag}
        for place in sorted(found):
            yield place, self.pieces[3 * place + 1].lower(), attributes(tags[place])

    def end_of(self, place: int) -> int:
        """The place of the tag that ends the element begun at `place`; that of the last tag where
        none does within a hundred tags."""
        name = self.pieces[3 * place + 1]
        if name.lower() in _NEVER_CLOSED:
            return place
        depth, last = 1, min(place + 100, len(self.pieces) // 3 - 1)
        for here in range(place + 1, last + 1):
            other = self.pieces[3 * here + 1]
            if other == name:
                depth += 1
            elif other[0] == "/" and other[1:] == name:
                depth -= 1
                if not depth:
                    return here
        return last

    def text_of(self, place: int) -> str:
        """The text in the element begun at `place`."""
        end = self.end_of(place)
        return unescaped("".join(self.pieces[3 * place + 3 : 3 * end + 3 : 3]))


def read_markup(text: str, templates: bool = False) -> Markup:
    """Cut a page's markup; what stands in `template` elements shows only if `templates`."""
    cutter = _Cutter(text, _SKIPPED_BUT_TEMPLATES if templates else _SKIPPED)
    shown = cutter.shown()
    end = shown.rfind(">") + 1  # behind it each `<` would be followed to the end in vain
    pieces = _TAG.split(shown[:end])
    pieces[-1] += shown[end:]
    return Markup(pieces, shown, cutter.scripts, cutter.title, cutter.templates)


def attributes(tag: str) -> dict[str, str]:
    """The attributes of a tag by lower-case name; of a name that occurs twice the first."""
    found: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(tag[:_LONGEST_TAG]):
        value = values[0] or values[1] or values[2]
        found.setdefault(name.lower(), unescaped(value) if "&" in value else value)
    return found


def is_cut_short(tag: str) -> bool:
    """Whether the piece of a tag ends inside a quoted value, because that holds a `>`."""
    return _OPEN_VALUE.search(_VALUE.sub(" ", tag)) is not None


def whole_tag(tag: str, text: str, rest: Iterator[tuple[str, str, str]]) -> tuple[str, str]:
    """The whole of a tag that was cut short, and the text after it, taken from the pieces behind.

    Where its quotes are not closed soon, the tag and the text stay as they are.
    """
    whole, ahead, behind = tag, text, text
    for _ in range(_MOST_PIECES):
        opening = _OPEN_VALUE.search(_VALUE.sub(" ", whole))
        if opening is None:
            return whole, behind
        closing = ahead.find(opening.group()[-1])
        end = ahead.find(">", closing) if closing >= 0 else -1
        if end >= 0:
            whole, behind = f"{whole}>{ahead[:end]}", ahead[end + 1 :]
            ahead = behind
            continue
        following = next(rest, None)
        if following is None or len(whole) + len(ahead) > _LONGEST_TAG:
            break
        name, more, after = following
        ahead = f"{ahead}<{name}{more}>{after}"
    return tag, text


class _Cutter:
    """Takes out what shows nothing; what was searched to the end in vain is not searched again."""

    def __init__(self, text: str, skipped: re.Pattern[str]) -> None:
        self._text = text
        self._skipped = skipped
        self._missing: set[str] = set()
        self.scripts: list[str] = []
        self.title = ""
        self.templates = False

    def shown(self) -> str:
        """The markup without elements that show nothing, comments and declarations."""
        text, search, kept, position = self._text, self._skipped.search, list[str](), 0
        while (found := search(text, position)) is not None:
            start = found.start()
            kept.append(text[position:start])
            name = found[1]
            position = self._behind(start) if name is None else self._behind_element(name, found)
        kept.append(text[position:])
        return "".join(kept)

    def _find(self, what: str, start: int) -> int:
        if what in self._missing:
            return -1
        end = self._text.find(what, start)
        if end < 0:
            self._missing.add(what)
        return end

    def _behind(self, start: int) -> int:
        """Where the markup goes on after a comment or declaration; a comment never closed opens."""
        if not self._text.startswith("<!--", start):
            return self._find(">", start) + 1 or start + 2
        end = self._find("-->", start + 2)
        return end + 3 if end >= 0 else start + 4

    def _behind_element(self, name: str, found: re.Match[str]) -> int:
        """Where the markup goes on after an element; where it is not closed, after its tag."""
        opened = self._find(">", found.end())
        if opened < 0:
            return len(self._text)
        closing = self._closing(name, opened)
        low = name.lower()
        if closing < 0:
            return len(self._text) if low in _TO_THE_END else opened + 1
        if self._text[opened - 1] == "/" and low not in _TO_THE_END:
            return opened + 1  # it closes itself
        if low == "script":
            if "ld+json" in self._text[found.end() : opened].lower():
                self.scripts.append(self._text[opened + 1 : closing])
        elif low == "title":
            self.title = self.title or unescaped(self._text[opened + 1 : closing][:5_000])
        elif low == "template":
            self.templates = True
        return self._find(">", closing) + 1 or len(self._text)

    def _closing(self, name: str, start: int) -> int:
        end = self._find(f"</{name}", start)
        if end < 0:
            return self._find(f"</{name.swapcase()}", start)
        if name in _NESTING:
            for _ in range(self._text.count(f"<{name}", start, end)):
                further = self._find(f"</{name}", end + 1)
                end = further if further >= 0 else end
        return end
