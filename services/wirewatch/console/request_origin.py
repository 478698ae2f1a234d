"""Where a request comes from, by what browsers say about it."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

_LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


def is_local(hosts: list[str]) -> bool:
    """Whether the Host headers name this machine by one of its own names."""
    if len(hosts) != 1:
        return False
    host = hosts[0].lower()
    name, colon, port = host.rpartition(":")
    if colon and port.isdigit():
        host = name
    return host in _LOCAL_NAMES


def is_same_origin(headers: Headers) -> bool:
    """Whether a browser says so, or nothing is said, as by programs."""
    site = headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        return False
    origin = headers.get("origin")
    if origin is None:
        return True
    if origin == "null":
        # So say browsers of our own forms, because of `Referrer-Policy: no-referrer`; where they
        # leave out Sec-Fetch-Site too (plain HTTP beyond loopback) the form's token decides.
        return True
    try:
        return urlsplit(origin).netloc.lower() == headers.get("host", "").lower()
    except ValueError:
        return False


def is_embedded_elsewhere(scope: Scope, headers: Headers) -> bool:
    """Whether another site's page asks for more than to be left by a link to here.

    It could not read the answer, but how long a search takes tells something too.
    """
    if headers.get("sec-fetch-site", "none") in ("none", "same-origin"):
        return False
    follows_link = headers.get("sec-fetch-mode") == "navigate" and scope["method"] == "GET"
    return not (follows_link and headers.get("sec-fetch-dest") == "document")


def needs_preflight(scope: Scope, headers: Headers) -> bool:
    """Whether a browser would have asked first for another site, and been refused."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    return scope["path"].startswith("/api/") and (
        kind == "application/json" or scope["method"] in ("PUT", "DELETE")
    )
