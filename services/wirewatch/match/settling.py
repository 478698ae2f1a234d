"""Joining recent rules to the rest in another thread, while matching goes on."""

import asyncio

from wirewatch.core.rules import FrozenRules, RuleSet

LEAST = 1_000
SHARE = 0.1
"""A set is settled when so many rules are recent, and such a share of all."""


class Settling:
    """One settlement after the other, none at the same time."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules
        self._work: asyncio.Task[FrozenRules] | None = None

    def go_on(self) -> None:
        """Take over what is done; begin anew where it is time to. Returns at once.

        Raises what went wrong in the other thread.
        """
        if self._work is not None and self._work.done():
            self._rules.adopt(self._work.result())
            self._work = None
        if self._work is None and self._rules.unsettled >= max(LEAST, SHARE * len(self._rules)):
            work = self._rules.settlement().work
            self._work = asyncio.create_task(asyncio.to_thread(work))

    async def wait(self) -> None:
        """Wait until what was begun is done."""
        if self._work is not None:
            await asyncio.wait([self._work])
