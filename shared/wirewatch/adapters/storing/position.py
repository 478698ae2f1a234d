"""Where a record stands in the newest-first order, as a cursor that callers hand back."""

import re
from dataclasses import dataclass
from typing import Self

_FORM = re.compile(r"(-?[0-9]{1,18})~(.{1,512})", re.DOTALL)


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """Time in milliseconds since 1970, then the id: a total order over the records of a kind."""

    time_ms: int
    id: str

    def cursor(self) -> str:
        """The opaque text that stands for this position."""
        return f"{self.time_ms}~{self.id}"

    @classmethod
    def of(cls, cursor: str) -> Self:
        """Read a cursor back.

        Raises:
            ValueError: it is none of ours.
        """
        form = _FORM.fullmatch(cursor)
        if form is None:
            raise ValueError(f"{cursor[:100]!r} is not a cursor that a search returned")
        return cls(int(form[1]), form[2])
