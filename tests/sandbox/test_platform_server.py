"""The server as a process: one line when up, both loopback addresses, a quiet end, connections that break."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest


@pytest.fixture(scope="module")
def site() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "jxl_sandbox", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line == f"ready http://localhost:{port}\n"
        yield f"http://localhost:{port}", process
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        assert process.stdout.read() == ""
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_it_answers_on_every_loopback_address(site: tuple[str, subprocess.Popen[str]]) -> None:
    url, _ = site
    port = url.rpartition(":")[2]
    hosts = ["localhost", "127.0.0.1"]
    if socket.has_ipv6:
        hosts.append("[::1]")
    for host in hosts:
        answer = httpx.get(f"http://{host}:{port}/_sandbox/site", trust_env=False)
        assert answer.status_code == 200
        assert answer.json()["baseUrl"] == url
        assert "server" not in answer.headers


def test_a_port_that_is_taken_is_said(site: tuple[str, subprocess.Popen[str]]) -> None:
    port = site[0].rpartition(":")[2]
    command = [sys.executable, "-m", "jxl_sandbox", "--port", port]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr == f"Port {port} cannot be used: Address already in use.\n"


def test_a_fault_can_cut_the_connection(site: tuple[str, subprocess.Popen[str]]) -> None:
    url, _ = site
    with httpx.Client(base_url=url, trust_env=False) as client:
        rules = [{"match": "/rest/*", "close": True, "times": 1}]
        assert client.post("/_sandbox/faults", json={"rules": rules}).status_code == 200
        with pytest.raises(httpx.TransportError):
            client.get("/rest/api/3/myself")
        assert client.get("/rest/unknown").status_code == 501
        (cut, _) = client.get("/_sandbox/requests").json()["requests"]
        assert cut["status"] is None
