"""``jxl demo``: its ready line, its options, and that nothing of it is left behind."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
import requests
from playwright.sync_api import expect

from bench.demo_process import Demo, free_port
from tests.e2e.conftest import Person, make_sheet

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e-sheet")]

DEMO = {"issues": 10_000, "latency_ms": 150}
ABOUTS = {"site administrator", "project administrator", "member", "viewer", "service agent", "no access"}


def test_the_ready_line(demo: Demo) -> None:
    ready = demo.ready
    members = {
        "ready",
        "site",
        "app",
        "descriptor",
        "addonKey",
        "clientKey",
        "sharedSecret",
        "projects",
        "users",
    }
    assert set(ready) == members
    assert ready["ready"] is True
    assert ready["descriptor"] == f"{ready['app']}/atlassian-connect.json"
    assert requests.get(ready["descriptor"], timeout=30).json()["key"] == ready["addonKey"]
    for user in ready["users"]:
        assert set(user) == {"name", "accountId", "email", "apiToken", "about"}
        assert user["about"] in ABOUTS
    assert {user["about"] for user in ready["users"]} == ABOUTS
    assert ready["users"][0]["about"] == "site administrator"
    assert len(ready["projects"]) >= 5


def test_the_first_project_holds_what_was_asked_for(demo: Demo) -> None:
    first = demo.ready["users"][0]
    login = (first["email"], first["apiToken"])
    site, key = demo.ready["site"], demo.ready["projects"][0]
    project = requests.get(f"{site}/rest/api/3/project/{key}", auth=login, timeout=30).json()
    assert (project["style"], project["projectTypeKey"]) == ("classic", "software")
    body = {"jql": f'project = "{key}"'}
    count = requests.post(
        f"{site}/rest/api/3/search/approximate-count", json=body, auth=login, timeout=30
    ).json()
    assert count["count"] >= 10_000
    wanted = ["BROWSE_PROJECTS", "EDIT_ISSUES", "ADMINISTER_PROJECTS"]
    for one in demo.ready["projects"][:3]:
        query = {"permissions": ",".join(wanted), "projectKey": one}
        answer = requests.get(f"{site}/rest/api/3/mypermissions", params=query, auth=login, timeout=30).json()
        assert all(answer["permissions"][name]["havePermission"] for name in wanted), one


def test_first_rows_stand_there_before_the_last_page_was_read(
    demo: Demo, person: Callable[..., Person]
) -> None:
    key = demo.ready["projects"][0]
    make_sheet(demo, "Ten thousand", f'project = "{key}" ORDER BY key')
    someone = person()
    someone.is_user("site administrator")
    app = someone.opens_sheets(key)
    app.get_by_role("link", name="Ten thousand").click()
    expect(app.get_by_text(f"{key}-1", exact=True)).to_be_visible()
    loading = app.locator("[data-status]").inner_text()
    assert "Loading" in loading, f"all was read before anything was shown: {loading}"
    expect(app.get_by_text(re.compile(r"^1[\d,]+ issues$"))).to_be_visible(timeout=60_000)


def test_answers_do_not_say_what_serves_them_and_set_no_cookie(demo: Demo) -> None:
    for path in ("/healthz", "/atlassian-connect.json", "/ui/project", "/api/v1/me", "/nowhere"):
        headers = requests.get(demo.ready["app"] + path, timeout=30).headers
        assert "Server" not in headers, path
        assert "Set-Cookie" not in headers, path


def start(*options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "jxl.cli", "demo", "--json", *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_everything_ends_with_it(tmp_path: Path, ending: signal.Signals) -> None:
    """Also when it is killed: the kernel ends the children then."""
    ports = (
        "--site-port",
        str(free_port()),
        "--app-port",
        str(free_port()),
        "--data",
        str(tmp_path / "kept"),
    )
    with start(*ports) as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        assert ready["site"] == f"http://localhost:{ports[1]}"
        assert ready["app"] == f"http://127.0.0.1:{ports[3]}"
        children = psutil.Process(process.pid).children(recursive=True)
        assert len(children) >= 5  # the site, gunicorn with two processes, the worker
        process.send_signal(ending)
        process.communicate(timeout=60)
    _, alive = psutil.wait_procs(children, timeout=30)
    assert alive == []


def test_many_signals_at_once_end_it_all_the_same(tmp_path: Path) -> None:
    """A terminal and a supervisor may both send theirs, again and again; one handler must not wait for another."""
    with start("--site-port", str(free_port()), "--app-port", str(free_port())) as process:
        assert process.stdout is not None
        process.stdout.readline()
        for _ in range(200):
            process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    assert process.returncode == 0


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with start(
            "--site-port", str(free_port()), "--app-port", str(port), "--data", str(tmp_path)
        ) as process:
            output, errors = process.communicate(timeout=100)
    assert process.returncode == 1
    assert output == ""
    assert str(port) in errors


def test_data_keeps_the_site_and_its_sheets(tmp_path: Path) -> None:
    """With ``--data`` the next run goes on where this one ended; without it everything is temporary."""
    options = ("--site-port", str(free_port()), "--app-port", str(free_port()), "--data", str(tmp_path))
    names: list[list[str]] = []
    for run in range(2):
        with start(*options) as process:
            assert process.stdout is not None
            demo = Demo(json.loads(process.stdout.readline()), process)
            key = demo.ready["projects"][0]
            if run == 0:
                make_sheet(demo, "Kept", f'project = "{key}"')
            listed = demo.api("GET", f"/projects/{key}/sheets").json()["values"]
            names.append([sheet["name"] for sheet in listed])
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=60)
        assert process.returncode == 0
    assert names == [["Kept"], ["Kept"]]
