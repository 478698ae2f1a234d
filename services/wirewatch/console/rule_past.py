"""What of the past, when a rule is saved: nothing, seen, or a digest."""

from datetime import timedelta

from wirewatch.console.desk import SERVICE, Desk
from wirewatch.console.problems import Problem
from wirewatch.core import backfilling, codec
from wirewatch.events import Backfill, BackfillState, Past

MOST_DAYS = 3650


async def apply_to_past(desk: Desk, rule_id: str, past: Past, *, days: int) -> Backfill:
    """Ask for a backfill of a rule.

    Raises:
        Problem: 404 there is no such rule, 409 it has an open backfill, 422 so many days cannot be.
        Retry: the bus did not take it.
    """
    if not 0 < days <= MOST_DAYS:
        raise Problem(422, f"days: 1 to {MOST_DAYS} can be looked back.")
    async with desk.editing:
        await desk.refresh()
        rule = desk.rules.get(rule_id)
        if rule is None:
            raise Problem(404, f"There is no rule {rule_id}; it may have been removed.")
        open_one = desk.backfill_of(rule_id)
        if open_one is not None and open_one.state.is_open:
            raise Problem(409, f"Rule {rule_id} is being held against the past already.")
        now = desk.clock.now()
        since = now - timedelta(days=days)
        job = backfilling.requested(rule, past=past, since=since, now=now, origin=SERVICE)
        await _keep(desk, job)
    return job


async def cancel_past(desk: Desk, rule_id: str) -> Backfill:
    """Cancel the open backfill of a rule.

    Raises:
        Problem: 409: there is none.
        Retry: the bus did not take it.
    """
    async with desk.editing:
        await desk.refresh()
        job = desk.backfill_of(rule_id)
        if job is None or not job.state.is_open:
            raise Problem(409, f"Rule {rule_id} is not being held against the past.")
        now = desk.clock.now()
        over = backfilling.ended(job, BackfillState.CANCELLED, now=now, detail="on request")
        await _keep(desk, over)
    return over


async def _keep(desk: Desk, job: Backfill) -> None:
    await desk.bus.produce([codec.encode(job, service=SERVICE, now=desk.clock.now())])
    desk.remember("backfills", job.backfill_id, job)
    desk.log.info("backfill_changed", subject=job.backfill_id, state=job.state.value)
