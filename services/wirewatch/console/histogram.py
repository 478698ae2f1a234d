"""The volume over time as inline SVG, with attributes only: the page allows no inline style."""

from collections.abc import Sequence

from markupsafe import Markup

from wirewatch.core.ports import Count

_WIDTH, _HEIGHT, _GAP = 600, 56, 2.0


def histogram(bars: Sequence[Count]) -> Markup:
    """Bars from left to right, each with its start and count as a tooltip; empty without bars."""
    if not bars:
        return Markup("")
    most = max(1, *(bar.count for bar in bars))
    step = _WIDTH / max(len(bars), 12)
    drawn = Markup("").join(
        Markup(
            '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="1">'
            "<title>{}: {}</title></rect>"
        ).format(
            index * step,
            _HEIGHT - _height(bar.count, most),
            max(step - _GAP, 1.0),
            _height(bar.count, most),
            bar.value.replace("T", " ").removesuffix(":00Z"),
            bar.count,
        )
        for index, bar in enumerate(bars)
    )
    label = f"Articles over time, at most {most} in one bar"
    return Markup(
        '<svg class="histogram" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img"'
        ' aria-label="{}">{}</svg>'
    ).format(_WIDTH, _HEIGHT, label, drawn)


def _height(count: int, most: int) -> float:
    """A bar that is not empty can be seen."""
    return max(count / most * (_HEIGHT - 2), 2.0) if count else 0.6
