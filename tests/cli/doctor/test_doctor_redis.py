"""The doctor names what is wrong with Redis or the way to it, and never a piece of the password."""

import asyncio
import datetime as dt
import ipaddress
import ssl
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import pytest
import redis.asyncio
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.cli.doctor.redis import examine_redis
from app.secret import Secret
from tests.redis_process import RedisProcess

PASSWORD = "hunter2-of-redis"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a self-signed certificate of 127.0.0.1, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "redis of the tests")])
    own = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(dt.datetime(2120, 1, 1, tzinfo=dt.UTC))
        .add_extension(own, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = tmp_path_factory.mktemp("tls") / "redis.pem"
    file.write_bytes(plain + built.public_bytes(serialization.Encoding.PEM))
    return file


@asynccontextmanager
async def answering(reply: bytes, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """Give the port of something that says the same to every line it reads."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while reply and await reader.readline():
            writer.write(reply)
            await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0, ssl=tls) as server:
        yield server.sockets[0].getsockname()[1]


def server_tls(certificate: Path) -> ssl.SSLContext:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    return tls


async def wrong(url: str) -> str:
    finding = await examine_redis(Secret(url))
    assert finding.level == "WRONG"
    assert finding.to_do
    assert PASSWORD not in finding.line(coloured=False)
    return finding.says


async def test_a_self_signed_certificate(certificate: Path) -> None:
    async with answering(b"+PONG\r\n", server_tls(certificate)) as port:
        assert "self-signed" in await wrong(f"rediss://:{PASSWORD}@127.0.0.1:{port}")


async def test_a_certificate_of_another_name(certificate: Path) -> None:
    async with answering(b"+PONG\r\n", server_tls(certificate)) as port:
        says = await wrong(f"rediss://localhost:{port}?ssl_check_hostname=true&ssl_ca_certs={certificate}")

    assert "for another name" in says


async def test_a_server_that_wants_our_certificate(certificate: Path) -> None:
    tls = server_tls(certificate)
    tls.verify_mode = ssl.CERT_REQUIRED
    tls.load_verify_locations(certificate)
    async with answering(b"+PONG\r\n", tls) as port:
        assert "certificate of ours" in await wrong(f"rediss://127.0.0.1:{port}?ssl_cert_reqs=none")


async def test_tls_where_there_is_none(redis_server: str) -> None:
    assert "no TLS is spoken" in await wrong(redis_server.replace("redis://", f"rediss://:{PASSWORD}@"))


async def test_no_tls_where_there_is_some(certificate: Path) -> None:
    async with answering(b"+PONG\r\n", server_tls(certificate)) as port:
        assert "closes the connection" in await wrong(f"redis://127.0.0.1:{port}")


async def test_something_else_than_redis() -> None:
    async with answering(b"HTTP/1.1 400 Bad Request\r\n") as port:
        assert "something else than Redis" in await wrong(f"redis://127.0.0.1:{port}")


async def test_a_database_that_is_not_there(redis_server: str) -> None:
    assert "no database of this number" in await wrong(redis_server.replace("/0", "/99"))


async def test_a_password_that_nobody_asked_for(redis_server: str) -> None:
    assert "it has no password" in await wrong(redis_server.replace("redis://", f"redis://:{PASSWORD}@"))


async def test_a_full_memory(own_redis: RedisProcess) -> None:
    async with redis.asyncio.Redis.from_url(own_redis.url) as admin:
        await cast("Awaitable[bool]", admin.config_set("maxmemory", "1"))

    assert "its memory is full" in await wrong(own_redis.url)


@pytest.mark.parametrize(
    ("user_and_password", "says"),
    [
        (f":{PASSWORD}x@", "user or password is refused"),
        (f"nobody:{PASSWORD}@", "user or password is refused"),
        ("", "REDIS_URL names none"),
        (f"{PASSWORD}@", "user or password is refused"),
    ],
)
async def test_a_wrong_or_missing_password(user_and_password: str, says: str, own_redis: RedisProcess) -> None:
    async with redis.asyncio.Redis.from_url(own_redis.url) as admin:
        await cast("Awaitable[bool]", admin.config_set("requirepass", PASSWORD))

    assert says in await wrong(own_redis.url.replace("redis://", f"redis://{user_and_password}"))
