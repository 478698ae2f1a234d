"""Edits of lists by people: checked with the rules that use them, versioned, written."""

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from wirewatch.console.desk import SERVICE, Desk
from wirewatch.console.problems import Problem
from wirewatch.console.rule_editing import RuleFault
from wirewatch.core import codec
from wirewatch.core.list_terms import BrokenExampleError, terms_from
from wirewatch.core.rule_history import edited_terms
from wirewatch.events import TermList
from wirewatch.events.registry import ID_PATTERN


class ListEdit(BaseModel):
    """What people can set of a list."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    list_id: str = Field(description="lower-case letters, digits, dot, dash, underscore")
    name: str = Field(default="", max_length=200)
    terms: tuple[str, ...] = Field(description="words, phrases or rules; any of them is enough")
    expected_version: int = Field(default=0, ge=0, description="0: it must be new")
    force: bool = Field(default=False, description="keep it though a rule breaks an example")


async def keep_list(desk: Desk, edit: ListEdit) -> TermList:
    """Add or change a list; the rules that use it change with it.

    Raises:
        RuleFault: it cannot be kept as it is.
        Problem: 403 it is kept in the file, 409 somebody changed it meanwhile.
        Retry: the bus did not take it.
    """
    if not ID_PATTERN.match(edit.list_id):
        raise RuleFault("list_id", "Use lower-case letters, digits, dot, dash and underscore.")
    async with desk.editing:
        await desk.refresh()
        old = desk.lists.get(edit.list_id)
        if old is not None and edit.expected_version == 0:
            raise RuleFault("list_id", f"There is a list @{edit.list_id} already.")
        if old is not None or edit.expected_version:
            _check_editable(edit.list_id, old, edit.expected_version)
        now = desk.clock.now()
        try:
            terms = terms_from(edit.terms, desk.names, list_id=edit.list_id, force=edit.force)
            kept = TermList(
                list_id=edit.list_id,
                name=edit.name.strip() or edit.list_id,
                **edited_terms(old, terms, now),
                version=1 if old is None else old.version + 1,
                origin=SERVICE,
                updated_at=now,
            )
        except ValidationError as error:
            raise RuleFault("terms", error.errors(include_url=False)[0]["msg"]) from error
        except BrokenExampleError as error:
            raise RuleFault("examples", str(error)) from error
        except ValueError as error:
            raise RuleFault("terms", str(error)) from error
        await desk.bus.produce([codec.encode(kept, service=SERVICE, now=now)])
        desk.remember("lists", kept.list_id, kept)
    desk.log.info("list_saved", list_id=kept.list_id, version=kept.version)
    return kept


async def remove_list(desk: Desk, list_id: str, *, expected_version: int) -> None:
    """Remove a list that no rule uses.

    Raises:
        Problem: 404 there is none, 403 it is kept in the file, 409 somebody changed it meanwhile
            or a rule uses it.
        Retry: the bus did not take it.
    """
    async with desk.editing:
        await desk.refresh()
        _check_editable(list_id, desk.lists.get(list_id), expected_version)
        problem = desk.names.problem_with_removing(list_id)
        if problem is not None:
            raise Problem(409, problem)
        await desk.bus.produce([codec.tombstone("lists", list_id)])
        desk.remember("lists", list_id, None)
    desk.log.info("list_removed", list_id=list_id)


def _check_editable(list_id: str, old: TermList | None, expected_version: int) -> None:
    if old is None:
        raise Problem(404, f"There is no list {list_id}; it may have been removed.")
    if old.origin == "file":
        raise Problem(403, f"List {list_id} is kept in the configuration file; change it there.")
    if old.version != expected_version:
        raise Problem(
            409,
            f"List {list_id} was changed meanwhile (it is at version {old.version}, you edited"
            f" version {expected_version}). Load it again and repeat your edit.",
        )
