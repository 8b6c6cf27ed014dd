import secrets

import pytest

from app.secret import Secret
from app.tokens.encryption import DecryptionFailed, Encryptor

OLD, NEW, FOREIGN = Secret("a" * 64), Secret("B" * 64), Secret("c" * 64)


def encryptor(key: Secret, previous: Secret | None = None) -> Encryptor:
    return Encryptor(key, previous=previous, token_bytes=secrets.token_bytes)


@pytest.mark.parametrize("plain", [b"", b"7|abc", b"\x00" * 1_000])
def test_what_was_sealed_comes_back(plain: bytes) -> None:
    assert encryptor(OLD).decrypt(encryptor(OLD).encrypt(plain, purpose=b"p"), purpose=b"p") == plain


def test_the_same_text_is_sealed_differently_each_time() -> None:
    one = encryptor(OLD)
    assert len({one.encrypt(b"same", purpose=b"p") for _ in range(100)}) == 100


def test_the_nonce_has_96_fresh_bits() -> None:
    asked: list[int] = []

    def token_bytes(count: int) -> bytes:
        asked.append(count)
        return secrets.token_bytes(count)

    Encryptor(OLD, token_bytes=token_bytes).encrypt(b"x", purpose=b"p")
    assert asked == [12]


def test_another_purpose_does_not_open_it() -> None:
    with pytest.raises(DecryptionFailed):
        encryptor(OLD).decrypt(encryptor(OLD).encrypt(b"x", purpose=b"user 1"), purpose=b"user 2")


def test_the_previous_key_still_opens_and_the_new_one_seals() -> None:
    sealed_before = encryptor(OLD).encrypt(b"x", purpose=b"p")
    rotated = encryptor(NEW, OLD)
    assert rotated.decrypt(sealed_before, purpose=b"p") == b"x"
    assert encryptor(NEW).decrypt(rotated.encrypt(b"y", purpose=b"p"), purpose=b"p") == b"y"


def test_a_foreign_key_does_not_open() -> None:
    with pytest.raises(DecryptionFailed):
        encryptor(NEW, OLD).decrypt(encryptor(FOREIGN).encrypt(b"x", purpose=b"p"), purpose=b"p")


@pytest.mark.parametrize("position", [0, 11, 12, -17, -16, -1])
def test_a_changed_byte_is_noticed(position: int) -> None:
    sealed = bytearray(encryptor(OLD).encrypt(b"secret", purpose=b"p"))
    sealed[position] ^= 1
    with pytest.raises(DecryptionFailed):
        encryptor(OLD).decrypt(bytes(sealed), purpose=b"p")


@pytest.mark.parametrize("length", [0, 1, 11, 12, 27])
def test_what_is_too_short_is_refused(length: int) -> None:
    with pytest.raises(DecryptionFailed):
        encryptor(OLD).decrypt(b"x" * length, purpose=b"p")
