"""Searches and previews are paced; everything else is not."""

from typing import Any

from wirewatch.console.pacing import BURST, PER_SECOND, Pace


def test_a_bucket_fills_up_again() -> None:
    pace = Pace()
    assert [pace.wait_seconds("a", 0.0) for _ in range(BURST)] == [0] * BURST
    assert pace.wait_seconds("a", 0.0) == 1
    assert pace.wait_seconds("b", 0.0) == 0
    assert pace.wait_seconds("a", 1 / PER_SECOND) == 0
    assert pace.wait_seconds("a", 1 / PER_SECOND) == 1
    assert [pace.wait_seconds("a", 1e6) for _ in range(BURST + 1)] == [0] * BURST + [1]


async def test_who_searches_without_end_is_told_to_wait(stage: Any) -> None:
    for _ in range(BURST):
        await stage.text("/search?q=doha")
    async with stage.client.get("/api/v1/search?q=doha") as answer:
        assert answer.status == 429
        assert answer.headers["retry-after"] == "1"
        assert "too fast" in (await answer.json())["detail"]
    await stage.text("/rules")
    stage.clock.advance(1)
    await stage.text("/search?q=doha")
