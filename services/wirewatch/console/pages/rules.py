"""Rules: listed, looked at, added, changed, switched, removed."""

import asyncio
from datetime import timedelta
from itertools import islice

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from wirewatch.console import rule_editing
from wirewatch.console.desk import AtDesk, Desk
from wirewatch.console.forms import Form, read_form
from wirewatch.console.problems import Problem
from wirewatch.console.records import ALERTS
from wirewatch.console.rendering import page
from wirewatch.console.rule_checking import PAST_DAYS, PREVIEW_DAYS, look_back
from wirewatch.console.rule_editing import RuleEdit, RuleFault
from wirewatch.console.rule_past import apply_to_past
from wirewatch.core.feedback import by_rule, examples_of, is_open
from wirewatch.core.rule_checking import check
from wirewatch.core.rule_examples import broken_examples
from wirewatch.core.rule_standing import Standing, standing_of
from wirewatch.events import Past, Rule

router = APIRouter()

SHOWN = 100
BROKEN_SHOWN = 5
_LOOKED_AT = 500
"""Rules whose statistics are asked for at a time, where only silent ones are wanted."""


@router.get("/rules")
async def rules(
    request: Request,
    desk: AtDesk,
    done: str = "",
    find: str = "",
    after: str = "",
    silent: str = "",
) -> Response:
    """The list, by id; `find` narrows it to rules with that text in id, name or expression."""
    wanted = find.strip().casefold()
    fitting = {
        rule_id: rule
        for rule_id, rule in desk.rules.items()
        if rule_id > after and wanted in f"{rule_id}\n{rule.name}\n{rule.expression}".casefold()
    }
    standings = await _standings(desk, fitting, silent=bool(silent))
    shown = {rule_id: fitting[rule_id] for rule_id in standings}
    last = list(shown)[-1] if len(shown) == SHOWN else ""
    return page(
        request,
        "rules.html",
        rules=shown,
        standings=standings,
        costs=await desk.costs.of(list(shown), desk.names),
        known=len(desk.rules),
        lists=len(desk.lists),
        last=last if any(rule_id > last for rule_id in fitting) else "",
        find=find,
        silent=silent,
        done=done,
        days=PREVIEW_DAYS,
    )


@router.get("/rules/new")
async def new_rule(request: Request, desk: AtDesk, expression: str = "") -> Response:
    """The form for a new rule."""
    return _form_page(request, desk, RuleEdit.model_construct(expression=expression[:20_000]))


@router.post("/rules/check")
async def check_rule(request: Request, desk: AtDesk) -> Response:
    """How an expression is read, and what it would have found: a piece of the form's page."""
    form = await read_form(request)
    expression, rule_id = form.one("expression"), form.one("rule_id")
    checked = await asyncio.to_thread(check, expression, desk.names, rule_id=rule_id)
    days = form.one("days")
    found, broken = None, []
    if checked.node is not None:
        given = [_lines(form.all(name)) or () for name in ("must_match", "must_not_match")]
        broken = list(islice(broken_examples(checked.node, *given), BROKEN_SHOWN))
        span = int(days) if days in map(str, PAST_DAYS) else PREVIEW_DAYS
        found = await look_back(desk.store, desk.clock, checked.node, days=span)
    return page(
        request,
        "rule_check.html",
        checked=checked,
        preview=found,
        rules=desk.rules,
        broken=broken,
    )


@router.post("/rules")
async def add_rule(request: Request, desk: AtDesk) -> Response:
    """Add a rule, or show the form again with what is wrong."""
    form = await read_form(request)
    try:
        rule = await rule_editing.create(desk, _edit_of(form, rule_id=form.one("rule_id").strip()))
    except RuleFault as fault:
        return _form_page(request, desk, _draft(form, form.one("rule_id")), fault=fault)
    if form.one("past") in list(Past):
        days = form.whole_number("days")
        await apply_to_past(desk, rule.rule_id, Past(form.one("past")), days=days)
        return RedirectResponse(f"/rules/{rule.rule_id}?done=added#past", 303)
    return RedirectResponse(f"/rules?done=added+{rule.rule_id}#{rule.rule_id}", 303)


@router.get("/rules/{rule_id}")
async def rule_page(request: Request, desk: AtDesk, rule_id: str, done: str = "") -> Response:
    """One rule: what it says, its alerts, its past, and the form to change it."""
    rule = _known(desk, rule_id)
    alerts, _ = await ALERTS.page(desk.store, {"rule_id": rule_id}, limit=5)
    standing = (await _standings(desk, {rule_id: rule}))[rule_id]
    return _form_page(
        request, desk, _edit_of_rule(rule), rule=rule, alerts=alerts, standing=standing, done=done
    )


@router.post("/rules/{rule_id}")
async def change_rule(request: Request, desk: AtDesk, rule_id: str) -> Response:
    """Keep an edit, or show the form again with what is wrong."""
    form = await read_form(request)
    version = form.whole_number("expected_version")
    try:
        await rule_editing.change(
            desk, rule_id, _edit_of(form, rule_id=rule_id), expected_version=version
        )
    except RuleFault as fault:
        rule = _known(desk, rule_id).model_copy(update={"version": version})
        return _form_page(request, desk, _draft(form, rule_id), rule=rule, fault=fault)
    return RedirectResponse(f"/rules?done=changed+{rule_id}#{rule_id}", 303)


