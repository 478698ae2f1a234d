"""Deliveries: what is planned, and what follows from each attempt."""

import json
from datetime import datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.contract.building import NOW, alert, at
from wirewatch.core.delivering import ATTEMPTS_KEPT, RETRY_DELAYS_SECONDS, after_attempt, plan
from wirewatch.events import Attempt, Delivery, DeliveryStatus


def attempt(status: int | None = 200, *, seconds: float = 0, elapsed_ms: int = 0) -> Attempt:
    error = None if status is not None else "no connection"
    return Attempt(at=at(seconds), status_code=status, error=error, elapsed_ms=elapsed_ms)


def first(**fields: object) -> Delivery:
    [delivery] = plan(alert(**fields), [], now=NOW)
    return delivery


def delay(delivery: Delivery) -> float:
    assert delivery.next_attempt_at is not None
    return (delivery.next_attempt_at - NOW).total_seconds()


def test_first_delivery_goes_at_once_to_each_endpoint() -> None:
    made = plan(alert(endpoints=("desk", "phone")), [], now=NOW)
    assert [(d.endpoint_id, d.kind, d.next_attempt_at) for d in made] == [
        ("desk", "first", NOW),
        ("phone", "first", NOW),
    ]
    assert len({d.delivery_id for d in made}) == 2
    assert plan(alert(endpoints=()), [], now=NOW) == []


def test_replay_plans_nothing() -> None:
    made = plan(alert(3), [], now=NOW)
    for sequence in (1, 2, 3):
        assert plan(alert(sequence), made, now=at(9999)) == []


def test_what_happens_before_a_delivery_is_public_is_told_by_it() -> None:
    made = first()
    [changed] = plan(alert(2), [made], now=NOW, held={made.delivery_id})
    assert (changed.delivery_id, changed.kind) == (made.delivery_id, "first")
    assert changed.version == made.version + 1
    assert json.loads(changed.body or "")["data"]["copies_total"] == 2


def test_what_may_have_been_sent_keeps_its_body() -> None:
    """A process may have died between the POST and its record: the same id, the same bytes."""
    made = first()
    [update] = plan(alert(2), [made], now=at(1))
    assert (update.kind, update.next_attempt_at) == ("update", at(1800))
    assert update.delivery_id != made.delivery_id


def test_delivery_in_flight_keeps_its_body() -> None:
    made = first()
    [update] = plan(alert(2), [made], now=NOW, in_flight={made.delivery_id})
    assert update.kind == "update"


def test_updates_are_coalesced_until_they_are_due() -> None:
    told = after_attempt(first(), attempt())
    [update] = plan(alert(2), [told], now=at(10))
    assert update.next_attempt_at == at(1800), "30 minutes after the first one was told"
    [changed] = plan(alert(3), [told, update], now=at(20))
    assert (changed.delivery_id, changed.next_attempt_at) == (update.delivery_id, at(1800))
    assert changed.alert_sequence == 3
    sent = after_attempt(changed, attempt(seconds=1800))
    [later] = plan(alert(4), [told, sent], now=at(1900))
    assert later.next_attempt_at == at(3600)
    [at_once] = plan(alert(5), [told, sent], now=at(9000))
    assert at_once.next_attempt_at == at(9000), "a quiet story's news does not wait"


def test_interval_of_the_rule() -> None:
    told = after_attempt(first(), attempt())
    [update] = plan(alert(2, update_interval_seconds=60), [told], now=at(1))
    assert update.next_attempt_at == at(60)


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_success(status: int) -> None:
    done = after_attempt(first(), attempt(status, elapsed_ms=1500))
    assert done.status is DeliveryStatus.DELIVERED
    assert (done.next_attempt_at, done.finished_at) == (None, at(1.5))
    assert done.attempts_total == 1


def test_gone_is_the_end() -> None:
    done = after_attempt(first(), attempt(410))
    assert (done.status, done.next_attempt_at) == (DeliveryStatus.FAILED, None)


@pytest.mark.parametrize("status", [None, 199, 301, 400, 401, 404, 500, 503])
def test_anything_else_is_tried_again(status: int | None) -> None:
    later = after_attempt(first(), attempt(status))
    assert later.status is DeliveryStatus.PENDING
    assert 5 <= delay(later) <= 6
    assert later.body == first().body


@pytest.mark.parametrize(
    ("status", "asked", "least", "most"),
    [
        (429, 120, 120, 120),
        (503, 120, 120, 120),
        (429, 1, 5, 6),
        (429, 10**9, RETRY_DELAYS_SECONDS[-1], RETRY_DELAYS_SECONDS[-1]),
        (500, 120, 5, 6),
        (None, None, 5, 6),
    ],
)
def test_retry_after(status: int | None, asked: float | None, least: float, most: float) -> None:
    later = after_attempt(first(), attempt(status), retry_after_seconds=asked)
    assert least <= delay(later) <= most


