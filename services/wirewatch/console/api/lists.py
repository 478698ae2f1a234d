"""Lists of terms: read, kept, removed."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel
from starlette.responses import Response

from wirewatch.console.desk import AtDesk
from wirewatch.console.list_editing import ListEdit, keep_list, remove_list
from wirewatch.console.problems import Problem
from wirewatch.console.rule_editing import RuleFault
from wirewatch.events import TermList

router = APIRouter(tags=["lists"])


class Lists(BaseModel):
    """Every list, by id."""

    lists: list[TermList]


@router.get("/lists")
async def lists(desk: AtDesk) -> Lists:
    """Every list."""
    return Lists(lists=list(desk.lists.values()))


@router.put("/lists")
async def put_list(desk: AtDesk, edit: ListEdit) -> TermList:
    """Add a list, or change it; 409 where somebody else changed it since `expected_version`."""
    try:
        return await keep_list(desk, edit)
    except RuleFault as fault:
        raise Problem(422, f"{fault.field}: {fault.message}") from fault


@router.delete("/lists/{list_id}", status_code=204)
async def drop_list(
    desk: AtDesk, list_id: str, expected_version: Annotated[int, Query(ge=1)]
) -> Response:
    """Remove a list that no rule uses."""
    await remove_list(desk, list_id, expected_version=expected_version)
    return Response(status_code=204)
