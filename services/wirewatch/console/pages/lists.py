"""Lists of terms: shown, added, changed, removed."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from wirewatch.console.desk import AtDesk, Desk
from wirewatch.console.forms import Form, read_form
from wirewatch.console.list_editing import ListEdit, keep_list, remove_list
from wirewatch.console.problems import Problem
from wirewatch.console.rendering import page
from wirewatch.console.rule_editing import RuleFault
from wirewatch.events import TermList

router = APIRouter()


@router.get("/lists")
async def lists(request: Request, desk: AtDesk, done: str = "") -> Response:
    """Every list, with the rules that use it."""
    names = desk.names
    users = {list_id: names.users_of(list_id) for list_id in desk.lists}
    return page(request, "lists.html", lists=desk.lists, users=users, done=done)


@router.get("/lists/new")
async def new_list(request: Request, desk: AtDesk) -> Response:
    """The form for a new list."""
    return _form_page(request, desk, ListEdit.model_construct(list_id="", terms=()))


@router.post("/lists")
async def add_list(request: Request, desk: AtDesk) -> Response:
    """Add a list, or show the form again with what is wrong."""
    form = await read_form(request)
    edit = _edit_of(form, form.one("list_id").strip(), version=0)
    try:
        kept = await keep_list(desk, edit)
    except RuleFault as fault:
        return _form_page(request, desk, edit, fault=fault)
    return RedirectResponse(f"/lists?done=added+{kept.list_id}#{kept.list_id}", 303)


@router.get("/lists/{list_id}")
async def list_page(request: Request, desk: AtDesk, list_id: str) -> Response:
    """One list, and the form to change it."""
    known = _known(desk, list_id)
    edit = ListEdit.model_construct(
        list_id=list_id, name=known.name, terms=known.terms, expected_version=known.version
    )
    return _form_page(request, desk, edit, known=known)


@router.post("/lists/{list_id}")
async def change_list(request: Request, desk: AtDesk, list_id: str) -> Response:
    """Keep an edit, or show the form again with what is wrong."""
    form = await read_form(request)
    version = form.whole_number("expected_version")
    edit = _edit_of(form, list_id, version=version)
    try:
        await keep_list(desk, edit)
    except RuleFault as fault:
        known = _known(desk, list_id).model_copy(update={"version": version})
        return _form_page(request, desk, edit, known=known, fault=fault)
    return RedirectResponse(f"/lists?done=changed+{list_id}#{list_id}", 303)


@router.post("/lists/{list_id}/remove")
async def drop_list(request: Request, desk: AtDesk, list_id: str) -> Response:
    """Remove a list."""
    form = await read_form(request)
    await remove_list(desk, list_id, expected_version=form.whole_number("expected_version"))
    return RedirectResponse(f"/lists?done=removed+{list_id}", 303)


def _form_page(
    request: Request,
    desk: Desk,
    edit: ListEdit,
    *,
    known: TermList | None = None,
    fault: RuleFault | None = None,
) -> Response:
    return page(
        request,
        "list.html",
        status=422 if fault else 200,
        edit=edit,
        known=known,
        fault=fault,
        users=desk.names.users_of(known.list_id) if known is not None else [],
        rules=desk.rules,
    )


def _known(desk: Desk, list_id: str) -> TermList:
    known = desk.lists.get(list_id)
    if known is None:
        raise Problem(404, f"There is no list {list_id}; it may have been removed.")
    return known


def _edit_of(form: Form, list_id: str, *, version: int) -> ListEdit:
    return ListEdit.model_construct(
        list_id=list_id,
        name=form.one("name")[:200],
        terms=tuple(form.one("terms").splitlines()),
        expected_version=version,
        force=form.one("force") == "yes",
    )
