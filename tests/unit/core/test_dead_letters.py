"""Dead letters: an original comes back to the byte."""

from hypothesis import given
from hypothesis import strategies as st

from tests.contract.building import NOW
from wirewatch import flow
from wirewatch.core.dead_letters import dead_letter, newest_first, read_dead_letter, replayable
from wirewatch.core.errors import Reason, Reject
from wirewatch.core.message import Message, Received

_CONSUMED = [t.name for t in flow.TOPICS if t.consumed]
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
_HEADERS = st.lists(
    st.tuples(_TEXT.filter(lambda n: not n.startswith("dlq-")), st.binary(max_size=40)), max_size=6
).map(tuple)
_MESSAGES = st.builds(
    Message, st.sampled_from(_CONSUMED), _TEXT, st.none() | st.binary(max_size=200), _HEADERS
)


def letter(message: Message, detail: str = "why", reason: Reason = Reason.BINARY) -> Message:
    received = Received(message, 3, 42, 0)
    return dead_letter(received, Reject(reason, detail), stage="enrich", now=NOW)


@given(_MESSAGES, st.text(max_size=3000), st.sampled_from(Reason))
def test_round_trip(message: Message, detail: str, reason: Reason) -> None:
    made = letter(message, detail, reason)
    assert made.topic == message.topic + ".dead"
    assert (made.key, made.value) == (message.key, message.value)
    assert made.headers[: len(message.headers)] == message.headers
    read = read_dead_letter(Received(made, 5, 7, 0))
    assert read.message == message == replayable(made)
    assert read.letter_id == f"{message.topic}:5:7"
    assert (read.reason, read.stage, read.at) == (reason, "enrich", "2026-01-05T12:00:00.000Z")
    assert read.detail == detail[:2000].encode("utf-8", "replace").decode()


@given(_MESSAGES)
def test_letter_that_is_refused_again_tells_only_the_last_reason(message: Message) -> None:
    again = letter(replayable(letter(message, "first")), "second")
    assert [v for k, v in again.headers if k == "dlq-detail"] == [b"second"]
    assert replayable(again) == message


def test_place_of_the_original_is_told() -> None:
    told = dict(letter(Message("pages", "k", b"v")).headers)
    assert (told["dlq-topic"], told["dlq-partition"], told["dlq-offset"]) == (b"pages", b"3", b"42")


def test_letter_of_anothers_making_can_be_read() -> None:
    read = read_dead_letter(Received(Message("pages.dead", "", None), 0, 0, 0))
    assert (read.reason, read.detail, read.at) == ("unexpected", "", "")
    assert newest_first([read]) == [read]
