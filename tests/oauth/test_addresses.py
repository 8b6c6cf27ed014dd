import pytest
import structlog.testing

from app.oauth.addresses import AddressReader

PROXY = "10.0.0.2"


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "client"),
    [
        ("203.0.113.9", [], "203.0.113.9"),
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        (PROXY, [], PROXY),
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
    reader = AddressReader(("10.0.0.0/8", "fd00::/8"))
    assert reader.client(peer, forwarded_for) == client


def test_a_forgotten_proxy_is_reported_once() -> None:
    reader = AddressReader(())
    with structlog.testing.capture_logs() as logs:
        reader.client("10.0.0.2", [])
        reader.client("10.0.0.2", ["198.51.100.1"])
        reader.client("10.0.0.2", ["198.51.100.1"])
    assert [(line["event"], line["setting"]) for line in logs] == [("forwarded_by_unknown_proxy", "TRUSTED_PROXIES")]


@pytest.mark.parametrize("peer", ["10.0.0.2", "127.0.0.1", None])
def test_without_known_proxies_the_header_means_nothing(peer: str | None) -> None:
    assert AddressReader(()).client(peer, ["198.51.100.1"]) == (peer or "local")
