"""Alerts as they come, for everybody who looks: one reader of the topic, many listeners."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Sequence

import structlog

from wirewatch.core import codec
from wirewatch.core.errors import Reject, Retry
from wirewatch.core.ports import Bus, Clock
from wirewatch.events import Alert
from wirewatch.runtime.waiting import happens

RECENT = 200
"""Alerts kept in memory: those the store may not have yet."""

LISTENERS = 200
"""Streams at a time."""

WAITING = 100
"""Alerts that wait for one listener; a slower one is cut off and comes again."""

_RETRY_SECONDS = 2.0


class TooManyListeners(Exception):
    """There are as many streams as may be."""


class AlertFeed:
    """Follows the topic `alerts` and hands each state of an alert to every listener."""

    def __init__(
        self, bus: Bus, *, clock: Clock, log: structlog.typing.FilteringBoundLogger
    ) -> None:
        self._bus = bus
        self._clock = clock
        self._log = log
        self._positions: dict[int, int] = {}
        self._recent: OrderedDict[str, Alert] = OrderedDict()
        self._listeners: set[_Listener] = set()
        self._closed = False

    @property
    def recent(self) -> Sequence[Alert]:
        """The latest states seen, the newest first."""
        return list(reversed(self._recent.values()))

    async def start(self) -> None:
        """Note the end of the topic: what comes after it is live."""
        self._positions = dict(await self._bus.ends("alerts"))

    async def run(self) -> None:
        """Follow the topic until cancelled."""
        while True:
            try:
                async for received in self._bus.follow("alerts", dict(self._positions)):
                    self._positions[received.partition] = received.offset + 1
                    if received.message.value is None:
                        self._recent.pop(received.message.key, None)
                        continue
                    try:
                        event = codec.decode(received.message)
                    except Reject as error:
                        self._log.error("alert_unreadable", detail=str(error))
                        continue
                    if isinstance(event, Alert):
                        self._publish(event)
            except Retry as error:
                self._log.warning("alerts_not_followed", detail=str(error))
                await self._clock.sleep(_RETRY_SECONDS)

    def close(self) -> None:
        """End every stream; new ones end at once."""
        self._closed = True
        for listener in self._listeners:
            listener.end()

    async def listen(self, *, beat_seconds: float) -> AsyncIterator[Alert | None]:
        """Alerts from now on; None whenever none came for so long. Ends with the console.

        Raises:
            TooManyListeners: come again later.
        """
        if len(self._listeners) >= LISTENERS:
            raise TooManyListeners
        listener = _Listener()
        self._listeners.add(listener)
        if self._closed:
            listener.end()
        try:
            while True:
                alert = await listener.next(beat_seconds)
                if alert is None and listener.ended:
                    return
                yield alert
        finally:
            self._listeners.discard(listener)

    @property
    def is_full(self) -> bool:
        """Whether another listener would be refused."""
        return len(self._listeners) >= LISTENERS

    def _publish(self, alert: Alert) -> None:
        if alert.backfill_id is not None:
            return  # nothing that is happening now
        known = self._recent.get(alert.alert_id)
        if known is not None and known.sequence >= alert.sequence:
            return
        self._recent[alert.alert_id] = alert
        self._recent.move_to_end(alert.alert_id)
        while len(self._recent) > RECENT:
            self._recent.popitem(last=False)
        for listener in list(self._listeners):
            listener.put(alert)


class _Listener:
    def __init__(self) -> None:
        self._waiting: deque[Alert] = deque()
        self._changed = asyncio.Event()
        self.ended = False

    def put(self, alert: Alert) -> None:
        if len(self._waiting) >= WAITING:
            self.end()
            return
        self._waiting.append(alert)
        self._changed.set()

    def end(self) -> None:
        self.ended = True
        self._changed.set()

    async def next(self, beat_seconds: float) -> Alert | None:
        if not self._waiting and not self.ended:
            self._changed.clear()
            if not await happens(self._changed, beat_seconds):
                return None
        return self._waiting.popleft() if self._waiting else None
