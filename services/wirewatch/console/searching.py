"""From the fields of the search form to a query, with what is wrong in them."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from wirewatch.core.ports import Query
from wirewatch.core.rule_checking import NO_NAMES, Checked, check
from wirewatch.core.rule_names import RuleNames

PAGE_RESULTS = 20
_TEXT_LIMIT = 500


@dataclass(frozen=True, slots=True)
class SearchForm:
    """The fields as people filled them in; dates are whole days, UTC."""

    q: str = ""
    language: str = ""
    site: str = ""
    entity: str = ""
    topic: str = ""
    since: str = ""
    until: str = ""
    before: str = ""

    def parameters(self, **changed: str) -> dict[str, str]:
        """The query parameters of a link to this search with some fields changed, at page one."""
        form = replace(self, before="")
        values = {name: getattr(form, name) for name in FIELDS} | changed
        return {name: value for name, value in values.items() if value}

    @property
    def narrowed(self) -> dict[str, str]:
        """The fields beside the expression that have a value."""
        return {n: v for n, v in self.parameters().items() if n not in ("q", "before")}


FIELDS = ("q", "language", "site", "entity", "topic", "since", "until", "before")


@dataclass(frozen=True, slots=True)
class Search:
    """A form as read: a query, unless something is wrong with it."""

    form: SearchForm
    checked: Checked | None
    faults: tuple[str, ...]
    query: Query | None


def read_search(
    form: SearchForm, names: RuleNames = NO_NAMES, *, limit: int = PAGE_RESULTS
) -> Search:
    """Read the form; nothing in it raises."""
    faults: list[str] = []
    checked = check(form.q, names) if form.q.strip() else None
    since = _day(form.since, "from", faults)
    until = _day(form.until, "to", faults)
    if since and until and since > until:
        faults.append("The first day is after the last day.")
    if any(len(v) > _TEXT_LIMIT for v in form.narrowed.values()) or len(form.before) > 600:
        faults.append("One of the filters is too long.")
    if faults or (checked is not None and checked.error is not None):
        return Search(form, checked, tuple(faults), None)
    query = Query(
        node=checked.node if checked else None,
        since=since,
        until=until + timedelta(days=1) if until else None,
        language=form.language.strip() or None,
        site=form.site.strip() or None,
        entity=form.entity.strip() or None,
        topic=form.topic.strip() or None,
        limit=limit,
        before=form.before or None,
    )
    return Search(form, checked, (), query)


def _day(text: str, label: str, faults: list[str]) -> datetime | None:
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
        moment = datetime.combine(day, time(), UTC)
        _ = moment + timedelta(days=1)
    except (ValueError, OverflowError):
        faults.append(f"The day in “{label}” is none; write it like 2026-01-31.")
        return None
    return moment
