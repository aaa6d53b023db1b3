"""Public keys of install tokens: fetched once, from one place, within bounds."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from jxl.connect import keys
from jxl.connect.keys import InstallKeys
from jxl.errors import InstallKeysUnavailable, InvalidToken
from tests.connect.conftest import KEY_ID, KeyServer, pem_of


def test_a_key_is_fetched_once_and_kept(key_server: KeyServer, install_key: rsa.RSAPrivateKey) -> None:
    install_keys = InstallKeys(key_server.url)
    for _ in range(3):
        key = install_keys.fetch(KEY_ID)
        assert key.public_numbers() == install_key.public_key().public_numbers()
    assert key_server.asked == [f"/{KEY_ID}"]


@pytest.mark.parametrize(
    "key_id",
    [
        None,
        "",
        ".",
        "..",
        "../admin",
        "a/b",
        "a%2Fb",
        "a?b=c",
        "a#b",
        "a b",
        "a\n",
        "é",
        "http://evil.example/key",
        "//evil.example/key",
        "a@evil.example",
        "\\\\evil",
        ".hidden",
        "x" * 65,
    ],
)
def test_an_id_of_another_form_asks_nobody(key_server: KeyServer, key_id: str | None) -> None:
    with pytest.raises(InvalidToken):
        InstallKeys(key_server.url).fetch(key_id)
    assert key_server.asked == []


@pytest.mark.parametrize("status", [404, 410])
def test_an_unknown_key_is_an_invalid_token(key_server: KeyServer, status: int) -> None:
    key_server.answers["/k"] = (status, {}, b"no")
    with pytest.raises(InvalidToken):
        InstallKeys(key_server.url).fetch("k")


def test_an_unknown_key_is_asked_for_again(key_server: KeyServer, install_key: rsa.RSAPrivateKey) -> None:
    """A key may be published a moment after its first token: absence is not remembered."""
    install_keys = InstallKeys(key_server.url)
    with pytest.raises(InvalidToken):
        install_keys.fetch("k")
    key_server.answers["/k"] = (200, {}, pem_of(install_key))
    assert install_keys.fetch("k").key_size == 2048


def pem_of_curve() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def pem_of_small_key() -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - refused for it
    return pem_of(key)


@pytest.mark.parametrize(
    "answer",
    [
        (500, {}, b"down"),
        (403, {}, b"no"),
        (429, {}, b"later"),
        (200, {}, b""),
        (200, {}, b"<html>"),
        (200, {}, b"x" * 20_000),
        (200, {}, pem_of_curve()),
        (200, {}, pem_of_small_key()),
        (302, {"Location": f"/{KEY_ID}"}, b""),
        (307, {"Location": f"/{KEY_ID}"}, b""),
    ],
    ids=lambda a: f"{a[0]}-{len(a[2])}",
)
def test_an_answer_that_is_no_key_is_the_servers_fault(
    key_server: KeyServer, answer: tuple[int, dict[str, str], bytes]
) -> None:
    key_server.answers["/k"] = answer
    with pytest.raises(InstallKeysUnavailable) as caught:
        InstallKeys(key_server.url).fetch("k")
    assert caught.value.status == 503
    assert caught.value.retry_after_s == 60
    assert key_server.asked == ["/k"], "no redirect is followed"


def test_a_server_that_is_down_is_said_to_be() -> None:
    with pytest.raises(InstallKeysUnavailable):
        InstallKeys("http://127.0.0.1:9").fetch("k")


def test_a_slow_answer_ends_with_the_total_time(key_server: KeyServer) -> None:
    ticks: Iterator[float] = iter([0.0, 11.0])
    key_server.answers["/k"] = (200, {}, b"-----BEGIN")
    with pytest.raises(InstallKeysUnavailable):
        InstallKeys(key_server.url, monotonic=lambda: next(ticks)).fetch("k")


def test_only_the_keys_used_last_are_kept(key_server: KeyServer, install_key: rsa.RSAPrivateKey) -> None:
    install_keys = InstallKeys(key_server.url)
    for number in range(keys.MAX_CACHED_KEYS + 1):
        key_server.answers[f"/k{number}"] = (200, {}, pem_of(install_key))
        install_keys.fetch(f"k{number}")
        install_keys.fetch("k0")
    before = len(key_server.asked)
    install_keys.fetch("k0")
    assert len(key_server.asked) == before
    install_keys.fetch("k1")
    assert key_server.asked[before:] == ["/k1"]


def test_no_more_than_four_are_fetched_at_once(key_server: KeyServer) -> None:
    """Anybody can send tokens with new key ids; that must not take up all threads."""
    waiting, go_on = threading.Semaphore(0), threading.Event()

    class Slow(requests.Session):
        def get(self, *_: object, **__: object) -> requests.Response:
            waiting.release()
            go_on.wait()
            raise requests.ConnectionError

    def attempt(number: int) -> None:
        with pytest.raises(InstallKeysUnavailable):
            install_keys.fetch(f"k{number}")

    install_keys = InstallKeys(key_server.url, Slow)
    threads = [threading.Thread(target=attempt, args=(n,)) for n in range(keys.MAX_FETCHES_AT_ONCE)]
    for thread in threads:
        thread.start()
    for _ in threads:
        waiting.acquire()
    with pytest.raises(InstallKeysUnavailable):
        install_keys.fetch("one-too-many")
    go_on.set()
    for thread in threads:
        thread.join()
    assert not waiting.acquire(blocking=False), "the fifth asked nobody"


def test_the_session_keeps_no_cookies_and_takes_nothing_from_the_environment(key_server: KeyServer) -> None:
    key_server.answers["/k"] = (200, {"Set-Cookie": "a=b; Path=/"}, b"")
    with keys.new_session() as session:
        answer = session.get(f"{key_server.url}/k", timeout=5)
        assert answer.headers["Set-Cookie"]
        assert len(session.cookies) == 0
        assert session.trust_env is False
