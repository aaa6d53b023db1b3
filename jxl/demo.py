"""
``jxl demo``: a simulated Jira Cloud site with jxl installed in it, all on this machine.

Three process trees, as in production: the site (``python -m jxl_sandbox``), the app (gunicorn) and the worker. They
end with this one, however it ends.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import click
import requests
from cryptography.fernet import Fernet

from jxl.server import end_with_parent

START_TIMEOUT_S = 120
PASSED_ON = (
    "JXL_ADDON_KEY",
    "JXL_DATABASE_URL",
    "JXL_JIRA_CONCURRENCY",
    "JXL_JIRA_TIMEOUT_S",
    "JXL_LOG_LEVEL",
    "JXL_REDIS_URL",
)
READY_MEMBERS = (
    "ready",
    "site",
    "app",
    "descriptor",
    "addonKey",
    "clientKey",
    "sharedSecret",
    "projects",
    "users",
)


class DemoFailed(Exception):
    """The demo could not start, or one of its processes ended; the message says which and why."""


def run_demo(
    site_port: int,
    app_port: int,
    issues: int,
    latency_ms: int,
    data: Path | None,
    *,
    with_sheets: bool,
    as_json: bool,
) -> int:
    """Start everything, say so, and wait. Returns the exit status: 0 when ended by a signal, 1 on failure."""
    # A plain list, not an Event: a handler that runs while the main thread is inside of Event.wait can find its lock
    # taken, by the very thread that it interrupted, and wait for ever.
    ended: list[int] = []

    def end(number: int, _frame: FrameType | None) -> None:
        ended.append(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)
    say: Callable[[str], None] = (lambda line: click.echo(line, err=True)) if as_json else click.echo
    with ExitStack() as stack:
        folder = data or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="jxl-demo-")))
        folder.mkdir(parents=True, exist_ok=True)
        try:
            demo = _Demo(
                f"http://localhost:{site_port}",
                f"http://127.0.0.1:{app_port}",
                folder,
                is_kept=data is not None,
            )
            processes = [
                stack.enter_context(process)
                for process in demo.processes(site_port, app_port, issues, latency_ms, say)
            ]
            ready = demo.install()
            if with_sheets:
                demo.make_sheets(ready)
            if as_json:
                click.echo(json.dumps({name: ready[name] for name in READY_MEMBERS}))
                sys.stdout.flush()
            else:
                _greet(ready)
            while not ended:
                for process in processes:
                    process.check()
                time.sleep(0.2)
        except (DemoFailed, requests.RequestException) as exc:
            if ended:
                return 0
            click.echo(f"The demo ended: {exc}", err=True)
            return 1
    return 0


class _Process:
    """A child process whose output goes to a log file; its end is noticed."""

    def __init__(self, name: str, command: list[str], environ: dict[str, str], log: Path) -> None:
        self.name = name
        self._log = log
        with log.open("wb") as output:
            self._popen = subprocess.Popen(
                command, env=environ, stdout=output, stderr=subprocess.STDOUT, preexec_fn=end_with_parent
            )

    def check(self) -> None:
        if self._popen.poll() is not None:
            tail = "\n".join(self._log.read_text(errors="replace").splitlines()[-15:])
            raise DemoFailed(f"{self.name} ended with status {self._popen.returncode}.\n{tail}")

    def end(self) -> None:
        if self._popen.poll() is None:
            self._popen.terminate()
            try:
                self._popen.wait(15)
            except subprocess.TimeoutExpired:
                self._popen.kill()
                self._popen.wait()
            if self._popen.returncode not in (0, -signal.SIGTERM):
                click.echo(
                    f"{self.name} ended with status {self._popen.returncode}; see {self._log}.", err=True
                )


class _Demo:
    def __init__(self, site: str, app: str, folder: Path, *, is_kept: bool) -> None:
        self.site = site
        self.app = app
        self.folder = folder
        self.is_kept = is_kept
        self.http = requests.Session()
        self.http.trust_env = False

    def environ(self) -> dict[str, str]:
        """
        The app's settings: development, this site only, state in the demo's folder.

        A few settings of the caller's environment are passed on, so that a database server or a shorter patience can be
        tried; the rest of ``JXL_*`` is not.
        """
        key_file = self.folder / "secret-key"
        if not key_file.exists():
            key_file.touch(mode=0o600)
            key_file.write_text(Fernet.generate_key().decode())
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("JXL_")}
        passed_on = {k: os.environ[k] for k in PASSED_ON if k in os.environ}
        return {
            **inherited,
            **passed_on,
            "JXL_ENV": "development",
            "JXL_BASE_URL": self.app,
            "JXL_SECRET_KEYS": key_file.read_text(),
            "JXL_INSTANCE_PATH": str(self.folder.absolute()),
            "JXL_INSTALL_KEYS_URL": f"{self.site}/keys",
            "JXL_IMPERSONATION_URL": self.site,
            "JXL_ALL_JS_URL": f"{self.site}/all.js",
            "JXL_ALLOWED_HOSTS": self.site.removeprefix("http://"),
        }

    def processes(
        self, site_port: int, app_port: int, issues: int, latency_ms: int, say: Callable[[str], None]
    ) -> Iterator[Any]:
        """Start the children one by one, each waited for; yields context managers that end them."""
        python = sys.executable
        environ = self.environ()
        say(f"Starting a Jira site at {self.site} …")
        site = _Process(
            "The simulated Jira site",
            [
                *(python, "-m", "jxl_sandbox", "--port", str(site_port)),
                *("--issues", str(issues), "--latency-ms", str(latency_ms)),
                *(("--data", str(self.folder)) if self.is_kept else ()),
            ],
            environ,
            self.folder / "site.log",
        )
        yield _ended_at_exit(site)
        upgrade = subprocess.run(
            [python, "-m", "jxl.cli", "db", "upgrade"],
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )
        if upgrade.returncode != 0:
            raise DemoFailed(f"The database could not be made.\n{upgrade.stderr[-2000:]}")
        say(f"Starting jxl at {self.app} …")
        app = _Process(
            "jxl",
            [python, "-m", "jxl.cli", "serve", "--no-worker", "--port", str(app_port)],
            environ,
            self.folder / "app.log",
        )
        yield _ended_at_exit(app)
        worker = _Process(
            "jxl's worker", [python, "-m", "jxl.cli", "worker"], environ, self.folder / "worker.log"
        )
        yield _ended_at_exit(worker)
        self._wait(f"{self.site}/_sandbox/site", site)
        self._wait(f"{self.app}/readyz", app)

    def _wait(self, url: str, process: _Process) -> None:
        deadline = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline:
            process.check()
            try:
                if self.http.get(url, timeout=5).status_code == 200:
                    return
            except (requests.ConnectionError, requests.Timeout):
                pass  # not up yet, or a busy machine: asked again until the deadline
            time.sleep(0.1)
        raise DemoFailed(f"{process.name} did not answer at {url} within {START_TIMEOUT_S} seconds.")

    def install(self) -> dict[str, Any]:
        """Install jxl into the site by its descriptor address, as an administrator does on the site's page."""
        descriptor = f"{self.app}/atlassian-connect.json"
        answer = self.http.post(
            f"{self.site}/_sandbox/install", json={"descriptorUrl": descriptor}, timeout=60
        )
        if answer.status_code >= 400:
            raise DemoFailed(f"The site could not install jxl: {answer.text[:2000]}")
        site = self.http.get(f"{self.site}/_sandbox/site", timeout=30).json()
        addon_key = self.http.get(descriptor, timeout=30).json()["key"]
        app = next(a for a in site["apps"] if a["key"] == addon_key)
        return {
            "ready": True,
            "site": self.site,
            "app": self.app,
            "descriptor": descriptor,
            "addonKey": addon_key,
            "clientKey": site["clientKey"],
            "sharedSecret": app["sharedSecret"],
            "projects": site["projects"],
            "users": [
                {k: u[k] for k in ("name", "accountId", "email", "apiToken", "about")} for u in site["users"]
            ],
        }

    def make_sheets(self, ready: dict[str, Any]) -> None:
        """Make a first sheet in three projects, as the site administrator, over the public API."""
        administrator = ready["users"][0]["accountId"]
        for key in ready["projects"][:3]:
            body = {"user": administrator, "projectKey": key}
            token = self.http.post(f"{self.site}/_sandbox/context-token", json=body, timeout=30).json()[
                "token"
            ]
            headers = {"Authorization": f"JWT {token}"}
            sheets = f"{self.app}/api/v1/projects/{key}/sheets"
            if self.http.get(sheets, headers=headers, timeout=60).json()["values"]:
                continue
            sheet = {"name": "All issues", "scope": {"jql": f'project = "{key}" ORDER BY Rank'}}
            answer = self.http.post(sheets, json=sheet, headers=headers, timeout=60)
            if answer.status_code != 201:
                raise DemoFailed(f"No sheet could be made in {key}: {answer.text[:2000]}")


@contextmanager
def _ended_at_exit(process: _Process) -> Iterator[_Process]:
    try:
        yield process
    finally:
        process.end()


def _greet(ready: dict[str, Any]) -> None:
    user = ready["users"][0]
    click.echo(
        f"\nAll is up. You are {user['name']}, {user['about']}; choose another person in the site's own menu.\n"
        "Click a project, then Sheets in its side-bar. Ctrl+C ends everything.\n\n"
        f"Open {ready['site']}\n"
    )
