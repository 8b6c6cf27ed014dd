import pytest
import structlog.testing

from app.oauth.client_ip import ClientIpReader
from app.oauth.rate_limits import Share

PROXY = "10.0.0.2"


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "client"),
    [
        ("203.0.113.9", [], "203.0.113.9"),
        ("203.0.113.9", ["198.51.100.1"], "unknown proxy 203.0.113.9"),
        (PROXY, [], PROXY),
        ("203.0.113.9", ["198.51.100.1", "10.0.0.7"], "unknown proxy 203.0.113.9"),
        ("2001:db8::1", ["198.51.100.1"], "unknown proxy 2001:db8::/48"),
        (PROXY, ["198.51.100.1"], "198.51.100.1"),
        (PROXY, ["1.2.3.4, 198.51.100.1"], "198.51.100.1"),
        (PROXY, ["1.2.3.4", "198.51.100.1"], "198.51.100.1"),
        (PROXY, ["1.2.3.4, 198.51.100.1, 10.0.0.7"], "198.51.100.1"),
        (PROXY, ["10.0.0.7, 10.0.0.8"], "10.0.0.7"),
        (PROXY, ["nonsense, 198.51.100.1"], "198.51.100.1"),
        (PROXY, ["198.51.100.1, nonsense"], PROXY),
        (PROXY, ["198.51.100.1, nonsense, 10.0.0.7"], "10.0.0.7"),
        (PROXY, [""], PROXY),
        (PROXY, [",,,"], PROXY),
        (PROXY, ["198.51.100.1:4711"], "198.51.100.1"),
        (PROXY, ["[2001:db8::1]:4711"], "2001:db8::/64"),
        (PROXY, ['"[2001:db8::1]"'], "2001:db8::/64"),
        (PROXY, ["2001:db8:1:2:3:4:5:6"], "2001:db8:1:2::/64"),
        (PROXY, ["::ffff:198.51.100.1"], "198.51.100.1"),
        ("::ffff:10.0.0.2", ["198.51.100.1"], "198.51.100.1"),
        ("fd00::1", ["198.51.100.1"], "198.51.100.1"),
        (None, ["198.51.100.1"], "198.51.100.1"),
        (None, [], "local"),
        ("testclient", [], "testclient"),
        ("2001:db8::1", [], "2001:db8::/64"),
        ("2001:db8::2", [], "2001:db8::/64"),
    ],
)
def test_the_client_is_found_behind_known_proxies_only(peer: str | None, forwarded_for: list[str], client: str) -> None:
    reader = ClientIpReader(("10.0.0.0/8", "fd00::/8"))
    assert reader.client(peer, forwarded_for)[0].name == client


@pytest.mark.parametrize(
    ("address", "shares"),
    [
        ("198.51.100.1", [("198.51.100.1", 1)]),
        ("2001:db8:1:2:3::4", [("2001:db8:1:2::/64", 1), ("2001:db8:1::/56", 4), ("2001:db8:1::/48", 16)]),
        ("2001:db8:1:2ff::1", [("2001:db8:1:2ff::/64", 1), ("2001:db8:1:200::/56", 4), ("2001:db8:1::/48", 16)]),
        ("fe80::1%eth0", [("fe80::/64", 1), ("fe80::/56", 4), ("fe80::/48", 16)]),
        ("::ffff:198.51.100.1", [("198.51.100.1", 1)]),
    ],
)
@pytest.mark.parametrize("way", ["straight", "by a proxy"])
def test_whoever_has_a_network_has_all_its_addresses(address: str, shares: list[tuple[str, int]], way: str) -> None:
    reader = ClientIpReader((PROXY,))
    found = reader.client(address, []) if way == "straight" else reader.client(PROXY, [address])
    assert [(share.name, share.times) for share in found] == shares


def test_a_forgotten_proxy_is_reported_once_and_counted_always() -> None:
    events: list[tuple[str, str]] = []
    reader = ClientIpReader((), on_event=lambda name, outcome: events.append((name, outcome)))
    with structlog.testing.capture_logs() as logs:
        reader.client("10.0.0.2", [])
        reader.client("10.0.0.2", ["198.51.100.1"])
        reader.client("10.0.0.2", [], is_forwarded=True)
    assert [(line["event"], line["setting"]) for line in logs] == [("forwarded_by_unknown_proxy", "TRUSTED_PROXIES")]
    assert events == [("forwarded", "unknown_proxy")] * 2


@pytest.mark.parametrize("peer", ["10.0.0.2", "127.0.0.1", None])
@pytest.mark.parametrize("header", ["198.51.100.1", "198.51.100.2, 10.0.0.1", "nonsense", ""])
def test_without_known_proxies_the_header_only_says_that_there_is_one(peer: str | None, header: str) -> None:
    assert ClientIpReader(()).client(peer, [header]) == (Share(f"unknown proxy {peer or 'local'}", 100),)
    assert ClientIpReader(()).client(peer, []) == (Share(peer or "local", 1),)
