"""Templates, and how values are written in them. Everything is escaped unless marked here."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from wirewatch.console.highlighting import marked
from wirewatch.console.histogram import day_histogram, histogram, spark
from wirewatch.console.language_names import language_name
from wirewatch.console.passages import snippets_of
from wirewatch.events import Moment

HERE = Path(__file__).parent
STATIC = HERE / "static"


def page(request: Request, template: str, /, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A page from a template; it knows where it stands, and what its forms must carry."""
    state = request.scope.get("state", {})
    visitor = state.get("visitor")
    text = TEMPLATES.get_template(template).render(
        path=request.url.path,
        csrf=state.get("csrf", ""),
        may_enter=visitor is not None and visitor.may_enter,
        signed_in=bool(visitor is not None and visitor.session),
        now=request.app.state.desk.clock.now(),
        kibana_url=link(request.app.state.desk.settings.kibana_url),
        **values,
    )
    return HTMLResponse(text, status)


def link(url: str | None) -> str | None:
    """The URL where it may stand in a link: absolute http or https; else None."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def moment(value: datetime | str | None, style: str = "full") -> Markup:
    """A time element in UTC: `full`, or `ago` for one that the page's script keeps relative."""
    if value is None:
        return Markup("—")
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return Markup("{}").format(value)
    value = value.astimezone(UTC)
    full = f"{value.day} {value:%b %Y, %H:%M}"
    return Markup('<time datetime="{}" title="{} UTC" data-style="{}">{}</time>').format(
        value.isoformat(timespec="milliseconds").replace("+00:00", "Z"), full, style, full
    )


def stated(value: Moment) -> Markup:
    """A date as far as the page told it: no time of day where none was given."""
    form = {"day": "%Y-%m-%d", "month": "%Y-%m"}.get(value.precision)
    if form is None:
        return moment(value.value)
    try:
        day = datetime.strptime(value.value, form).replace(tzinfo=UTC)
    except ValueError:
        return moment(value.value)
    shown = f"{day:%b %Y}" if value.precision == "month" else f"{day.day} {day:%b %Y}"
    return Markup("<time>{}</time>").format(shown)


def day(value: str) -> str:
    """A day such as 2026-01-31, as people write it."""
    read = datetime.strptime(value, "%Y-%m-%d").replace(tzinfo=UTC)
    return f"{read.day} {read:%b}"


def number(value: int) -> str:
    """With thousands set apart."""
    return f"{value:,}".replace(",", "\u202f")


def address(path: str, **parameters: object) -> str:
    """A path with those query parameters that have a value."""
    kept = {k: v for k, v in parameters.items() if v not in (None, "")}
    return path + ("?" + urlencode(kept) if kept else "")


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "moment": moment,
        "stated": stated,
        "day": day,
        "number": number,
        "link": link,
        "language_name": language_name,
        "words": lambda value: str(value).replace("_", " "),
    }
    environment.globals |= {
        "marked": marked,
        "histogram": histogram,
        "day_histogram": day_histogram,
        "spark": spark,
        "snippets_of": snippets_of,
        "address": address,
    }
    return environment


TEMPLATES = _environment()
