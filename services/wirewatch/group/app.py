"""The wiring of group: `enriched` in; decisions, articles and outcomes out."""

from collections.abc import Sequence
from datetime import timedelta

from pydantic import BaseModel, ConfigDict, Field

from wirewatch.core.grouping import group
from wirewatch.core.stories import DEFAULT_THRESHOLD
from wirewatch.events import ArticleEnriched, Event, StoryDecided
from wirewatch.group.decisions import StoryView
from wirewatch.runtime.context import Context
from wirewatch.runtime.logs import logger
from wirewatch.runtime.processing import Processor, each
from wirewatch.runtime.runner import Runner


class GroupSettings(BaseModel):
    """How articles are grouped into stories."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    window_hours: float = Field(
        default=72, gt=0, description="how long a story takes new articles in"
    )
    copies_from: float = Field(
        default=DEFAULT_THRESHOLD,
        gt=0,
        le=1,
        description="least share of the shorter of two texts that makes them copies",
    )
    signatures_in_memory: int = Field(
        default=1_000_000,
        ge=1,
        description="articles whose copies are found in memory, 0.9 kB each; older ones on disk",
    )


async def run_group(context: Context, settings: GroupSettings) -> None:
    """Run group until the context's stop is set."""
    log = logger("group")
    window = timedelta(hours=settings.window_hours)
    view = StoryView(
        context.state_file("group"),
        window=window,
        signatures_in_memory=settings.signatures_in_memory,
        threshold=settings.copies_from,
    )

    def stage(event: Event) -> Sequence[Event]:
        assert isinstance(event, ArticleEnriched)
        outputs = group(event, view, now=context.clock.now(), window=window)
        for output in outputs:
            if isinstance(output, StoryDecided):
                view.apply(output)
        return outputs

    processor = Processor("group", each(stage), clock=context.clock, log=log)
    try:
        await Runner(
            processor, context.bus, stop=context.stop, health=context.health, log=log, view=view
        ).run()
    finally:
        view.close()
