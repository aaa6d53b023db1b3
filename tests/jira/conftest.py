"""Fixtures of the Jira client's tests: a scripted server, a clock that stands still, clients and access."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jxl.jira.access import JiraAccess
from jxl.jira.client import JiraClient
from jxl.jira.transport import Limits, Transport
from tests.jira.scripted import FakeTime, ScriptedServer, serve
from tests.settings import make_settings


class FixedSigner:
    """Signs with a counter, so that tests see which header went out; may be renewed a given number of times."""

    def __init__(self, renewals: int = 0) -> None:
        self.signed: list[tuple[str, str]] = []
        self.rejected: list[str] = []
        self._renewals = renewals

    def authorization(self, method: str, target: str) -> str:
        self.signed.append((method, target))
        return f"Test {len(self.rejected)}"

    def renew(self, rejected: str) -> bool:
        self.rejected.append(rejected)
        return len(self.rejected) <= self._renewals


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with serve() as running:
        yield running


@pytest.fixture
def fake_time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def signer() -> FixedSigner:
    return FixedSigner()


@pytest.fixture
def make_transport(fake_time: FakeTime) -> Iterator[Callable[..., Transport]]:
    made: list[Transport] = []

    def make(**limits: float) -> Transport:
        made.append(Transport(Limits(**limits), fake_time.clock()))  # type: ignore[arg-type]  # sizes are whole
        return made[-1]

    yield make
    for transport in made:
        transport.close()


@pytest.fixture
def client(
    server: ScriptedServer, signer: FixedSigner, make_transport: Callable[..., Transport]
) -> JiraClient:
    return JiraClient(server.url, signer, make_transport())


@pytest.fixture
def access(server: ScriptedServer, fake_time: FakeTime, tmp_path: Path) -> Iterator[JiraAccess]:
    settings = make_settings(
        tmp_path, allowed_hosts=(server.url.removeprefix("http://"),), impersonation_url=server.url
    )
    made = JiraAccess(settings, clock=fake_time.clock())
    yield made
    made.close()
