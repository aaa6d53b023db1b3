"""Start ``jxl demo`` for a benchmark, act as a person in it, and read what its processes used."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import requests


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@dataclass
class Demo:
    """A running demo: its ready line, and its process."""

    ready: dict[str, Any]
    process: subprocess.Popen[str]

    def token(self, user: int = 0, project: int = 0) -> str:
        """A context token of a person, as Jira's bridge would give it to the page."""
        body = {"user": self.ready["users"][user]["accountId"], "projectKey": self.ready["projects"][project]}
        answer = requests.post(f"{self.ready['site']}/_sandbox/context-token", json=body, timeout=30)
        answer.raise_for_status()
        return str(answer.json()["token"])

    def api(self, method: str, path: str, **kwargs: Any) -> requests.Response:
        headers = {"Authorization": f"JWT {self.token()}", **kwargs.pop("headers", {})}
        return requests.request(
            method, f"{self.ready['app']}/api/v1{path}", headers=headers, timeout=120, **kwargs
        )

    def forget_requests(self) -> None:
        requests.delete(f"{self.ready['site']}/_sandbox/requests", timeout=30).raise_for_status()

    def jira_requests(self) -> list[dict[str, Any]]:
        answer = requests.get(f"{self.ready['site']}/_sandbox/requests", timeout=30)
        answer.raise_for_status()
        return list(answer.json()["requests"])

    def app_processes(self) -> list[psutil.Process]:
        """gunicorn's master and workers."""
        children = psutil.Process(self.process.pid).children(recursive=True)
        return [p for p in children if "serve" in p.cmdline()]

    def app_cpu_s(self) -> float:
        return sum(t.user + t.system for t in (p.cpu_times() for p in self.app_processes()))

    def app_peak_mb(self) -> float:
        """Largest resident size that each of the app's processes ever had, added up."""
        total_kb = 0
        for process in self.app_processes():
            status = Path(f"/proc/{process.pid}/status").read_text()
            total_kb += int(next(ln for ln in status.splitlines() if ln.startswith("VmHWM")).split()[1])
        return total_kb / 1024


@contextmanager
def running_demo(issues: int, latency_ms: int, environ: dict[str, str] | None = None) -> Iterator[Demo]:
    """``jxl demo --json`` on free ports, ended afterwards; ``environ`` is added to the environment."""
    command = [sys.executable, "-m", "jxl.cli", "demo", "--json", "--issues", str(issues)]
    command += [
        "--latency-ms",
        str(latency_ms),
        "--site-port",
        str(free_port()),
        "--app-port",
        str(free_port()),
    ]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, **(environ or {})}
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise SystemExit(f"the demo ended with status {process.wait()}")
        yield Demo(json.loads(line), process)
    finally:
        process.terminate()
        process.communicate(timeout=30)


def timed(started_s: float) -> float:
    return time.perf_counter() - started_s
