"""`wirewatch`: the commands, and how errors reach a person."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from wirewatch.core.errors import Misconfigured, Retry

EXIT_FAILED = 1
EXIT_MISCONFIGURED = 2

app = typer.Typer(
    name="wirewatch",
    help="Watches the world's news for the terms you care about, and tells you the moment an "
    "article matches.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)

# Typer shows its base of all mistakes in the arguments only as the parent of this one.
_UsageError: Any = typer.BadParameter.__base__

ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config", "-c", help="Settings file; default: $WIREWATCH_CONFIG, then ./wirewatch.toml."
    ),
]


def run() -> None:
    """The entry point: one clear line and exit 2 for a mistake, exit 1 for a failure."""
    from wirewatch.cli import commands

    if not app.registered_commands:
        commands.register(app)
    try:
        sys.exit(app(prog_name="wirewatch", standalone_mode=False))
    except _UsageError as error:
        command = error.ctx.command_path if error.ctx is not None else "wirewatch"
        message = " ".join(error.format_message().split()).rstrip(".")
        if not message:  # a command without its arguments has shown its help
            sys.exit(EXIT_MISCONFIGURED)
        print(f"wirewatch: {message}; see {command} --help", file=sys.stderr)
        sys.exit(EXIT_MISCONFIGURED)
    except (typer.Abort, KeyboardInterrupt):
        sys.exit(EXIT_FAILED)
    except Misconfigured as error:
        print(f"wirewatch: {error}", file=sys.stderr)
        sys.exit(EXIT_MISCONFIGURED)
    except Retry as error:
        print(f"wirewatch: not reachable: {error}", file=sys.stderr)
        sys.exit(EXIT_FAILED)
    except BrokenPipeError:
        sys.exit(EXIT_FAILED)


if __name__ == "__main__":
    run()
