"""``python -m jxl_sandbox``: serve a simulated Jira Cloud site until ended by a signal."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from jxl_sandbox.jira.platform.state import SandboxOptions
from jxl_sandbox.jira.seeds import build_site
from jxl_sandbox.server import Server, create_sandbox, listen
from jxl_sandbox.snapshot import UnusableSnapshot, load_site, save_site


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m jxl_sandbox", description=__doc__)
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: this machine only)"
    )
    parser.add_argument("--port", type=int, default=8800)
    parser.add_argument("--issues", type=int, default=0, help="at least so many issues in the first project")
    parser.add_argument("--latency-ms", type=float, default=0, help="delay of every API answer")
    parser.add_argument("--data", type=Path, help="folder that keeps the site from one run to the next")
    options = parser.parse_args(arguments)
    base_url = f"http://localhost:{options.port}"
    try:
        sockets = listen(options.host, options.port)
    except OSError as exc:
        parser.exit(1, f"Port {options.port} cannot be used: {exc.strerror}.\n")

    kept = None if options.data is None else options.data / "site.pickle"
    try:
        site = (
            load_site(kept, base_url)
            if kept is not None and kept.exists()
            else build_site(base_url, issues=options.issues)
        )
    except UnusableSnapshot as exc:
        parser.exit(1, f"{exc}\n")
    app = create_sandbox(
        site,
        SandboxOptions(
            latency_ms=options.latency_ms, build=lambda: build_site(base_url, issues=options.issues)
        ),
    )
    server = Server(app, ready=f"ready {base_url}")
    with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
        runner.run(server.serve(sockets))
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        save_site(app.state.site, kept)
    return 0


if __name__ == "__main__":
    sys.exit(main())
