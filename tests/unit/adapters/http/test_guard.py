"""The guard's table: which addresses are public, and that it sees every connection."""

import ipaddress
import socket

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from hypothesis import given
from hypothesis import strategies as st

from wirewatch.adapters.http.guard import AddressGuard, ForbiddenAddress, is_public, unwrap

CLOSED = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.255 127.0.0.1
127.255.255.254 169.254.0.1 169.254.169.254 169.254.170.2 168.63.129.16 172.16.0.1 172.31.255.255
192.0.0.1 192.0.0.170 192.0.0.192 192.0.2.1 192.31.196.1 192.52.193.1 192.88.99.1 192.168.0.1
192.168.255.255 192.175.48.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1
239.255.255.250 240.0.0.1 255.255.255.255
:: ::1 ::2 ::7f00:1 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254
::ffff:0:127.0.0.1 ::ffff:0:8.8.8.8 64:ff9b::7f00:1 64:ff9b::10.0.0.1 64:ff9b::169.254.169.254
64:ff9b:1::1 64:ff9b:1::8.8.8.8 100::1 100:0:0:1::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2
2001:2::1 2001:10::1 2001:20::1 2001:db8::1 2002:7f00:1::1 2002:808:808::1 2620:4f:8000::1
3fff::1 3fff:fff::1 4000::1 5f00::1 fc00::1 fd00:ec2::254 fd12:3456::1 fe80::1 fe80::1%eth0
fec0::1 ff02::1 ff0e::1
""".split()  # noqa: SIM905

OPEN = """
1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.1 93.184.215.14 100.63.255.255 100.128.0.1 126.255.255.255
128.0.0.1 169.253.255.255 172.15.255.255 172.32.0.1 192.0.1.1 192.167.255.255 198.17.255.255
223.255.255.255 ::ffff:8.8.8.8 64:ff9b::8.8.8.8 2001:4860:4860::8888 2606:4700::1111 2a00:1450::1
""".split()  # noqa: SIM905


@pytest.mark.parametrize("address", CLOSED)
def test_closed(address: str) -> None:
    with pytest.raises(ForbiddenAddress, match="is not public"):
        AddressGuard().check(address, 443)


@pytest.mark.parametrize("address", OPEN)
def test_open(address: str) -> None:
    AddressGuard().check(address, 443)


def test_the_table_is_long_enough() -> None:
    assert len(set(CLOSED)) >= 60


@given(st.ip_addresses(v=4))
def test_a_wrapped_address_is_never_more_public_than_the_address(
    address: ipaddress.IPv4Address,
) -> None:
    for prefix in ("::ffff:", "64:ff9b::", "::", "::ffff:0:", "64:ff9b:1::"):
        if is_public(ipaddress.ip_address(prefix + str(address))):
            assert is_public(address)


@given(st.ip_addresses())
def test_nothing_is_public_that_the_standard_library_calls_private(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    address = unwrap(address)
    if address.is_private or address.is_multicast or address.is_reserved or address.is_link_local:
        assert not is_public(address) or address in ipaddress.ip_network("64:ff9b::/96")


@pytest.mark.parametrize("port", [0, 22, 25, 6379, 8080, 9200])
def test_ports(port: int) -> None:
    with pytest.raises(ForbiddenAddress, match="port"):
        AddressGuard().check("8.8.8.8", port)
    AddressGuard(ports=[port]).check("8.8.8.8", port)


def test_private_networks_with_leave_on_any_port() -> None:
    guard = AddressGuard(allow_private=["127.0.0.0/8", "fd00::/8"])
    for address in ("127.0.0.1", "::ffff:127.0.0.1", "fd00::1"):
        guard.check(address, 12345)
    for address in ("10.0.0.1", "::1", "169.254.169.254"):
        with pytest.raises(ForbiddenAddress):
            guard.check(address, 443)


@pytest.mark.parametrize(
    "url",
    ["ftp://a.example/", "file:///etc/passwd", "http://", "http://u:p@a.example/", "http://127.1/",
     "http://u@a.example", "https:\\\\u@a.example\\", "javascript:alert(1)", "http://0300.1.1.1/"],
)  # fmt: skip
def test_urls_that_are_refused(url: str) -> None:
    with pytest.raises(ForbiddenAddress):
        AddressGuard().check_url(url)


@pytest.mark.parametrize("url", ["https://a.example/@x", "http://a.example?u@b", "http://[::1]/"])
def test_urls_that_pass_to_the_check_of_their_address(url: str) -> None:
    AddressGuard().check_url(url)


def test_a_socket_is_made_for_an_open_address_only() -> None:
    guard = AddressGuard()
    info = (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("8.8.8.8", 443))
    guard.socket(info).close()
    with pytest.raises(ForbiddenAddress):
        guard.socket((*info[:4], ("127.0.0.1", 443)))


async def test_a_name_that_turns_private_after_the_first_look_is_caught() -> None:
    """DNS rebinding: what counts is the address that the connection is made to."""

    class Rebinding(AbstractResolver):
        async def resolve(
            self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
        ) -> list[ResolveResult]:
            found = ResolveResult(
                hostname=host, host="127.0.0.1", port=port, family=family, proto=0, flags=0
            )
            return [found]

        async def close(self) -> None:
            return None

    connector = AddressGuard().connector()
    connector._resolver = Rebinding()
    async with aiohttp.ClientSession(connector=connector) as session:
        with pytest.raises(aiohttp.ClientConnectorError, match="not public"):
            await session.get("http://rebinding.example/")
