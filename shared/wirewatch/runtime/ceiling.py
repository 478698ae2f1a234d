"""The ceiling on dead letters: a bad deploy stops a stage, a bad source only trips its breaker.

The limits are the ones of Sentry's Arroyo in spirit (a share and a run), stated in the design: over
5 % of the last 1,000 records, or 50 in a row.
"""

from collections import Counter, deque
from collections.abc import Iterable

from wirewatch.core.errors import Reason

WINDOW = 1000
SHARE = 0.05
LEAST_IN_WINDOW = 100
IN_A_ROW = 50
SOURCES_FOR_SYSTEMIC = 5
SOURCES_KEPT = 10_000
"""Sources whose refusals in a row are counted; what is no page names its source itself."""

_Record = tuple[Reason | None, str]
"""Why a record was refused, None where it was not, and its source."""


class StageStopped(Exception):
    """A stage has refused so much that it must not go on; somebody has to look."""


class DeadLetterCeiling:
    """Counts refusals and says when a stage must stop or a source's breaker trips."""

    def __init__(self) -> None:
        self._recent: deque[_Record] = deque(maxlen=WINDOW)
        self._run: deque[_Record] = deque(maxlen=WINDOW)
        self._source_runs: Counter[str] = Counter()

    def accepted(self, source_id: str) -> None:
        """One record was handled well."""
        self._recent.append((None, source_id))
        self._run.clear()
        self._source_runs.pop(source_id, None)

    def refused(self, reason: Reason, source_id: str) -> bool:
        """One record was refused; returns True when this trips the source's breaker.

        Raises:
            StageStopped: refusals that a source's input does not explain are over the limit.
        """
        self._recent.append((reason, source_id))
        self._run.append((reason, source_id))
        self._source_runs[source_id] += 1
        if len(self._source_runs) > SOURCES_KEPT:
            del self._source_runs[next(iter(self._source_runs))]
        if _unexplained(self._run) >= IN_A_ROW:
            raise StageStopped(f"{IN_A_ROW} records in a row were refused, the last as {reason}")
        if len(self._recent) >= LEAST_IN_WINDOW:
            count = _unexplained(self._recent)
            if count > SHARE * len(self._recent):
                share = f"{count} of the last {len(self._recent)} records"
                raise StageStopped(f"{share} were refused, the last as {reason}")
        return self._source_runs[source_id] == IN_A_ROW


def _unexplained(records: Iterable[_Record]) -> int:
    """Refusals that point at us: unexpected ones, and any reason seen across many sources.

    Of the latter a source counts for no more than all the others together: a flood from one bad
    source, for a reason that now and then others give too, is still that source's.
    """
    by_reason: dict[Reason, Counter[str]] = {}
    for reason, source in records:
        if reason is not None:
            by_reason.setdefault(reason, Counter())[source] += 1
    count = 0
    for reason, sources in by_reason.items():
        total, most = sources.total(), max(sources.values())
        if not reason.caused_by_input:
            count += total
        elif len(sources) >= SOURCES_FOR_SYSTEMIC:
            count += total - most + min(most, total - most)
    return count
