"""Joining recent rules to the rest in another thread, while matching goes on."""

import asyncio
from collections.abc import Callable

from wirewatch.core.rules import FrozenRules, RuleSet


class Settling:
    """One settlement after the other, none at the same time."""

    def __init__(self, rules: RuleSet, keep: Callable[[FrozenRules], None]) -> None:
        """`keep` is given, in the other thread, what was settled."""
        self._rules = rules
        self._keep = keep
        self._work: asyncio.Task[FrozenRules] | None = None

    def go_on(self) -> None:
        """Take over what is done; begin anew where it is time to. Returns at once.

        Raises what went wrong in the other thread.
        """
        if self._work is not None and self._work.done():
            self._rules.adopt(self._work.result())
            self._work = None
        if self._work is None and self._rules.are_many(self._rules.unsettled):
            settlement = self._rules.settlement()

            def work() -> FrozenRules:
                settled = settlement.work()
                self._keep(settled)
                return settled

            self._work = asyncio.create_task(asyncio.to_thread(work))

    async def wait(self) -> None:
        """Wait until what was begun is done."""
        if self._work is not None:
            await asyncio.wait([self._work])
