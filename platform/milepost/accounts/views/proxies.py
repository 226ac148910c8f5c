"""Which web servers in front of the site are believed when they say who is asking."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from milepost.core.errors import MilepostError

Network = IPv4Network | IPv6Network

#: This machine's own addresses are always believed: only its own programs have them.
LOOPBACK: tuple[Network, ...] = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
#: A network as wide as this would believe strangers.
WIDEST = {4: 8, 6: 16}


class BadProxies(MilepostError):
    """MILEPOST_PROXIES cannot be read."""

    exit_code = 2


def read(setting: str) -> tuple[Network, ...]:
    """Return the networks of `MILEPOST_PROXIES` (`10.0.0.5, 10.1.0.0/24`) and this machine.

    Raises BadProxies.
    """
    found = []
    for text in setting.replace(",", " ").split():
        try:
            network = ip_network(text, strict=False)
        except ValueError as error:
            raise BadProxies(
                f"MILEPOST_PROXIES: {text!r} is neither an address (10.0.0.5) nor a network (10.1.0.0/24)"
            ) from error
        if network.prefixlen < WIDEST[network.version]:
            raise BadProxies(
                f"MILEPOST_PROXIES: {text} is nearly everybody; name only the web servers before the site"
            )
        found.append(network)
    return (*LOOPBACK, *found)


def client(peer: str | None, forwarded: Iterable[str], believed: Iterable[Network]) -> str | None:
    """Return the address of who asks: the last in `X-Forwarded-For` that no believed proxy has.

    Each proxy adds at the end who asked it (RFC 7239 section 5.2 tells of the same header's heir), so
    what stands before the first stranger's address is that stranger's claim and counts for nothing.
    """
    believed = tuple(believed)
    found = peer
    for added in reversed(["".join(part.split()) for part in forwarded]):
        if not _is_in(found, believed) or _parsed(added) is None:
            break
        found = added
    return found


def _is_in(address: str | None, networks: tuple[Network, ...]) -> bool:
    parsed = _parsed(address)
    return parsed is not None and any(parsed in network for network in networks)


def _parsed(address: str | None) -> IPv4Address | IPv6Address | None:
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return None
    return getattr(parsed, "ipv4_mapped", None) or parsed
