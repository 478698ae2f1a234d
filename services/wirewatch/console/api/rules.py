"""Rules: read, added, changed, removed."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.responses import Response

from wirewatch.console import rule_editing
from wirewatch.console.desk import AtDesk
from wirewatch.console.problems import Problem
from wirewatch.console.rule_checking import PREVIEW_DAYS, look_back
from wirewatch.console.rule_editing import RuleEdit, RuleFault
from wirewatch.console.rule_past import MOST_DAYS, apply_to_past, cancel_past
from wirewatch.core.rule_checking import check
from wirewatch.events import Backfill, Past, Rule

router = APIRouter(tags=["rules"])


class Rules(BaseModel):
    """Every rule, by id."""

    rules: list[Rule]


class RuleChange(RuleEdit):
    """An edit of a rule, which tells the version that was edited."""

    expected_version: int = Field(ge=1)


class Expression(BaseModel):
    """An expression to be read, and how many days back it is tried."""

    expression: str = Field(max_length=20_000)
    days: int = Field(default=PREVIEW_DAYS, ge=1, le=366)


class PastWish(BaseModel):
    """What becomes of the past: `seen`, or one `digest` to the rule's endpoints."""

    past: Past
    days: int = Field(default=PREVIEW_DAYS, ge=1, le=MOST_DAYS)


class DayOfHits(BaseModel):
    """The articles of one day (UTC): counted where `verified`, else estimated."""

    day: str
    articles: int
    verified: bool


class Fault(BaseModel):
    """What is wrong with an expression, and at which character (from 0)."""

    message: str
    position: int


class CheckAnswer(BaseModel):
    """How an expression is read, and how many articles of the last days it holds for."""

    valid: bool
    reading: str = Field(description="fully bracketed")
    plain: str = Field(description="in words")
    same_as: list[str] = Field(description="rules that mean the same")
    error: Fault | None
    errors: list[Fault]
    warnings: list[Fault]
    days: int
    hits: int | None
    verified: bool | None
    stories: int | None = Field(description="at least, where `stories_verified` is false")
    stories_verified: bool | None
    by_day: list[DayOfHits]
    cost_microseconds: float | None = Field(description="to hold it against one article")


@router.get("/rules")
async def rules(desk: AtDesk) -> Rules:
    """Every rule."""
    return Rules(rules=list(desk.rules.values()))


@router.post("/rules", status_code=201)
async def add_rule(desk: AtDesk, edit: RuleEdit) -> Rule:
    """Add a rule; it applies to articles accepted from now on."""
    try:
        return await rule_editing.create(desk, edit)
    except RuleFault as fault:
        raise Problem(422, f"{fault.field}: {fault.message}") from fault


@router.post("/rules/check")
async def check_rule(desk: AtDesk, asked: Expression) -> CheckAnswer:
    """Read an expression, and try it on the articles of the last days."""
    checked = await asyncio.to_thread(check, asked.expression, desk.names)
    found = None
    if checked.node is not None:
        found = await look_back(desk.store, desk.clock, checked.node, days=asked.days)
    errors = [Fault(message=str(error), position=error.position) for error in checked.errors]
    cost = found.cost if found else None
    return CheckAnswer(
        valid=checked.node is not None,
        reading=checked.bracketed,
        plain=checked.plain,
        same_as=list(checked.twins),
        error=errors[0] if errors else None,
        errors=errors,
        warnings=[Fault(message=w.message, position=w.position) for w in checked.warnings],
        days=asked.days,
        hits=found.articles if found else None,
        verified=found.verified if found else None,
        stories=found.stories if found else None,
        stories_verified=found.whole if found else None,
        by_day=[
            DayOfHits(day=d.day, articles=d.articles, verified=d.verified)
            for d in (found.days if found else ())
        ],
        cost_microseconds=round(cost.seconds_per_article * 1e6, 1) if cost else None,
    )


@router.get("/rules/{rule_id}")
async def rule(desk: AtDesk, rule_id: str) -> Rule:
    """One rule."""
    found = desk.rules.get(rule_id)
    if found is None:
        raise Problem(404, "There is no such rule.")
    return found


@router.put("/rules/{rule_id}")
async def change_rule(desk: AtDesk, rule_id: str, edit: RuleChange) -> Rule:
    """Change a rule; 409 where somebody else changed it since `expected_version`."""
    try:
        return await rule_editing.change(
            desk, rule_id, edit, expected_version=edit.expected_version
        )
    except RuleFault as fault:
        raise Problem(422, f"{fault.field}: {fault.message}") from fault


@router.delete("/rules/{rule_id}", status_code=204)
async def remove_rule(
    desk: AtDesk, rule_id: str, expected_version: Annotated[int, Query(ge=1)]
) -> Response:
    """Remove a rule; its alerts stay."""
    await rule_editing.remove(desk, rule_id, expected_version=expected_version)
    return Response(status_code=204)


@router.post("/rules/{rule_id}/past", status_code=202)
async def start_past(desk: AtDesk, rule_id: str, wish: PastWish) -> Backfill:
    """Have a rule applied to the past, by a job that goes on after a crash."""
    return await apply_to_past(desk, rule_id, wish.past, days=wish.days)


@router.get("/rules/{rule_id}/past")
async def past(desk: AtDesk, rule_id: str) -> Backfill:
    """The latest such job of a rule, and how far it is."""
    job = desk.backfill_of(rule_id)
    if job is None:
        raise Problem(404, "This rule was never applied to the past.")
    return job


@router.delete("/rules/{rule_id}/past")
async def stop_past(desk: AtDesk, rule_id: str) -> Backfill:
    """Cancel it; what it has found stays."""
    return await cancel_past(desk, rule_id)