@router.post("/rules/{rule_id}/enabled")
async def switch_rule(request: Request, desk: AtDesk, rule_id: str) -> Response:
    """Switch a rule on or off."""
    form = await read_form(request)
    enabled = form.one("enabled") == "yes"
    await rule_editing.enable(
        desk, rule_id, enabled=enabled, expected_version=form.whole_number("expected_version")
    )
    word = "switched+on" if enabled else "switched+off"
    return RedirectResponse(f"/rules?done={word}+{rule_id}#{rule_id}", 303)


@router.post("/rules/{rule_id}/remove")
async def remove_rule(request: Request, desk: AtDesk, rule_id: str) -> Response:
    """Remove a rule."""
    form = await read_form(request)
    await rule_editing.remove(desk, rule_id, expected_version=form.whole_number("expected_version"))
    return RedirectResponse(f"/rules?done=removed+{rule_id}", 303)


def _form_page(
    request: Request,
    desk: Desk,
    edit: RuleEdit,
    *,
    rule: Rule | None = None,
    fault: RuleFault | None = None,
    alerts: object = (),
    standing: Standing | None = None,
    done: str = "",
) -> Response:
    rule_id = rule.rule_id if rule is not None else ""
    checked = None
    if edit.expression.strip():
        checked = check(edit.expression, desk.names, rule_id=rule_id)
    thumbs = examples_of(desk.names.feedback.get(rule_id, ()))
    node = checked.node if checked is not None else None
    return page(
        request,
        "rule.html",
        status=422 if fault else 200,
        edit=edit,
        rule=rule,
        fault=fault,
        checked=checked,
        thumbs=[(thumb, node is not None and is_open(thumb, node)) for thumb in reversed(thumbs)],
        rules=desk.rules,
        lists=desk.lists,
        users=desk.names.users_of(rule_id) if rule is not None else [],
        job=desk.backfill_of(rule_id) if rule is not None else None,
        past_days=PAST_DAYS,
        days=PREVIEW_DAYS,
        standing=standing,
        done=done,
        endpoints=desk.endpoints,
        alerts=alerts,
    )


async def _standings(
    desk: Desk, fitting: dict[str, Rule], *, silent: bool = False
) -> dict[str, Standing]:
    """What became of the first rules, or of the first silent ones; in order, at most SHOWN."""
    now, thumbs = desk.clock.now(), by_rule(desk.thumbs.values())
    found: dict[str, Standing] = {}
    waiting = iter(fitting.items())
    while part := dict(islice(waiting, _LOOKED_AT if silent else SHOWN)):
        activity = await desk.store.activity(list(part), now - timedelta(days=PREVIEW_DAYS))
        for rule_id, rule in part.items():
            standing = standing_of(
                rule, activity.get(rule_id), now=now, thumbs=thumbs.get(rule_id, ())
            )
            if standing.silent or not silent:
                found[rule_id] = standing
        if len(found) >= SHOWN:
            break
    return dict(islice(found.items(), SHOWN))


def _known(desk: Desk, rule_id: str) -> Rule:
    rule = desk.rules.get(rule_id)
    if rule is None:
        raise Problem(404, f"There is no rule {rule_id}; it may have been removed.")
    return rule


def _edit_of(form: Form, *, rule_id: str) -> RuleEdit:
    try:
        return RuleEdit.model_validate(_draft(form, rule_id).model_dump())
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise RuleFault(str(first["loc"][0]), first["msg"]) from error


def _draft(form: Form, rule_id: str) -> RuleEdit:
    """What was filled in, as it is, to be checked or shown again."""
    minutes = form.one("update_interval_minutes") or "30"
    is_number = minutes.isascii() and minutes.isdigit() and len(minutes) < 8
    return RuleEdit.model_construct(
        rule_id=rule_id,
        name=form.one("name"),
        expression=form.one("expression"),
        endpoints=form.all("endpoints"),
        enabled=form.one("enabled") == "yes",
        update_interval_seconds=int(minutes) * 60 if is_number else -1,
        must_match=_lines(form.all("must_match")),
        must_not_match=_lines(form.all("must_not_match")),
        force=form.one("force") == "yes",
    )


def _lines(fields: tuple[str, ...]) -> tuple[str, ...] | None:
    """The examples in a field, one a line; None where the form does not have it."""
    if not fields:
        return None
    return tuple(line for text in fields for raw in text.splitlines() if (line := raw.strip()))


def _edit_of_rule(rule: Rule) -> RuleEdit:
    return RuleEdit.model_construct(
        rule_id=rule.rule_id,
        name=rule.name,
        expression=rule.expression,
        endpoints=rule.endpoints,
        enabled=rule.enabled,
        update_interval_seconds=rule.update_interval_seconds,
        must_match=tuple(" ".join(text.split()) for text in rule.must_match),
        must_not_match=tuple(" ".join(text.split()) for text in rule.must_not_match),
    )
