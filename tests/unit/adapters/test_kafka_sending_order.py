"""The order in which a batch's records reach the broker."""

from wirewatch.adapters.kafka.producer import in_order_of_flow
from wirewatch.core.message import Message


def test_decisions_come_before_what_follows_from_them() -> None:
    names = ["articles", "pages.dead", "outcomes", "stories", "articles", "stories"]
    messages = [Message(name, str(number), b"") for number, name in enumerate(names)]
    sent = {topic: [m.key for m in group] for topic, group in in_order_of_flow(messages).items()}
    assert list(sent) == ["pages.dead", "stories", "articles", "outcomes"]
    assert sent["stories"] == ["3", "5"]
    assert sent["articles"] == ["0", "4"]
