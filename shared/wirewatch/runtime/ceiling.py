"""The ceiling on dead letters: a bad deploy stops a stage, a bad source only trips its breaker.

The limits are the ones of Sentry's Arroyo in spirit (a share and a run), stated in the design: over
5 % of the last 1,000 records, or 50 in a row.
"""

from collections import Counter, deque

from wirewatch.core.errors import Reason

WINDOW = 1000
SHARE = 0.05
LEAST_IN_WINDOW = 100
IN_A_ROW = 50
SOURCES_FOR_SYSTEMIC = 5


class StageStopped(Exception):
    """A stage has refused so much that it must not go on; somebody has to look."""


class DeadLetterCeiling:
    """Counts refusals and says when a stage must stop or a source's breaker trips."""

    def __init__(self) -> None:
        self._recent: deque[tuple[Reason | None, str]] = deque(maxlen=WINDOW)
        self._run = 0
        self._source_runs: Counter[str] = Counter()

    def accepted(self, source_id: str) -> None:
        """One record was handled well."""
        self._recent.append((None, source_id))
        self._run = 0
        self._source_runs.pop(source_id, None)

    def refused(self, reason: Reason, source_id: str) -> bool:
        """One record was refused; returns True when this trips the source's breaker.

        Raises:
            StageStopped: refusals that a source's input does not explain are over the limit.
        """
        self._recent.append((reason, source_id))
        self._source_runs[source_id] += 1
        systemic = self._systemic()
        self._run = self._run + 1 if reason in systemic else 0
        if self._run >= IN_A_ROW:
            raise StageStopped(f"{IN_A_ROW} records in a row were refused, the last as {reason}")
        if len(self._recent) >= LEAST_IN_WINDOW:
            count = sum(1 for r, _ in self._recent if r in systemic)
            if count > SHARE * len(self._recent):
                share = f"{count} of the last {len(self._recent)} records"
                raise StageStopped(f"{share} were refused, the last as {reason}")
        return self._source_runs[source_id] == IN_A_ROW

    def _systemic(self) -> set[Reason]:
        """Reasons that point at us: unexpected ones, and any reason seen across many sources."""
        sources: dict[Reason, set[str]] = {}
        for reason, source in self._recent:
            if reason is not None:
                sources.setdefault(reason, set()).add(source)
        return {
            reason
            for reason, where in sources.items()
            if not reason.caused_by_input or len(where) >= SOURCES_FOR_SYSTEMIC
        }
