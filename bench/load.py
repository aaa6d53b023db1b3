"""
How fast a sheet of 10,000 issues loads, as ratios to the latency bound and to two public clients.

    python bench/load.py [--issues 10000] [--latency-ms 150] [--runs 3]

All read the same issues and fields from the same simulated site in the same run. The bound is the least that any client
can need which reads ids in pages of 5,000 one after the other and values in hundreds, eight at a time:
⌈n/5000⌉·L + ⌈⌈n/100⌉/8⌉·L with L the latency of one answer.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import requests
from atlassian import Jira
from jira import JIRA

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.demo_process import Demo, running_demo, timed


@dataclass
class Load:
    """
    One load: seconds to the first and the last row, rows read, points of Jira's quota, calls.

    ``known_s``: seconds until rights are known for all rows; 0 for clients that do not ask.
    """

    first_s: float
    last_s: float
    rows: int
    points: int
    calls: int
    cpu_s: float = 0.0
    known_s: float = 0.0


def measure(demo: Demo, act: Callable[[], tuple[float, ...]]) -> Load:
    demo.forget_requests()
    cpu_s = demo.app_cpu_s()
    first_s, last_s, rows, *known_s = act()
    cpu_s = demo.app_cpu_s() - cpu_s
    log = demo.jira_requests()
    points = sum(r["points"] for r in log)
    return Load(first_s, last_s, int(rows), points, len(log), cpu_s, *known_s)


def load_with_jxl(demo: Demo, path: str, body: dict[str, object]) -> tuple[float, float, int, float]:
    started_s = time.perf_counter()
    first_s, last_s, ids, count = 0.0, 0.0, set(), None
    headers = {"Accept": "application/x-ndjson", "Authorization": f"JWT {demo.token()}"}
    answer = requests.post(
        f"{demo.ready['app']}/api/v1{path}", headers=headers, json=body, stream=True, timeout=300
    )
    answer.raise_for_status()
    for line in answer.iter_lines(chunk_size=65536):
        event = json.loads(line)
        if event["type"] == "rows":
            last_s = timed(started_s)
            first_s = first_s or last_s
            ids.update(row["id"] for row in event["rows"])
        elif event["type"] == "error":
            raise SystemExit(f"the load failed: {event}")
        elif event["type"] == "done":
            count = event["count"]
    if count != len(ids):
        raise SystemExit(f"{len(ids)} rows came, {count} were announced")
    return first_s, last_s, len(ids), timed(started_s)


def load_with_jira(demo: Demo, jql: str, fields: list[str]) -> tuple[float, float, int]:
    user = demo.ready["users"][0]
    options = {"rest_api_version": "3"}
    client = JIRA(demo.ready["site"], basic_auth=(user["email"], user["apiToken"]), options=options)
    started_s = time.perf_counter()
    issues = client.enhanced_search_issues(jql, maxResults=0, fields=list(fields))
    total_s = timed(started_s)
    return total_s, total_s, len(issues)


def load_with_atlassian(demo: Demo, jql: str, fields: list[str]) -> tuple[float, float, int]:
    user = demo.ready["users"][0]
    client = Jira(url=demo.ready["site"], username=user["email"], password=user["apiToken"], cloud=True)
    started_s = time.perf_counter()
    first_s, rows, token = 0.0, 0, None
    while True:
        page = client.enhanced_jql(jql, fields=",".join(fields), nextPageToken=token, limit=5000)
        first_s = first_s or timed(started_s)
        rows += len(page["issues"])
        token = page.get("nextPageToken")
        if not token:
            return first_s, timed(started_s), rows


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--issues", type=int, default=10_000)
    parser.add_argument("--latency-ms", type=int, default=150)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    latency_s = options.latency_ms / 1000
    with running_demo(options.issues, options.latency_ms) as demo:
        key = demo.ready["projects"][0]
        jql = f'project = "{key}" ORDER BY Rank'
        made = demo.api("POST", f"/projects/{key}/sheets", json={"name": "Load", "scope": {"jql": jql}})
        made.raise_for_status()
        sheet = made.json()
        fields = [c["field"] for c in sheet["columns"] if c["field"] not in ("issuekey",)]
        path = f"/projects/{key}/sheets/{sheet['id']}/rows"

        cold = measure(demo, lambda: load_with_jxl(demo, path, {}))
        warm = [measure(demo, lambda: load_with_jxl(demo, path, {})) for _ in range(options.runs)]
        n = warm[0].rows
        bound_s = math.ceil(n / 5000) * latency_s + math.ceil(math.ceil(n / 100) / 8) * latency_s
        by_jira = measure(demo, lambda: load_with_jira(demo, jql, fields))
        by_atlassian = measure(demo, lambda: load_with_atlassian(demo, jql, fields))
        peak_mb = demo.app_peak_mb()

    first_s = statistics.median(w.first_s for w in warm)
    last_s = statistics.median(w.last_s for w in warm)
    known_s = statistics.median(w.known_s for w in warm)
    cpu_s = statistics.median(w.cpu_s for w in warm)
    print(
        f"{n:,} issues, {len(fields) + 1} columns, {options.latency_ms} ms latency, {options.runs} warm runs (median)\n"
    )
    print(f"bound                         {bound_s:7.2f} s")
    print(
        f"first row, warm               {first_s:7.2f} s   {first_s / latency_s:5.2f} × latency   (target ≤ 2)"
    )
    print(
        f"first row, cold              {cold.first_s:7.2f} s   {cold.first_s / latency_s:5.2f} × latency   (target ≤ 5)"
    )
    print(
        f"last row, warm                {last_s:7.2f} s   {last_s / bound_s:5.2f} × bound     (target ≤ 1.3)"
    )
    print(f"rights of all rows, warm      {known_s:7.2f} s   {known_s / bound_s:5.2f} × bound")
    print(f"rights of all rows, cold      {cold.known_s:7.2f} s   {cold.known_s / bound_s:5.2f} × bound")
    print(
        f"CPU of the app, a load        {cpu_s:7.2f} s   {cpu_s * 10_000 / n:5.2f} s per 10,000 rows (target ≤ 1)"
    )
    print(f"peak memory of the app        {peak_mb:7.0f} MB  (all its processes)")
    print(
        f"Jira points, a load           {warm[-1].points:7,}     {warm[-1].points / n:5.2f} per issue   (target ≤ 2.05)"
    )
    print(f"Jira calls, a load            {warm[-1].calls:7,}")
    print(
        f"Jira points, a first load     {cold.points:7,}     {cold.points / n:5.2f} per issue   ({cold.calls:,} calls)"
    )
    print()
    for name, other in (("jira", by_jira), ("atlassian-python-api", by_atlassian)):
        print(
            f"PyPI {name:24} {other.last_s:7.2f} s   jxl needs {last_s / other.last_s:5.2f} × its time,"
            f" {warm[-1].points / other.points:5.2f} × its points ({other.rows:,} issues, {other.calls} calls)"
        )
        if other.rows != n:
            raise SystemExit(f"{name} read {other.rows} issues, jxl {n}: the comparison does not hold")


if __name__ == "__main__":
    main()
