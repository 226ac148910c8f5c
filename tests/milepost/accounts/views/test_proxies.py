"""Who is believed about who is asking."""

from __future__ import annotations

import pytest

from milepost.accounts.views.proxies import BadProxies, client, read

HERE = read("")
OURS = read("10.0.0.5, 10.1.0.0/24 2001:db8::/64")


@pytest.mark.parametrize(
    ("believed", "peer", "forwarded", "found"),
    [
        (HERE, "192.0.2.1", "198.51.100.7", "192.0.2.1"),
        (HERE, "127.0.0.1", "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        (HERE, "10.0.0.5", "198.51.100.7", "10.0.0.5"),
        (OURS, "10.0.0.5", "198.51.100.7", "198.51.100.7"),
        (OURS, "10.0.0.5", "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        (OURS, "10.0.0.5", "203.0.113.9, 198.51.100.7, 10.1.0.9", "198.51.100.7"),
        (OURS, "10.0.0.6", "198.51.100.7", "10.0.0.6"),
        (OURS, "10.0.0.5", "10.0.0.5, 198.51.100.7", "198.51.100.7"),
        (OURS, "10.0.0.5", "198.51.100.7, nonsense", "10.0.0.5"),
        (OURS, "10.0.0.5", "", "10.0.0.5"),
        (OURS, "::ffff:10.0.0.5", "198.51.100.7", "198.51.100.7"),
        (OURS, "2001:db8::1", "2001:db8:1::7", "2001:db8:1::7"),
        (OURS, None, "198.51.100.7", None),
    ],
    ids=[
        "a stranger's claim",
        "a proxy on this machine",
        "a proxy elsewhere that nobody named",
        "a proxy elsewhere",
        "what came before the proxy is a claim",
        "two proxies, one behind the other",
        "the machine beside the proxy",
        "a stranger who names the proxy",
        "no address at all",
        "nothing said",
        "IPv4 written as IPv6",
        "IPv6",
        "a socket without an address",
    ],
)
def test_only_proxies_that_are_believed_say_who_asks(
    believed: tuple[object, ...], peer: str | None, forwarded: str, found: str | None
) -> None:
    assert client(peer, forwarded.split(","), believed) == found  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "setting", ["nonsense", "10.0.0.0/33", "0.0.0.0/0", "10.0.0.0/7", "::/0", "10.0.0.5:80"]
)
def test_a_setting_that_cannot_be_or_believes_strangers_is_refused(setting: str) -> None:
    with pytest.raises(BadProxies, match="MILEPOST_PROXIES"):
        read(setting)
