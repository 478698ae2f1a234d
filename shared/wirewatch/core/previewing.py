"""What a rule would have found: hits by day, folded by story, and how sure each number is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from wirewatch.core.ports import Found, Overview, Stretch

SAMPLES = 5


@dataclass(frozen=True, slots=True)
class DayCount:
    """The articles of one day (UTC); exact where `verified`, else an estimate."""

    day: str
    articles: int
    verified: bool


@dataclass(frozen=True, slots=True)
class Sample:
    """The newest article of a story that was found, and how many of the story were."""

    found: Found
    articles: int


@dataclass(frozen=True, slots=True)
class Cost:
    """What matching costs: time for one article, and the share of articles that need it."""

    seconds_per_article: float
    share_tried: float


@dataclass(frozen=True, slots=True)
class Preview:
    """What a rule would have found from `since` until `until`.

    `articles` and `days` are exact where `verified`; else they are estimates, from the share of
    the `examined` candidates for which the rule held. `stories` are those that were seen: exact
    where `whole`, else at least so many. `candidates` is how many the store's index could not
    rule out.
    """

    since: datetime
    until: datetime
    articles: int
    verified: bool
    stories: int
    whole: bool
    examined: int
    candidates: int
    days: tuple[DayCount, ...]
    samples: tuple[Sample, ...]
    cost: Cost | None = None


class Tally:
    """Adds up stretches of history, the newest first."""

    def __init__(self) -> None:
        self._by_day: Counter[str] = Counter()
        self._newest: dict[str, Found] = {}
        self._copies: Counter[str] = Counter()
        self._examined = 0
        self._articles = 0
        self._reached: datetime | None = None
        self.whole = False

    @property
    def examined(self) -> int:
        """How many candidates were held against the rule."""
        return self._examined

    def add(self, stretch: Stretch) -> None:
        """Take the next stretch in."""
        self._examined += stretch.examined
        self.whole = stretch.after is None
        for found in stretch.found:
            grouped = found.article
            self._articles += 1
            self._by_day[_day(grouped.article.accepted_at)] += 1
            self._newest.setdefault(grouped.story_id, found)
            self._copies[grouped.story_id] += 1
        if stretch.after is not None:
            time_ms = int(stretch.after.partition("~")[0])
            self._reached = datetime.fromtimestamp(time_ms / 1000, UTC)

    def preview(
        self, since: datetime, until: datetime, overview: Overview, cost: Cost | None
    ) -> Preview:
        """The preview of a window, whose candidates `overview` counts."""
        days = tuple(self._days(since, until, overview))
        exact = self.whole or overview.verified
        samples = [Sample(f, self._copies[s]) for s, f in list(self._newest.items())[:SAMPLES]]
        return Preview(
            since=since,
            until=until,
            articles=self._articles if self.whole else sum(day.articles for day in days),
            verified=exact,
            stories=len(self._newest),
            whole=self.whole,
            examined=self._examined,
            candidates=max(overview.candidates, self._examined),
            days=days,
            samples=tuple(samples),
            cost=cost,
        )

    def _days(self, since: datetime, until: datetime, overview: Overview) -> Sequence[DayCount]:
        counted: Counter[str] = Counter()
        for bar in overview.histogram:
            counted[bar.value[:10]] += bar.count
        share = self._articles / self._examined if self._examined else 0.0
        reached = _day(self._reached) if self._reached is not None else ""
        found = []
        for day in _days_between(since, until):
            if self.whole or day > reached:
                found.append(DayCount(day, self._by_day[day], verified=True))
            elif overview.verified:
                found.append(DayCount(day, counted[day], verified=True))
            else:
                estimate = max(round(counted[day] * share), self._by_day[day])
                found.append(DayCount(day, estimate, verified=False))
        return found


def _days_between(since: datetime, until: datetime) -> Sequence[str]:
    """Every day of a window whose end does not belong to it."""
    first = since.astimezone(UTC).date()
    last = (until - timedelta(milliseconds=1)).astimezone(UTC).date()
    return [(first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1)]


def _day(moment: datetime) -> str:
    return moment.astimezone(UTC).date().isoformat()
