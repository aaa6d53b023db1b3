"""An installed wheel is complete: the descriptor, a page and the sandbox come out of it, not out of this checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

ROOT = Path(__file__).resolve().parent.parent

SCRIPT = """
import sys, jxl, jxl_sandbox
assert jxl.__file__.startswith(sys.argv[1]), jxl.__file__
assert jxl_sandbox.__file__.startswith(sys.argv[1]), jxl_sandbox.__file__
from jxl.app import create_app
client = create_app().test_client()
page = client.get("/ui/project", headers={"Accept": "text/html"})
assert page.status_code == 401 and b"<html" in page.data, page.data[:300]
assert client.get("/static/x/js/api.js").status_code == 200
assert client.get("/static/x/vendor/revogrid-4.28.1/revo-grid.esm.js").status_code == 200
assert client.get("/atlassian-connect.json").get_json()["baseUrl"] == "https://jxl.example.com"
from jxl_sandbox.jira.seeds import build_site
from jxl_sandbox.server import create_sandbox
assert len(build_site("http://localhost:1").issues) >= 3000
print("complete")
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy of the sources and unpack it into an empty folder."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    ignore = shutil.ignore_patterns(
        ".git", ".venv", "node_modules", "*.egg-info", "__pycache__", "build", "tests"
    )
    shutil.copytree(ROOT, source, ignore=ignore)
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--wheel-dir",
        str(folder),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True, text=True)
    target = folder / "site"
    wheel = next(folder.glob("jxl-*.whl"))
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--target",
        str(target),
        str(wheel),
    ]
    subprocess.run(command, check=True, capture_output=True, text=True)
    return target


def run(installed: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("JXL_", "COVERAGE"))}
    environ |= {
        "PYTHONPATH": str(installed),
        "JXL_BASE_URL": "https://jxl.example.com",
        "JXL_SECRET_KEYS": Fernet.generate_key().decode(),
        "JXL_INSTANCE_PATH": str(installed / "instance"),
    }
    return subprocess.run(
        [sys.executable, *arguments], cwd=installed, env=environ, capture_output=True, text=True, check=False
    )


def test_the_descriptor_of_an_installed_wheel(installed: Path) -> None:
    result = run(installed, "-m", "jxl.cli", "descriptor")
    assert result.returncode == 0, result.stderr
    descriptor = json.loads(result.stdout)
    assert descriptor["baseUrl"] == "https://jxl.example.com"
    assert descriptor["authentication"] == {"type": "jwt"}


def test_pages_static_files_and_sandbox_of_an_installed_wheel(installed: Path) -> None:
    result = run(installed, "-c", SCRIPT, str(installed))
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip() == "complete"
