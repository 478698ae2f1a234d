"""Webhook signatures, against the reference library and known vectors."""

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from wirewatch.core import signing

SECRET = signing.new_secret(bytes(range(32)))
OTHER = signing.new_secret(bytes(range(1, 33)))
NOW = 1_767_225_600


def signed(body: bytes = b"{}", secret: str = SECRET, at: int = NOW) -> dict[str, str]:
    return signing.headers(secret, "msg_1", at, body)


def test_the_vector_of_the_reference_libraries() -> None:
    # The example that the libraries of the specification share among their tests.
    signature = signing.sign(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@given(st.binary(min_size=24, max_size=64), st.text(max_size=200), st.from_regex(r"\A\w{1,40}\Z"))
def test_the_reference_library_accepts_what_we_sign(key: bytes, text: str, name: str) -> None:
    secret = signing.new_secret(key)
    now = int(datetime.now(UTC).timestamp())
    body = b'{"a": ' + base64.b64encode(text.encode()).join([b'"', b'"']) + b"}"
    Webhook(secret).verify(body, signing.headers(secret, name, now, body))


def test_we_accept_what_the_reference_library_signs() -> None:
    moment = datetime.fromtimestamp(NOW, UTC)
    signature = Webhook(SECRET).sign("msg_1", moment, '{"a": "é"}')
    headers = {
        "Webhook-Id": "msg_1",
        "Webhook-Timestamp": str(NOW),
        "Webhook-Signature": "v1a,xyz " + signature,
    }
    signing.verify(SECRET, headers, '{"a": "é"}'.encode(), NOW + 299)


def test_a_rotation_carries_both_signatures() -> None:
    headers = signing.headers([SECRET, OTHER], "msg_1", NOW, b"{}")
    assert len(headers["webhook-signature"].split(" ")) == 2
    signing.verify(SECRET, headers, b"{}", NOW)
    signing.verify(OTHER, headers, b"{}", NOW)
    signing.verify([signing.new_secret(bytes(24)), OTHER], headers, b"{}", NOW)


@pytest.mark.parametrize("seconds", [-301, 301, 10**9])
def test_an_old_or_future_message_is_refused(seconds: int) -> None:
    with pytest.raises(signing.SignatureRefused, match="too far"):
        signing.verify(SECRET, signed(), b"{}", NOW + seconds)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("webhook-id", "msg_2"),
        ("webhook-timestamp", str(NOW + 1)),
        ("webhook-timestamp", "now"),
        ("webhook-timestamp", "-1"),
        ("webhook-timestamp", "٣"),
        ("webhook-signature", ""),
        ("webhook-signature", "v1,"),
        ("webhook-signature", "v1,é"),
        ("webhook-signature", signed(b"{} ")["webhook-signature"]),
        ("webhook-signature", signed()["webhook-signature"].replace("v1,", "v2,")),
    ],
)
def test_a_changed_header_is_refused(name: str, value: str) -> None:
    with pytest.raises(signing.SignatureRefused):
        signing.verify(SECRET, {**signed(), name: value}, b"{}", NOW)


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_missing_header_is_refused(name: str) -> None:
    headers = signed()
    del headers[name]
    with pytest.raises(signing.SignatureRefused, match=name):
        signing.verify(SECRET, headers, b"{}", NOW)


def test_another_secret_or_body_is_refused() -> None:
    with pytest.raises(signing.SignatureRefused):
        signing.verify(OTHER, signed(), b"{}", NOW)
    with pytest.raises(signing.SignatureRefused):
        signing.verify(SECRET, signed(), b"{} ", NOW)


@pytest.mark.parametrize(
    "secret",
    ["", "whsec_", "secret", "whsec_!!!!", SECRET.removeprefix("whsec_"), "whsec_" + "QUJD" * 5],
)
def test_a_poor_secret_cannot_sign_and_is_not_quoted(secret: str) -> None:
    with pytest.raises(ValueError, match="a webhook secret is") as caught:
        signing.sign(secret, "msg_1", NOW, b"")
    assert len(secret) < 10 or secret not in str(caught.value)


def test_an_ambiguous_id_is_refused() -> None:
    with pytest.raises(ValueError, match="full stop"):
        signing.sign(SECRET, "msg.1", NOW, b"")


@pytest.mark.parametrize("size", [0, 23, 65])
def test_secrets_have_enough_bytes(size: int) -> None:
    with pytest.raises(ValueError, match="24 to 64"):
        signing.new_secret(bytes(size))


def test_the_reference_library_refuses_a_forged_message() -> None:
    now = int(datetime.now(UTC).timestamp())
    with pytest.raises(WebhookVerificationError):
        Webhook(OTHER).verify(b"{}", signed(at=now))
