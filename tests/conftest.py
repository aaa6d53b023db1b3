"""Options and fixtures that all tests share."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write golden files anew; review the difference"
    )


def pytest_configure() -> None:
    """Property tests judge answers, not the machine's speed; in CI they try the same examples every time."""
    settings.register_profile(
        "jxl", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=is_ci()
    )
    settings.load_profile("jxl")


@pytest.fixture(scope="session")
def golden(request: pytest.FixtureRequest) -> Callable[[str, Any], None]:
    """Compare a JSON value with ``tests/golden/<name>``, or renew the file with ``--update-golden``."""

    def check(name: str, value: Any) -> None:
        path = GOLDEN / name
        text = json.dumps(value, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.exists(), f"{path.name} is missing: run with --update-golden and review it"
        assert json.loads(path.read_text(encoding="utf-8")) == json.loads(text)

    return check


def is_ci() -> bool:
    """Whether a missing service is a failure (in CI) rather than something to skip and say."""
    return bool(os.environ.get("CI"))
