"""`wirewatch dead`: inputs that were refused, with the reason; look at them, send them again."""

import asyncio
import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table as RichTable

from wirewatch import flow
from wirewatch.cli.main import ConfigOption
from wirewatch.cli.opening import opened
from wirewatch.cli.showing import inert, json_text
from wirewatch.core.dead_letters import DeadLetter, newest_first, read_dead_letter
from wirewatch.core.errors import Misconfigured
from wirewatch.core.ports import Bus

app = typer.Typer(help="Dead letters: list, show, replay.", no_args_is_help=True)

TopicOption = Annotated[str | None, typer.Option(help="Only of this topic, such as pages.")]
ReasonOption = Annotated[str | None, typer.Option(help="Only with this reason, such as binary.")]
IdArgument = Annotated[str, typer.Argument(metavar="ID", help="As `dead list` shows it.")]


@app.command("list")
def list_dead(
    topic: TopicOption = None,
    reason: ReasonOption = None,
    limit: Annotated[int, typer.Option(min=1, help="How many, the newest first.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    config: ConfigOption = None,
) -> None:
    """Show what was refused, the newest first."""

    async def main() -> list[DeadLetter]:
        async with opened(config) as system:
            return await dead_letters(system.context.bus, topic, reason)

    letters = asyncio.run(main())
    if as_json:
        for letter in letters[:limit]:
            typer.echo(json_text(_described(letter)))
        return
    if not letters:
        typer.echo("There are no dead letters.")
        return
    table = RichTable("id", "when", "stage", "reason", "what", "detail", box=None)
    for letter in letters[:limit]:
        subject = letter.message.header("ce_url") or letter.message.key
        shown = (letter.letter_id, letter.at, letter.stage, letter.reason, subject, letter.detail)
        table.add_row(*map(inert, shown))
    Console(markup=False, highlight=False).print(table)
    if len(letters) > limit:
        typer.echo(f"… and {len(letters) - limit} more; --limit shows them")


@app.command("show")
def show_dead(
    letter_id: IdArgument,
    raw: Annotated[bool, typer.Option("--raw", help="Only the original bytes.")] = False,
    config: ConfigOption = None,
) -> None:
    """Show one dead letter whole: why, its headers, and the original."""
    letter = asyncio.run(_one(config, letter_id))
    value = letter.message.value or b""
    if raw:
        sys.stdout.buffer.write(value)
        return
    typer.echo(json_text(_described(letter), indent=2))
    first = inert(value[:2000].decode("utf-8", "replace"), keep="\n\t")
    typer.echo(f"\n{len(value)} bytes, the first of them:\n{first}")


@app.command("replay")
def replay_dead(
    letter_id: Annotated[str | None, typer.Argument(metavar="[ID]")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Every one that the filters leave.")
    ] = False,
    topic: TopicOption = None,
    reason: ReasonOption = None,
    config: ConfigOption = None,
) -> None:
    """Send dead letters to their own topic again."""
    if (letter_id is None) == (not everything):
        raise Misconfigured("give one ID, or --all")

    async def main() -> int:
        async with opened(config) as system:
            bus = system.context.bus
            letters = await dead_letters(bus, topic, reason)
            chosen = [x for x in letters if everything or x.letter_id == letter_id]
            if not chosen and letter_id is not None:
                raise Misconfigured(f"there is no dead letter {letter_id}")
            stays = [x for x in chosen if x.message.header("ce_type") is None]
            for letter in stays:
                # Not a record of a topic: refused at the door, or never an event at all.
                typer.echo(f"note: {letter.letter_id} is no event, and stays", err=True)
            chosen = [x for x in chosen if x not in stays]
            chosen.sort(key=lambda letter: letter.at)
            await bus.produce([letter.message for letter in chosen])
            return len(chosen)

    typer.echo(f"{asyncio.run(main())} sent again")


async def dead_letters(bus: Bus, topic: str | None, reason: str | None) -> list[DeadLetter]:
    """Every dead letter of a topic, or of all, the newest first.

    Raises:
        Misconfigured: there is no such topic.
    """
    names = [t.name for t in flow.TOPICS if t.consumed]
    if topic is not None and topic not in names:
        raise Misconfigured(f"no dead letters are kept of {topic!r}; there are {', '.join(names)}")
    letters = []
    for name in names if topic is None else [topic]:
        async for received in bus.read(flow.topic(name).dead):
            letter = read_dead_letter(received)
            if reason is None or letter.reason == reason:
                letters.append(letter)
    return newest_first(letters)


async def _one(config: ConfigOption, letter_id: str) -> DeadLetter:
    async with opened(config) as system:
        for letter in await dead_letters(system.context.bus, None, None):
            if letter.letter_id == letter_id:
                return letter
    raise Misconfigured(f"there is no dead letter {letter_id}; `wirewatch dead list` shows them")


def _described(letter: DeadLetter) -> dict[str, object]:
    return {
        "id": letter.letter_id,
        "topic": letter.topic,
        "stage": letter.stage,
        "reason": letter.reason,
        "detail": letter.detail,
        "at": letter.at,
        "key": letter.message.key,
        "headers": {k: v.decode("utf-8", "replace") for k, v in letter.message.headers},
        "size_bytes": len(letter.message.value or b""),
    }
