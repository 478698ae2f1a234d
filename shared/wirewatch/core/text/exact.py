"""Words as they were written, for comparison in case and form."""

import unicodedata

from wirewatch.core.text.characters import APOSTROPHES, IGNORABLE
from wirewatch.core.text.tokenizer import without_possessive

_TATWEEL = 0x0640
_LEFT_OUT: dict[int, str | None] = dict.fromkeys((*IGNORABLE, _TATWEEL))
_LEFT_OUT |= dict.fromkeys(map(ord, APOSTROPHES), "'")


def exact_form(written: str) -> str:
    """Return a token as written, without what nobody sees or means.

    Composed (NFC); a possessive 's, invisible characters and tatweel are left out; all apostrophes
    are the same. Case, accents and points stay: `NASA`, `Nasa`, `U.S.` and `US` are four forms.
    """
    if written.isascii() and "'" not in written and "`" not in written:
        return written
    return unicodedata.normalize("NFC", without_possessive(written).translate(_LEFT_OUT))
