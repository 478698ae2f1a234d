"""One spelling per URL, so that the same article has the same identity however it was linked.

The rules follow RFC 3986 section 6.2 (syntax-based and scheme-based normalisation) and, where
browsers read more than the RFC allows, the WHATWG URL standard (https://url.spec.whatwg.org):

- scheme and host in lower case; the host in its ASCII form (IDNA 2008, UTS 46), without a trailing
  dot; user name and password dropped (nothing secret enters an identity); default port dropped;
- percent-escapes in upper case, unreserved characters unescaped, everything else that is not
  allowed in a URL escaped as UTF-8; backslashes in the path are slashes; dot segments resolved;
- the fragment dropped, also `#!` ones;
- tracking parameters dropped (`TRACKING_NAMES`, `TRACKING_PREFIXES`), empty ones (`&&`) too, and
  what is left sorted by name. The sort is stable, so that a repeated name keeps its order. Order
  between names carries meaning almost nowhere, and feeds and share buttons do change it. The
  fetcher asks for a URL as it was given; only identities and links use the sorted form;
- kept, because servers tell them apart: http and https, `www.`, letter case of path and query,
  a trailing slash, repeated slashes, `+` and `%20`.

The normalised form is a fixed point: normalising it again changes nothing.
"""

import ipaddress
import re
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

import idna
import tldextract

MAX_URL_CHARACTERS = 8_192
"""Longer ones are refused; servers refuse them too."""

TRACKING_PREFIXES = (
    "utm_", "utm-", "mtm_", "matomo_", "piwik_", "pk_", "hsa_", "vero_", "oly_", "_branch_",
    "fb_action_", "guce_", "ns_mchannel", "ns_campaign", "ns_source", "ns_linkname", "at_custom",
    "at_link", "wt_mc", "wt.mc", "wt_zmc", "trk_", "sc_campaign", "sc_channel", "elqtrack", "__s_",
    "xtor",
)  # fmt: skip
"""Beginnings of the names of parameters that tell where a click came from, never what is shown."""

TRACKING_NAMES = frozenset(
    """
    fbclid gclid gclsrc dclid gbraid wbraid gad_source gad_campaignid msclkid yclid ysclid twclid
    ttclid tblci dicbo li_fat_id igshid igsh epik srsltid rb_clickid wickedid s_kwcid ef_id
    irclickid _ga _gl _gac _hsenc _hsmi hsctatracking hss_channel mc_cid mc_eid mkt_tok _openstat
    s_cid
    cmpid cmp ocid ncid icid intcmp ito smid smtyp ftag spm dm_i mkwid pcrid cvosrc nr_email_referer
    at_medium at_campaign at_campaign_type at_creation at_format at_general at_ptr_name at_bbc_team
    fb_source fb_ref __twitter_impression guccounter sr_share share_id shareid socialreferer
    oborigurl ob_click_id zanpid ml_subscriber ml_subscriber_hash _ke bsft_eid
    bsft_clkid bsft_uid user_email_address syclid sfmc_id vgo_ee yadclid
    """.split()  # noqa: SIM905
)
"""Names of such parameters, in lower case. `ref`, `source`, `from`, `cid` are not among them: on
some sites they choose what is shown."""

_C0_AND_SPACE = "".join(map(chr, range(0x21)))
_INNER_BREAKS = str.maketrans("", "", "\t\n\r")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST_LABELS = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})?")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_SAFE = _UNRESERVED | frozenset("/!$&'()*+,;=:@%")
_QUERY_SAFE = _PATH_SAFE | frozenset("?")


def normalise(url: str) -> str:
    """The one spelling of a URL, by the rules at the top of this file.

    Raises:
        ValueError: it is not an absolute http(s) URL with a host, or it is too long.
    """
    cleaned = url.strip(_C0_AND_SPACE).translate(_INNER_BREAKS)
    if len(cleaned) > MAX_URL_CHARACTERS:
        raise ValueError(f"the URL has more than {MAX_URL_CHARACTERS} characters")
    parts = _split(cleaned)
    scheme = parts.scheme.lower()
    host = _host(parts)
    port = parts.port
    authority = host if port is None or port == _DEFAULT_PORTS[scheme] else f"{host}:{port}"
    path = _without_dot_segments(_escaped(parts.path.replace("\\", "/"), _PATH_SAFE))
    query = _sorted_query(_escaped(parts.query, _QUERY_SAFE))
    normalised = f"{scheme}://{authority}{path or '/'}{'?' + query if query else ''}"
    if len(normalised) > 3 * MAX_URL_CHARACTERS:
        raise ValueError("the URL is too long when escaped")
    return normalised


def host_of(url: str) -> str:
    """The host of a URL in its ASCII form; an IPv6 address stands in brackets.

    Raises:
        ValueError: as `normalise`.
    """
    return _host(_split(url.strip(_C0_AND_SPACE).translate(_INNER_BREAKS)))


