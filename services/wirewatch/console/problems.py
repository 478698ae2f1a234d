"""What went wrong, as a page for people and as JSON for programs."""

from http import HTTPStatus

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Scope

from wirewatch.console.rendering import TEMPLATES


class Problem(Exception):
    """Ends a request with a status and a sentence that says what to do."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def problem_response(scope: Scope, status: int, message: str) -> Response:
    """The response that tells of a problem, as a page or as JSON, by the path asked for."""
    if scope["path"].startswith("/api/"):
        return JSONResponse({"detail": message}, status)
    try:
        title = HTTPStatus(status).phrase
    except ValueError:
        title = "Problem"
    page = TEMPLATES.get_template("problem.html").render(
        status=status, title=title, message=message
    )
    return HTMLResponse(page, status)
