"""A model that is not installed: the log says so once, and its language's articles still come."""

from pathlib import Path

import pytest
import structlog

from tests.contract.building import page
from wirewatch.adapters.clock import SystemClock
from wirewatch.core import codec
from wirewatch.core.message import Message
from wirewatch.enrich.stage import EnrichSettings, EnrichStage
from wirewatch.events import ArticleEnriched

SENTENCE = (
    "Талибан и Всемирная организация здравоохранения договорились о новых больницах в стране."
)


def russian_page(number: int) -> bytes:
    body = "".join(
        f"<p>{SENTENCE} Это {n} день переговоров.</p>" for n in range(number, number + 6)
    )
    title = "Переговоры о больницах"
    return (
        f"<html lang=ru><head><meta charset=utf-8><title>{title}</title></head>"
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    ).encode()


async def test_it_is_named_once_and_the_rest_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "natasha.py").write_text("raise ImportError('natasha is not installed')")
    monkeypatch.syspath_prepend(tmp_path)  # the worker processes have the same path
    stage = EnrichStage(
        EnrichSettings(), None, clock=SystemClock(), log=structlog.get_logger("enrich")
    )
    with structlog.testing.capture_logs() as logged:
        await stage.start()
        try:
            handled = await stage([page(russian_page(n)) for n in range(2)])
        finally:
            await stage.close()
    for outputs in handled:
        assert not isinstance(outputs, Exception)
        [message] = outputs
        assert isinstance(message, Message)
        event = codec.decode(message)
        assert isinstance(event, ArticleEnriched)
        ids = {entity.entity_id for entity in event.article.entities}
        assert ids >= {"organisation:taliban", "organisation:who"}
    [warning] = [line for line in logged if line["event"] == "model_missing"]
    assert warning["language"] == "ru"
    assert "natasha is not installed" in warning["detail"]
