"""
What a person feels while a sheet of 10,000 issues loads and is scrolled, in Chromium.

    python bench/screen.py [--issues 10000] [--latency-ms 150]

Prints the time from the click to the first rows and to the last, the longest task of the page's main thread (50 ms is
where a person begins to notice), the frame times of 120 turns of the wheel, and the time from a key or a click to a
sheet that is filtered, sorted and searched. Figures are of headless Chromium, which draws in software; compare them
with each other on one machine.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Frame, FrameLocator, Page, expect, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.demo_process import running_demo, timed
from tests.chromium import find_chromium

WATCH = """
window.benchTasks = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.benchTasks.push(entry.duration);
}).observe({ type: "longtask", buffered: true });
"""

FRAMES = """
() => new Promise((resolve) => {
  const times = [];
  let last = performance.now();
  const step = (now) => {
    times.push(now - last);
    last = now;
    if (times.length < 240) requestAnimationFrame(step); else resolve(times);
  };
  requestAnimationFrame(step);
})
"""


def long_tasks(frame: Frame) -> list[float]:
    return [float(t) for t in frame.evaluate("() => window.benchTasks.splice(0)")]


def filtered(page: Page, frame: Frame, app: FrameLocator) -> tuple[float, list[float]]:
    """From the key that keeps only rows with the value of a cell until the count says so."""
    app.locator(".rgCell", has_text="Medium").first.click()
    long_tasks(frame)
    started_s = time.perf_counter()
    page.keyboard.press("Alt+Shift+F")
    expect(app.get_by_text(re.compile(r"issues? match(es)?$"))).to_be_visible()
    return timed(started_s), long_tasks(frame)


def sorted_by_text(page: Page, frame: Frame, app: FrameLocator) -> tuple[float, list[float]]:
    """From the click in a column's menu until its head says that it decides the order; all rows of the sheet."""
    app.locator("[data-view-menu]").click()
    app.get_by_role("menuitem", name="Discard my changes").click()
    page.keyboard.press("Control+Home")
    summary = app.get_by_role("columnheader", name=re.compile("^Summary"))
    summary.hover()
    app.get_by_role("button", name="Menu of Summary").click()
    long_tasks(frame)
    started_s = time.perf_counter()
    app.get_by_role("menuitemradio", name="Z to A").click()
    expect(summary).to_have_attribute("aria-sort", "descending")
    return timed(started_s), long_tasks(frame)


def searched(page: Page, frame: Frame, app: FrameLocator) -> tuple[float, list[float]]:
    """From the last letter until the hits are counted."""
    app.get_by_role("searchbox", name="Find in sheet").click()
    long_tasks(frame)
    page.keyboard.type("message")
    started_s = time.perf_counter()
    expect(app.locator(".find-count")).to_have_text(re.compile(r"\d"))
    return timed(started_s), long_tasks(frame)


ASKING: dict[str, Callable[[Page, Frame, FrameLocator], tuple[float, list[float]]]] = {
    "key to filtered": filtered,
    "click to sorted by text": sorted_by_text,
    "typed to hits counted": searched,
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--issues", type=int, default=10_000)
    parser.add_argument("--latency-ms", type=int, default=150)
    options = parser.parse_args()
    with running_demo(options.issues, options.latency_ms) as demo, sync_playwright() as playwright:
        key = demo.ready["projects"][0]
        body = {"name": "Bench", "scope": {"jql": f'project = "{key}" ORDER BY key'}}
        demo.api("POST", f"/projects/{key}/sheets", json=body).raise_for_status()
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.add_init_script(WATCH)
        page.goto(
            f"{demo.ready['site']}/jira/software/projects/{key}/page/{demo.ready['addonKey']}__jxl-project"
        )
        app = page.frame_locator("#app-frame iframe")
        link = app.get_by_role("link", name="Bench")
        expect(link).to_be_visible(timeout=30_000)
        frame = next(f for f in page.frames if f.url.startswith(demo.ready["app"]))
        long_tasks(frame)
        started_s = time.perf_counter()
        link.click()
        expect(app.get_by_text(f"{key}-1", exact=True)).to_be_visible(timeout=60_000)
        first_s = timed(started_s)
        expect(app.get_by_text(re.compile(r"^[\d,]+ issues$"))).to_be_visible(timeout=120_000)
        last_s = timed(started_s)
        loading = long_tasks(frame)
        page.mouse.move(900, 500)
        page.mouse.wheel(0, 240)
        measured = frame.evaluate_handle(FRAMES)
        for _ in range(120):
            page.mouse.wheel(0, 240)
        frames = [float(t) for t in measured.json_value()]
        scrolling = long_tasks(frame)
        asked = {name: measure(page, frame, app) for name, measure in ASKING.items()}
        browser.close()
    print(f"{options.issues:,} issues, {options.latency_ms} ms latency\n")
    print(f"click to first rows           {first_s:6.2f} s")
    print(f"click to last row             {last_s:6.2f} s")
    print(f"longest task while loading    {max(loading, default=0):6.0f} ms  ({len(loading)} over 50 ms)")
    print(f"longest task while scrolling  {max(scrolling, default=0):6.0f} ms  ({len(scrolling)} over 50 ms)")
    median_ms = statistics.median(frames)
    print(f"frame, median                 {median_ms:6.1f} ms  {median_ms / 16.7:5.2f} × 16.7 ms")
    print(f"frames over 50 ms             {sum(t > 50 for t in frames):6} of {len(frames)}")
    for name, (took_s, tasks) in asked.items():
        print(f"{name:<30}{took_s * 1000:6.0f} ms  longest task {max(tasks, default=0):.0f} ms")


if __name__ == "__main__":
    main()
