"""The volume over time as inline SVG, with attributes only: the page allows no inline style."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from markupsafe import Markup

from wirewatch.core.ports import Count
from wirewatch.core.previewing import DayCount

_WIDTH, _HEIGHT, _GAP = 600, 56, 2.0


def histogram(bars: Sequence[Count]) -> Markup:
    """Bars from left to right, each with its start and count as a tooltip; empty without bars."""
    shown = [(bar.value.replace("T", " ").removesuffix(":00Z"), bar.count, True) for bar in bars]
    return _drawn(shown, "Articles over time", fewest=12)


def day_histogram(days: Sequence[DayCount]) -> Markup:
    """A bar for each day; those that are estimated are pale and say so."""
    shown = [(day.day, day.articles, day.verified) for day in days]
    return _drawn(shown, "Articles by day")


def spark(days: Sequence[Count], now: datetime, length: int) -> Markup:
    """The alerts of the last `length` days, small; `days` may leave days out."""
    counts = {day.value: day.count for day in days}
    today = now.astimezone(UTC).date()
    every = [(today - timedelta(days=n)).isoformat() for n in range(length - 1, -1, -1)]
    shown = [(day, counts.get(day, 0), True) for day in every]
    return _drawn(shown, "Alerts by day", kind="histogram spark")


def _drawn(
    bars: Sequence[tuple[str, int, bool]], what: str, *, fewest: int = 1, kind: str = "histogram"
) -> Markup:
    if not bars:
        return Markup("")
    most = max(1, *(count for _, count, _ in bars))
    step = _WIDTH / max(len(bars), fewest)
    drawn = Markup("").join(
        Markup(
            '<rect{} x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="1">'
            "<title>{}: {}{}</title></rect>"
        ).format(
            Markup("") if sure else Markup(' class="estimated"'),
            index * step,
            _HEIGHT - _height(count, most),
            max(step - _GAP, 1.0),
            _height(count, most),
            name,
            "" if sure else "about ",
            count,
        )
        for index, (name, count, sure) in enumerate(bars)
    )
    return Markup(
        '<svg class="{}" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img"'
        ' aria-label="{}">{}</svg>'
    ).format(kind, _WIDTH, _HEIGHT, f"{what}, at most {most} in one bar", drawn)


def _height(count: int, most: int) -> float:
    """A bar that is not empty can be seen."""
    return max(count / most * (_HEIGHT - 2), 2.0) if count else 0.6
