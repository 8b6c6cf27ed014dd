"""What `serve` listens on, and the one sentence when it cannot."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest

from app.server.listening import CannotListen, bind, urls_of
from tests.loopback import free_port


@pytest.fixture
def opened() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def listen(opened: ExitStack, host: str) -> tuple[int, list[str]]:
    port = free_port()
    listeners = [opened.enter_context(closing(each)) for each in bind(host, port)]
    for listener in listeners:
        listener.listen()
    return port, urls_of(listeners)


def answers(family: socket.AddressFamily, address: str, port: int) -> bool:
    with socket.socket(family) as probe:
        return probe.connect_ex((address, port)) == 0


def test_one_address_is_one_listener(opened: ExitStack) -> None:
    port, urls = listen(opened, "127.0.0.1")

    assert urls == [f"http://127.0.0.1:{port}"]
    assert answers(socket.AF_INET, "127.0.0.1", port)


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="no IPv6 on this machine")
@pytest.mark.parametrize("host", ["::", ""])
def test_every_address_of_both_families_is_served(host: str, opened: ExitStack) -> None:
    port, _ = listen(opened, host)

    assert answers(socket.AF_INET, "127.0.0.1", port)
    assert answers(socket.AF_INET6, "::1", port)


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="no IPv6 on this machine")
def test_an_ipv6_address_is_written_in_brackets(opened: ExitStack) -> None:
    port, urls = listen(opened, "::1")

    assert urls == [f"http://[::1]:{port}"]


def test_a_taken_port_is_one_sentence(opened: ExitStack) -> None:
    port, _ = listen(opened, "127.0.0.1")

    with pytest.raises(CannotListen, match=rf"^Cannot listen on 127\.0\.0\.1 port {port}: Address already in use\.$"):
        bind("127.0.0.1", port)


@pytest.mark.parametrize("host", ["192.0.2.1", "nobody.invalid", "not a host", "256.1.1.1"])
def test_a_host_of_another_machine_is_one_sentence(host: str) -> None:
    with pytest.raises(CannotListen, match=r"^Cannot listen on [^\n]+\.$"):
        bind(host, free_port())
