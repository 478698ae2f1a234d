"""Who is signed in, and who tried too often."""

import hashlib
import hmac
import secrets
from collections import OrderedDict
from datetime import datetime, timedelta

SESSION_HOURS = 12
SESSIONS = 1_000
FREE_ATTEMPTS = 5
LONGEST_WAIT_SECONDS = 300
_ADDRESSES = 10_000


class Sessions:
    """Sessions in memory, by the hash of their random id; a restart ends them all."""

    def __init__(self) -> None:
        self._until: OrderedDict[str, datetime] = OrderedDict()
        self._key = secrets.token_bytes(32)

    def open(self, now: datetime) -> str:
        """Begin a session; returns its id, which only its cookie may know."""
        session = secrets.token_urlsafe(32)
        self._until[_hashed(session)] = now + timedelta(hours=SESSION_HOURS)
        while len(self._until) > SESSIONS:
            self._until.popitem(last=False)
        return session

    def is_open(self, session: str, now: datetime) -> bool:
        """Whether it was opened and has not ended."""
        until = self._until.get(_hashed(session))
        return until is not None and now < until

    def close(self, session: str) -> None:
        """End a session; an unknown one is no error."""
        self._until.pop(_hashed(session), None)

    def csrf(self, session: str) -> str:
        """What a form of this session must carry; "" is the session of who need not sign in."""
        return hmac.new(self._key, session.encode(), hashlib.sha256).hexdigest()

    def is_csrf(self, session: str, token: str) -> bool:
        """Whether a form came from a page of this session; compared in constant time."""
        return hmac.compare_digest(self.csrf(session).encode(), token.encode())


class Attempts:
    """Failed attempts to sign in by address: a few are free, then each doubles the wait."""

    def __init__(self) -> None:
        self._failed: OrderedDict[str, tuple[int, datetime]] = OrderedDict()

    def wait_seconds(self, address: str, now: datetime) -> int:
        """How long this address must wait before it may try again; 0 = not at all."""
        _, until = self._failed.get(address, (0, now))
        left = (until - now).total_seconds()
        return int(left) + 1 if left > 0 else 0

    def failed(self, address: str, now: datetime) -> None:
        """Note a wrong token."""
        count = self._failed.get(address, (0, now))[0] + 1
        over = count - FREE_ATTEMPTS
        wait = min(2**over, LONGEST_WAIT_SECONDS) if over >= 0 else 0
        self._failed[address] = (count, now + timedelta(seconds=wait))
        self._failed.move_to_end(address)
        while len(self._failed) > _ADDRESSES:
            self._failed.popitem(last=False)

    def succeeded(self, address: str) -> None:
        """Forget what failed before."""
        self._failed.pop(address, None)


def _hashed(session: str) -> str:
    return hashlib.sha256(session.encode("utf-8", "replace")).hexdigest()
