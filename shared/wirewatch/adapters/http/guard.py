"""No connection to where outsiders have no business: the guard against request forgery (SSRF).

Every outgoing connection is made through `AddressGuard.connector`. Its socket factory sees each
final address, after the name was resolved, for each redirect, and for IP literals, which never
reach a resolver. Nothing is resolved twice, so that a name cannot change between check and use.

What counts as public is decided by our own table, after the IANA special-purpose address
registries (RFC 6890 and its updates), because `ipaddress.is_global` differs between Python
versions and lets translated addresses through.
"""

import errno
import ipaddress
import socket
from collections.abc import Iterable

from aiohappyeyeballs import AddrInfoType
from aiohttp import TCPConnector

from wirewatch.core.urls import host_of

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

WEB_PORTS = frozenset({80, 443})

_CLOSED_V4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
            "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15",
            "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "168.63.129.16/32",  # the platform address of one large cloud, in public space
        ),
    )
)  # fmt: skip
_OPEN_V6 = ipaddress.IPv6Network("2000::/3")
"""All that is assigned to the public; everything else is closed."""
_CLOSED_V6 = tuple(
    map(
        ipaddress.IPv6Network,
        (
            "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarking, …
            "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
        ),
    )
)  # fmt: skip
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class ForbiddenAddress(OSError):
    """The address is not one that wirewatch connects to."""

    def __init__(self, message: str) -> None:
        super().__init__(errno.EACCES, message)

    def __str__(self) -> str:
        return str(self.strerror)


class AddressGuard:
    """Decides which addresses may be connected to."""

    def __init__(
        self,
        *,
        allow_private: Iterable[Network | str] = (),
        ports: Iterable[int] = WEB_PORTS,
    ) -> None:
        """Make a guard.

        Args:
            allow_private: networks that are allowed on any port although they are not public,
                such as `127.0.0.0/8` in a test.
            ports: the ports that are allowed on public addresses.

        Raises:
            ValueError: a network is malformed.
        """
        self._allowed = tuple(ipaddress.ip_network(network) for network in allow_private)
        self._ports = frozenset(ports)

    def check_url(self, url: str) -> None:
        """Refuse what is not an http(s) URL with a host, and user names in it.

        Raises:
            ForbiddenAddress: the URL is refused; the text quotes nothing secret.
        """
        try:
            host_of(url)
        except ValueError as error:
            raise ForbiddenAddress(f"forbidden URL: {error}") from error
        authority = url.strip().replace("\\", "/").split("/")[2:3]
        if authority and "@" in authority[0].partition("?")[0].partition("#")[0]:
            raise ForbiddenAddress("forbidden URL: it holds a user name")

    def check(self, address: str, port: int) -> None:
        """Refuse a final address.

        Raises:
            ForbiddenAddress: it is not public and not allowed, or the port is not.
        """
        parsed = unwrap(ipaddress.ip_address(address.partition("%")[0]))
        if any(parsed in network for network in self._allowed):
            return
        if not is_public(parsed):
            raise ForbiddenAddress(f"forbidden address: {address} is not public")
        if port not in self._ports:
            raise ForbiddenAddress(f"forbidden address: port {port} is not allowed")

    def socket(self, info: AddrInfoType) -> socket.socket:
        """The socket for a resolved address: what `TCPConnector(socket_factory=…)` asks for.

        Raises:
            ForbiddenAddress: as `check`.
        """
        family, kind, protocol, _, where = info
        self.check(str(where[0]), int(where[1]))
        return socket.socket(family, kind, protocol)

    def connector(self, *, limit: int = 100, limit_per_host: int = 0) -> TCPConnector:
        """A connector that makes no connection that this guard has not seen."""
        return TCPConnector(
            socket_factory=self.socket,
            limit=limit,
            limit_per_host=limit_per_host,
            ttl_dns_cache=10,
        )


def unwrap(address: Address) -> Address:
    """The IPv4 address that the system connects to for an IPv4-mapped one, else the address."""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet.

    IPv6 forms that carry an IPv4 address (compatible, translated, 6to4, Teredo, local NAT64) are
    not public, whatever they carry; the well-known NAT64 prefix is as public as what it carries,
    since networks without IPv4 reach the IPv4 internet through it.
    """
    address = unwrap(address)
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _CLOSED_V4) and address.is_global
    if address in _NAT64:
        return is_public(ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF))
    return address in _OPEN_V6 and not any(address in network for network in _CLOSED_V6)


def forbidden_in(error: BaseException) -> str | None:
    """The guard's words where it is behind an error of the client; None where it is not.

    Where several addresses of a name failed, the client joins their errors into one text.
    """
    current: BaseException | None = error
    while current is not None:
        if isinstance(current, ForbiddenAddress) or "forbidden address:" in str(current):
            text = str(current)
            return text[text.find("forbidden") :]
        current = getattr(current, "os_error", None) or current.__cause__ or current.__context__
    return None
