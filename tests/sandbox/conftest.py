"""Fixtures of the sandbox's own tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox.live_site import LiveSite, serve


@pytest.fixture(scope="session")
def live_site() -> Iterator[LiveSite]:
    """One running sandbox for all tests that talk to it over HTTP; they share its state."""
    with serve() as site:
        yield site