def registrable_domain(url: str) -> str:
    """The name that somebody registered: `bbc.co.uk` of `https://www.bbc.co.uk/news`.

    By the Public Suffix List as bundled with tldextract, its private section included, so that
    two blogs on one hosting platform are two sites. Under a top-level domain that the list does
    not know, names are registered directly below it, as the list's own default rule says. A host
    that has no such name (an IP address, `localhost`, a public suffix) is returned as it is.

    Raises:
        ValueError: as `normalise`.
    """
    host = host_of(url)
    found = _suffix_list()(host.strip("[]"))
    if found.top_domain_under_public_suffix:
        return found.top_domain_under_public_suffix
    if found.suffix or found.ipv4 or found.ipv6:
        return host
    return ".".join(host.split(".")[-2:])


@lru_cache(maxsize=1)
def _suffix_list() -> tldextract.TLDExtract:
    # No URLs and no cache folder: the bundled snapshot only, no network, nothing written.
    return tldextract.TLDExtract(
        cache_dir=None,
        suffix_list_urls=(),
        fallback_to_snapshot=True,
        include_psl_private_domains=True,
    )


def _split(cleaned: str) -> SplitResult:
    match = re.match(r"(https?):[/\\]{2,}", cleaned, re.IGNORECASE)
    if match is None:
        raise ValueError(f"not an absolute http or https URL: {cleaned[:100]!r}")
    # Browsers read https:/\host and https:////host as https://host; the standard library does not.
    rest = cleaned[match.end() :]
    end = next((i for i, c in enumerate(rest) if c in "/\\?#"), len(rest))
    rest = rest[:end] + ("/" + rest[end + 1 :] if rest[end : end + 1] == "\\" else rest[end:])
    parts = urlsplit(f"{match[1].lower()}://{rest}")
    if parts.port == 0:  # reading it raises ValueError where it is not a number up to 65535
        raise ValueError("port 0 cannot be reached")
    return parts


def _host(parts: SplitResult) -> str:
    raw = parts.netloc.rpartition("@")[2]
    if raw.startswith("["):
        inside, bracket, _ = raw[1:].partition("]")
        if not bracket:
            raise ValueError("the IPv6 address has no closing bracket")
        return f"[{ipaddress.IPv6Address(inside.partition('%')[0]).compressed}]"
    return _domain(raw.partition(":")[0])


def _domain(raw: str) -> str:
    name = _decoded_host(raw)
    try:
        ascii_name = idna.encode(name, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        # Names outside IDNA 2008 that are in use: underscores, hyphens in places 3 and 4.
        ascii_name = name
    ascii_name = ascii_name.lower().rstrip(".")
    if len(ascii_name) > 253 or not _HOST_LABELS.fullmatch(ascii_name):
        raise ValueError(f"not a host name: {raw[:100]!r}")
    last = ascii_name.rpartition(".")[2]
    if last.isdigit() or re.fullmatch(r"0x[0-9a-f]*", last):
        # Every reader must see the same address, so the short, octal and hexadecimal ways to
        # write an IPv4 address are refused.
        return str(ipaddress.IPv4Address(ascii_name))
    return ascii_name


def _decoded_host(raw: str) -> str:
    if "%" not in raw:
        return raw
    data = re.sub(rb"%([0-9A-Fa-f]{2})", lambda m: bytes([int(m[1], 16)]), raw.encode())
    return data.decode()


def _escaped(text: str, safe: frozenset[str]) -> str:
    """Escapes in one form: none for unreserved characters, upper-case hexadecimal for others."""

    def one_escape(match: re.Match[str]) -> str:
        if match[1] is None:
            return "%25"
        character = chr(int(match[1], 16))
        return character if character in _UNRESERVED else f"%{match[1].upper()}"

    return "".join(
        c if c in safe else "".join(f"%{byte:02X}" for byte in c.encode("utf-8"))
        for c in _PERCENT.sub(one_escape, text)
    )


def _without_dot_segments(path: str) -> str:
    """RFC 3986 section 5.2.4, for a path that begins with a slash or is empty."""
    output: list[str] = []
    segments = path.split("/")[1:]
    for index, segment in enumerate(segments):
        last = index == len(segments) - 1
        if segment == "..":
            if output:
                output.pop()
            if last:
                output.append("")
        elif segment == ".":
            if last:
                output.append("")
        else:
            output.append(segment)
    return "/" + "/".join(output)


def _sorted_query(query: str) -> str:
    kept = [p for p in query.split("&") if p and not _is_tracking(p.partition("=")[0])]
    return "&".join(sorted(kept, key=lambda parameter: parameter.partition("=")[0]))


def _is_tracking(name: str) -> bool:
    lowered = name.lower()
    return lowered in TRACKING_NAMES or lowered.startswith(TRACKING_PREFIXES)
