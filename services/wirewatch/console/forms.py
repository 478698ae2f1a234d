"""The fields of a posted form."""

from urllib.parse import parse_qs

from starlette.requests import Request

from wirewatch.console.problems import Problem


class Form:
    """The fields of an urlencoded form; a missing one is empty."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        self._fields = fields

    def one(self, name: str) -> str:
        """The first value of a field."""
        return self._fields.get(name, [""])[0]

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a field."""
        return tuple(self._fields.get(name, []))

    def whole_number(self, name: str) -> int:
        """The value of a field as a number.

        Raises:
            Problem: 422: it is none.
        """
        text = self.one(name)
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise Problem(422, f"{name} must be a number.")
        return int(text)


async def read_form(request: Request) -> Form:
    """Read the body, whose size the guard has limited already.

    Raises:
        Problem: 422: it is no form.
    """
    body = await request.body()
    try:
        fields = parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=200)
    except ValueError as error:
        raise Problem(422, "The form cannot be read.") from error
    return Form(fields)
