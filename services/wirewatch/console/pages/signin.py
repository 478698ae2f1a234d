"""Signing in with the token, and out."""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from wirewatch.console.desk import AtDesk
from wirewatch.console.forms import read_form
from wirewatch.console.guard import (
    Visitor,
    address_of,
    cookie_name,
    is_same_secret,
    too_many_attempts,
)
from wirewatch.console.rendering import page
from wirewatch.console.sessions import SESSION_HOURS

router = APIRouter()


@router.get("/signin")
async def signin_page(request: Request, desk: AtDesk, next: str = "/") -> Response:
    """The form; who needs no token, or has a session, goes on at once."""
    visitor: Visitor = request.state.visitor
    if visitor.may_enter:
        return RedirectResponse(local_path(next), 303)
    return page(request, "signin.html", next=local_path(next), wrong=False)


@router.post("/signin")
async def sign_in(request: Request, desk: AtDesk) -> Response:
    """Open a session for who knows the token."""
    token = desk.settings.token
    form = await read_form(request)
    target = local_path(form.one("next"))
    if token is None:
        return RedirectResponse(target, 303)
    address, now = address_of(request.scope), desk.clock.now()
    wait = desk.attempts.wait_seconds(address, now)
    if wait:
        return too_many_attempts(request.scope, wait)
    if not is_same_secret(form.one("token").strip(), token.get_secret_value()):
        desk.attempts.failed(address, now)
        desk.log.warning("signin_refused", address=address)
        return page(request, "signin.html", status=403, next=target, wrong=True)
    desk.attempts.succeeded(address)
    response = RedirectResponse(target, 303)
    response.set_cookie(
        cookie_name(desk.settings),
        desk.sessions.open(now),
        max_age=SESSION_HOURS * 3600,
        httponly=True,
        samesite="strict",
        secure=desk.settings.behind_https,
    )
    return response


@router.post("/signout")
async def sign_out(request: Request, desk: AtDesk) -> Response:
    """End the session."""
    visitor: Visitor = request.state.visitor
    if visitor.session:
        desk.sessions.close(visitor.session)
    response = RedirectResponse("/signin", 303)
    response.delete_cookie(
        cookie_name(desk.settings),
        httponly=True,
        samesite="strict",
        secure=desk.settings.behind_https,
    )
    return response


@router.get("/session")
async def session() -> Response:
    """Answers who may enter; the sign-in page asks, since links from outside lack the cookie."""
    return JSONResponse({"signed_in": True})


def local_path(target: str) -> str:
    """The target where it is a path of this console; else the first page."""
    is_path = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if is_path and target.isprintable() and "\\" not in target else "/"