def test_schedule_runs_out() -> None:
    delivery = first()
    waits = []
    while delivery.status is DeliveryStatus.PENDING:
        assert delivery.next_attempt_at is not None
        before = delivery.next_attempt_at
        delivery = after_attempt(delivery, Attempt(at=before, status_code=500))
        if delivery.next_attempt_at is not None:
            waits.append((delivery.next_attempt_at - before).total_seconds())
    assert delivery.status is DeliveryStatus.FAILED
    assert delivery.attempts_total == len(RETRY_DELAYS_SECONDS) + 1
    assert len(delivery.attempts) <= ATTEMPTS_KEPT
    for wait, planned in zip(waits, RETRY_DELAYS_SECONDS, strict=True):
        assert planned <= wait <= planned * 1.2
    assert sum(waits) > 75 * 3600


def test_jitter_is_of_the_delivery_and_not_of_chance() -> None:
    one, other = plan(alert(endpoints=("desk", "phone")), [], now=NOW)
    assert after_attempt(one, attempt(500)) == after_attempt(one, attempt(500))
    assert delay(after_attempt(one, attempt(500))) != delay(after_attempt(other, attempt(500)))


class Deliveries(RuleBasedStateMachine):
    """Alert states, attempts, commits, crashes and replays in any order, on a fake clock."""

    @initialize()
    def begin(self) -> None:
        self.now: datetime = NOW
        self.sequence = 1
        self.read = 0
        """How many alert states are committed as read."""
        self.durable: dict[str, Delivery] = {}
        self.staged: dict[str, Delivery] = {}
        self.sending: dict[str, Delivery] = {}
        self.posts: dict[str, list[str]] = {}
        self.kinds: dict[str, str] = {}

    @rule()
    def another_copy(self) -> None:
        self.sequence += 1

    @rule(seconds=st.sampled_from([0.001, 1, 400, 2000, 90_000]))
    def time_passes(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(count=st.integers(1, 3))
    def plan_a_batch(self, count: int) -> None:
        """Some states, in order, planned and staged."""
        states = range(self.read + 1, min(self.read + count, self.sequence) + 1)
        for sequence in states:
            known = {**self.durable, **self.staged}
            for change in plan(
                alert(sequence, endpoints=("desk", "phone")),
                list(known.values()),
                now=self.now,
                in_flight=self.sending,
                held=self.staged,
            ):
                self.staged[change.delivery_id] = change
            self.pending_read = sequence

    @precondition(lambda self: self.staged)
    @rule()
    def commit(self) -> None:
        for delivery in self.staged.values():
            known = self.durable.get(delivery.delivery_id)
            assert known is None or delivery.version > known.version
        self.durable |= self.staged
        self.staged = {}
        self.read = self.pending_read

    @precondition(lambda self: self.staged)
    @rule()
    def commit_fails(self) -> None:
        self.staged = {}

    @rule()
    def replay(self) -> None:
        """The group begins at the first state again."""
        if not self.staged:
            self.read = 0

    @rule()
    def crash(self) -> None:
        """What was staged or under way is lost; what was sent was sent."""
        self.staged = {}
        self.sending = {}

    @rule()
    def send_what_is_due(self) -> None:
        for delivery in self._due():
            self.sending[delivery.delivery_id] = delivery
            self.posts.setdefault(delivery.delivery_id, []).append(delivery.body or "")
            self.kinds[delivery.delivery_id] = delivery.kind

    @rule(status=st.sampled_from([200, 500, None, 429]))
    def attempts_end(self, status: int | None) -> None:
        for delivery in self.sending.values():
            after = after_attempt(delivery, Attempt(at=self.now, status_code=status))
            assert after.version > self.durable[delivery.delivery_id].version
            self.durable[delivery.delivery_id] = after
        self.sending = {}

    def _due(self) -> list[Delivery]:
        return [
            d
            for d in self.durable.values()
            if d.next_attempt_at is not None
            and d.next_attempt_at <= self.now
            and d.delivery_id not in self.sending
            and d.delivery_id not in self.staged
        ]

    @invariant()
    def one_first_delivery_for_each_endpoint(self) -> None:
        firsts = [d.endpoint_id for d in self.durable.values() if d.kind == "first"]
        assert len(firsts) == len(set(firsts))
        assert sum(kind == "first" for kind in self.kinds.values()) <= 2

    @invariant()
    def an_id_has_one_body(self) -> None:
        for bodies in self.posts.values():
            assert len(set(bodies)) == 1, "a receiver that drops repeats loses news"

    def teardown(self) -> None:
        """When the trouble is over, every endpoint is told of the last state."""
        if not hasattr(self, "durable"):
            return
        self.crash()
        while self.read < self.sequence:
            self.plan_a_batch(3)
            if self.staged:
                self.commit()
            self.read = max(self.read, self.pending_read)
        for _ in range(20):
            self.now += timedelta(days=2)
            self.send_what_is_due()
            self.attempts_end(200)
        assert not [d for d in self.durable.values() if d.status is DeliveryStatus.PENDING]
        for endpoint in ("desk", "phone"):
            told = [
                json.loads(self.posts[d.delivery_id][-1])["data"]["sequence"]
                for d in self.durable.values()
                if d.endpoint_id == endpoint and d.status is DeliveryStatus.DELIVERED
            ]
            failed = any(d.status is DeliveryStatus.FAILED for d in self.durable.values())
            assert failed or max(told) == self.sequence
        self.one_first_delivery_for_each_endpoint()
        self.an_id_has_one_body()


TestDeliveries = Deliveries.TestCase
TestDeliveries.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
