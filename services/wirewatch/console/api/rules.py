"""Rules: read, added, changed, removed."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.responses import Response

from wirewatch.console import rule_editing
from wirewatch.console.desk import AtDesk
from wirewatch.console.problems import Problem
from wirewatch.console.rule_checking import PREVIEW_DAYS, check, preview
from wirewatch.console.rule_editing import RuleEdit, RuleFault
from wirewatch.events import Rule

router = APIRouter(tags=["rules"])


class Rules(BaseModel):
    """Every rule, by id."""

    rules: list[Rule]


class RuleChange(RuleEdit):
    """An edit of a rule, which tells the version that was edited."""

    expected_version: int = Field(ge=1)


class Expression(BaseModel):
    """An expression to be read."""

    expression: str = Field(max_length=20_000)


class Fault(BaseModel):
    """What is wrong with an expression, and at which character (from 0)."""

    message: str
    position: int


class CheckAnswer(BaseModel):
    """How an expression is read, and how many articles of the last days it holds for."""

    valid: bool
    reading: str = Field(description="fully bracketed")
    error: Fault | None
    warnings: list[Fault]
    days: int
    hits: int | None
    verified: bool | None


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
    checked = check(asked.expression)
    found = None
    if checked.node is not None:
        found = (await preview(desk.store, desk.clock, checked.node)).results
    error = checked.error
    return CheckAnswer(
        valid=checked.node is not None,
        reading=checked.bracketed,
        error=Fault(message=str(error), position=error.position) if error else None,
        warnings=[Fault(message=w.message, position=w.position) for w in checked.warnings],
        days=PREVIEW_DAYS,
        hits=found.total if found else None,
        verified=found.verified if found else None,
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
