"""
How jxl is served: gunicorn with threads, in this process tree, with the worker as a child where there is no Redis.
"""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.http import wsgi
from gunicorn.workers.gthread import ThreadWorker

from jxl.config import Settings

WORKERS = 2
THREADS = 32


class QuietThreadWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's threaded worker, without the ``Server`` header that names it."""

    def init_process(self) -> None:
        named = wsgi.Response.default_headers

        def unnamed(response: Any) -> list[str]:
            return [line for line in named(response) if not line.startswith("Server:")]

        wsgi.Response.default_headers = unnamed
        super().init_process()


class _Server(BaseApplication):  # type: ignore[misc]
    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        # Built in each worker process: pools and engines are never shared over a fork.
        from jxl.app import create_app  # noqa: PLC0415

        return create_app()


def server_options(host: str, port: int) -> dict[str, Any]:
    """gunicorn's settings: 2 processes of 32 threads, no control socket, no access log (it would hold tokens)."""
    return {
        "bind": f"{host}:{port}",
        "workers": WORKERS,
        "threads": THREADS,
        "worker_class": "jxl.server.QuietThreadWorker",
        "keepalive": 30,
        "graceful_timeout": 20,
        "limit_request_line": 8190,
        "accesslog": None,
        "loglevel": "warning",
        "control_socket_disable": True,
        "worker_tmp_dir": "/dev/shm" if sys.platform == "linux" else None,  # noqa: S108 - heartbeat files, see gunicorn's FAQ
    }


def serve(settings: Settings, host: str, port: int, with_worker: bool) -> None:
    """Serve until ended by a signal. Without Redis the worker runs beside it as a child process."""
    worker: subprocess.Popen[bytes] | None = None
    if with_worker and not settings.redis_url:
        worker = subprocess.Popen([sys.executable, "-m", "jxl.cli", "worker"], preexec_fn=end_with_parent)
    try:
        _Server(server_options(host, port)).run()
    finally:
        if worker is not None:
            worker.terminate()


def end_with_parent() -> None:
    """
    In a child, before it starts: have the kernel end it when its parent dies, however it dies (Linux).

    Source: prctl(2), PR_SET_PDEATHSIG.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM, 0, 0, 0)
