"""Signatures on webhooks, by the Standard Webhooks specification, symmetric scheme `v1`.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
The signed text is `id.timestamp.body`; the key is the base64 part of a `whsec_…` secret; the
signature is `v1,` and the base64 of HMAC-SHA256. During a rotation a message carries one signature
for each secret, separated by spaces.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping, Sequence

SECRET_PREFIX = "whsec_"  # noqa: S105 (the public beginning of every secret, not one)
ID_HEADER = "webhook-id"
TIMESTAMP_HEADER = "webhook-timestamp"
SIGNATURE_HEADER = "webhook-signature"

MIN_KEY_BYTES = 24
MAX_KEY_BYTES = 64
TOLERANCE_SECONDS = 300
"""How far a message's time may be from the receiver's."""

_VERSION = "v1"


class SignatureRefused(Exception):
    """The message is not signed with the secret, or not now; the text says why."""


def new_secret(random_bytes: bytes) -> str:
    """A secret from 24 to 64 bytes of a cryptographic random source.

    Raises:
        ValueError: there are too few or too many bytes.
    """
    if not MIN_KEY_BYTES <= len(random_bytes) <= MAX_KEY_BYTES:
        raise ValueError(f"a secret has {MIN_KEY_BYTES} to {MAX_KEY_BYTES} bytes")
    return SECRET_PREFIX + base64.b64encode(random_bytes).decode("ascii")


def check_secret(secret: str) -> None:
    """Make sure that a secret can sign.

    Raises:
        ValueError: it is not `whsec_` and the base64 of 24 to 64 bytes. The secret is not quoted.
    """
    _key(secret)


def sign(secret: str | Sequence[str], webhook_id: str, timestamp_seconds: int, body: bytes) -> str:
    """The value of the `webhook-signature` header: one signature for each secret, in their order.

    Raises:
        ValueError: a secret cannot sign, there is none, or the id holds a full stop, which would
            make the signed text ambiguous.
    """
    secrets = (secret,) if isinstance(secret, str) else tuple(secret)
    if not secrets:
        raise ValueError("there is no secret to sign with")
    if "." in webhook_id:
        raise ValueError("a webhook id has no full stop")
    return " ".join(_signature(_key(s), webhook_id, str(timestamp_seconds), body) for s in secrets)


def headers(
    secret: str | Sequence[str], webhook_id: str, timestamp_seconds: int, body: bytes
) -> dict[str, str]:
    """The three headers of a signed message. Raises as `sign`."""
    return {
        ID_HEADER: webhook_id,
        TIMESTAMP_HEADER: str(timestamp_seconds),
        SIGNATURE_HEADER: sign(secret, webhook_id, timestamp_seconds, body),
    }


def verify(
    secret: str | Sequence[str],
    headers: Mapping[str, str],
    body: bytes,
    now_seconds: int,
    tolerance_seconds: int = TOLERANCE_SECONDS,
) -> None:
    """Make sure that a message was signed with one of the secrets, recently.

    Args:
        secret: what the receiver knows; several during a rotation.
        headers: those of the request; letter case does not matter.
        body: the raw bytes of the request.
        now_seconds: the receiver's time, unix seconds.
        tolerance_seconds: how far the message's time may be from it, either way.

    Raises:
        SignatureRefused: a header is missing or malformed, the message is too old or from the
            future, or no signature fits.
        ValueError: a secret cannot sign.
    """
    keys = [_key(s) for s in ((secret,) if isinstance(secret, str) else secret)]
    lowered = {name.lower(): value for name, value in headers.items()}
    missing = [h for h in (ID_HEADER, TIMESTAMP_HEADER, SIGNATURE_HEADER) if h not in lowered]
    if missing:
        raise SignatureRefused(f"missing header {missing[0]}")
    timestamp = lowered[TIMESTAMP_HEADER]
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 15):
        raise SignatureRefused("the timestamp is not a number of seconds")
    if abs(now_seconds - int(timestamp)) > tolerance_seconds:
        raise SignatureRefused("the timestamp is too far from now")
    given = [s for s in lowered[SIGNATURE_HEADER].split(" ") if s.startswith(_VERSION + ",")]
    expected = [_signature(key, lowered[ID_HEADER], timestamp, body) for key in keys]
    # Every pair is compared, each in constant time, so that timing tells nothing.
    fits = [hmac.compare_digest(e.encode(), g.encode()) for e in expected for g in given]
    if not any(fits):
        raise SignatureRefused("no signature fits")


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith(SECRET_PREFIX) or not MIN_KEY_BYTES <= len(key) <= MAX_KEY_BYTES:
        raise ValueError(
            f"a webhook secret is {SECRET_PREFIX} and the base64 of "
            f"{MIN_KEY_BYTES} to {MAX_KEY_BYTES} bytes"
        )
    return key


def _signature(key: bytes, webhook_id: str, timestamp: str, body: bytes) -> str:
    signed = webhook_id.encode() + b"." + timestamp.encode() + b"." + body
    digest = hmac.new(key, signed, hashlib.sha256).digest()
    return f"{_VERSION},{base64.b64encode(digest).decode('ascii')}"
