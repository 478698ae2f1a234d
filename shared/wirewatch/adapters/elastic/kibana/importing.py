"""Bringing the saved objects into a Kibana."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp

from wirewatch.adapters.elastic.kibana.bundles import BUNDLES, Bundle
from wirewatch.core.errors import Misconfigured, Retry

_PATH = "/api/saved_objects/_import"
_ANSWER_LIMIT_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of one file: objects written, and objects left as they were."""

    file_name: str
    written: int
    left: int


async def import_saved_objects(
    kibana_url: str,
    bundles: Sequence[Bundle] = BUNDLES,
    *,
    headers: Mapping[str, str] | None = None,
    timeout_seconds: float = 30.0,
) -> Sequence[Imported]:
    """Import the files one after the other; safe to repeat.

    Args:
        kibana_url: where Kibana answers, with its base path and space if any (`…/s/newsroom`).
        bundles: the files. One without `overwrite` leaves objects that are there as they are.
        headers: what goes with each request, such as `Authorization: ApiKey …`.
        timeout_seconds: for each file.

    Raises:
        Retry: Kibana does not answer, or is not ready.
        Misconfigured: it does not let us in, is no Kibana, or refuses an object.
    """
    timeout = aiohttp.ClientTimeout(total=timeout_seconds)
    sent = {**(headers or {}), "kbn-xsrf": "wirewatch"}
    async with aiohttp.ClientSession(timeout=timeout, headers=sent) as session:
        url = kibana_url.rstrip("/") + _PATH
        try:
            return [await _import(session, url, bundle) for bundle in bundles]
        except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError) as error:
            raise Misconfigured(f"{kibana_url!r} is not the URL of a Kibana") from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Retry(f"Kibana does not answer: {error or type(error).__name__}") from error


async def _import(session: aiohttp.ClientSession, url: str, bundle: Bundle) -> Imported:
    form = aiohttp.FormData()
    form.add_field(
        "file",
        bundle.content.encode(),
        filename=bundle.file_name,
        content_type="application/ndjson",
    )
    query = {"overwrite": "true"} if bundle.overwrite else {}
    async with session.post(url, params=query, data=form, allow_redirects=False) as response:
        body = await response.content.read(_ANSWER_LIMIT_BYTES)
        _check_status(response.status, body, url)
    return _read(body, bundle)


def _check_status(status: int, body: bytes, url: str) -> None:
    if status == 200:
        return
    said = body[:300].decode("utf-8", "replace")
    if status in (408, 425, 429) or status >= 500:
        raise Retry(f"Kibana is not ready ({status}): {said}")
    raise Misconfigured(f"{url} answers {status}: {said}")


def _read(body: bytes, bundle: Bundle) -> Imported:
    try:
        answer: Any = json.loads(body)
        written = int(answer["successCount"])
        errors = answer.get("errors", [])
        refused = [error for error in errors if error["error"]["type"] != "conflict"]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Misconfigured("what answers there is not Kibana's import") from error
    if refused:
        raise Misconfigured(f"Kibana refuses {bundle.file_name}: {_told(refused)}")
    return Imported(bundle.file_name, written, left=len(errors))


def _told(errors: Iterable[Mapping[str, Any]]) -> str:
    return "; ".join(
        f"{error.get('type')} {error.get('id')}: {json.dumps(error['error'])[:200]}"
        for error in errors
    )
