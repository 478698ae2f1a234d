"""A preview on the terminal and as JSON."""

from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from wirewatch.cli.explaining import show_reading
from wirewatch.cli.showing import highlighted, inert
from wirewatch.core.matching import event_hits, snippets
from wirewatch.core.previewing import Preview, Sample
from wirewatch.core.rule_checking import Checked
from wirewatch.events import Snippet

_BARS = " ▁▂▃▄▅▆▇█"
_MOST_DAYS = 400


def preview_as_json(checked: Checked, found: Preview) -> dict[str, Any]:
    """The object that `--json` prints."""
    return {
        "expression": checked.expression,
        "read_as": checked.bracketed,
        "meaning": checked.plain,
        "warnings": [{"message": w.message, "position": w.position} for w in checked.warnings],
        "same_as": list(checked.twins),
        "since": found.since.isoformat(),
        "until": found.until.isoformat(),
        "articles": found.articles,
        "articles_are": "verified" if found.verified else "estimated",
        "stories": found.stories,
        "stories_are": "verified" if found.whole else "at least",
        "examined": found.examined,
        "candidates": found.candidates,
        "days": [
            {"day": d.day, "articles": d.articles, "verified": d.verified} for d in found.days
        ],
        "samples": [_sample(sample) for sample in found.samples],
        "cost": None
        if found.cost is None
        else {
            "microseconds_per_article": round(found.cost.seconds_per_article * 1e6, 1),
            "share_of_articles_tried": round(found.cost.share_tried, 4),
        },
    }


def show_preview(console: Console, checked: Checked, found: Preview) -> None:
    """Print what `wirewatch rule test` found out."""
    show_reading(console, checked)
    console.print()
    console.print(Text.assemble((_total(found), "bold"), f"  {_sureness(found)}"))
    if found.articles and 1 < len(found.days) <= _MOST_DAYS:
        _show_days(console, found)
    for sample in found.samples:
        _show_sample(console, sample)
    if found.cost is not None:
        microseconds = found.cost.seconds_per_article * 1e6
        share = found.cost.share_tried
        console.print(
            f"cost: {microseconds:.0f} µs for an article, tried on {share:.1%} of them", style="dim"
        )


def _total(found: Preview) -> str:
    stories = f"{found.stories:,}" if found.whole else f"at least {found.stories:,}"
    about = "" if found.verified else "about "
    return (
        f"{about}{found.articles:,} {'article' if found.articles == 1 else 'articles'} in {stories}"
        f" {'story' if found.stories == 1 else 'stories'}"
        f" since {found.since:%Y-%m-%d %H:%M} UTC"
    )


def _sureness(found: Preview) -> str:
    if found.whole:
        return f"verified: all {found.examined:,} candidates were looked at"
    if found.verified:
        return f"verified by the index; the newest {found.examined:,} were looked at"
    return f"estimated: {found.examined:,} of {found.candidates:,} candidates were looked at"


def _show_days(console: Console, found: Preview) -> None:
    most = max(day.articles for day in found.days)
    line = Text("  ")
    for day in found.days:
        height = -(-day.articles * (len(_BARS) - 1) // most)
        line.append(_BARS[height] if height else "·", "" if day.verified else "dim")
    console.print(line)
    first, last = found.days[0], found.days[-1]
    busiest = max(found.days, key=lambda day: day.articles)
    about = "" if busiest.verified else "about "
    told = f"  {first.day} to {last.day}, most on {busiest.day}: {about}{busiest.articles:,}"
    if not found.verified:
        told += "; dim days are estimated"
    console.print(told, style="dim")


def _show_sample(console: Console, sample: Sample) -> None:
    article = sample.found.article.article
    console.print()
    console.print(Text(inert(article.title) or inert(article.url), style="bold"))
    more = f", {sample.articles} articles of the story" if sample.articles > 1 else ""
    console.print(
        Text(f"  {inert(article.site)}, {article.accepted_at:%Y-%m-%d %H:%M}{more}", style="dim")
    )
    for snippet in passages(sample)[:2]:
        console.print(Padding(highlighted(snippet), (0, 0, 0, 2)))


def passages(sample: Sample) -> tuple[Snippet, ...]:
    """The passages that show why the sample was found; none for a rule without words."""
    match = sample.found.match
    if match is None:
        return ()
    return snippets(sample.found.article.article, event_hits(match))


def _sample(sample: Sample) -> dict[str, Any]:
    grouped = sample.found.article
    return {
        "article_id": grouped.article.article_id,
        "story_id": grouped.story_id,
        "url": grouped.article.url,
        "title": grouped.article.title,
        "accepted_at": grouped.article.accepted_at.isoformat(),
        "articles": sample.articles,
        "snippets": [snippet.model_dump() for snippet in passages(sample)],
    }
