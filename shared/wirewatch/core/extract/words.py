"""The words of a text, one by one, where a page's lines are not measured together."""

import re

_UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")


def words_of(text: str) -> list[str]:
    """The words of a text; each character of a script without spaces is one."""
    return _WORD.findall(text)
