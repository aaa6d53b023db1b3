import assert from "node:assert/strict";
import { test } from "node:test";

import { Format } from "../../jxl/static/js/state/format.js";
import { quickFilters } from "../../jxl/static/js/state/quick-filters.js";
import { seenValues } from "../../jxl/static/js/state/seen-values.js";
import { parseDuration, parseNumber } from "../../jxl/static/js/state/typed-values.js";
import { applyView } from "../../jxl/static/js/state/view.js";
import { COLUMNS, CONTEXT, Chance, randomSheet, sheetOf, thing } from "./sheet-of.js";

const FORMAT = new Format({ locale: "en-GB", now: () => CONTEXT.now });

test("a cell offers its own value first, in words", () => {
  const store = sheetOf([
    { status: thing("status", "11"), points: 3, duedate: "2026-11-21", labels: thing("labels", ["a", "b"]) },
  ]);
  const labels = (/** @type {string} */ id) => quickFilters(store, FORMAT, 0, id).map(({ label }) => label);
  assert.deepEqual(labels("c6"), ["Only In progress", "Not In progress"]);
  assert.deepEqual(labels("c3"), ["Only 3", "3 and more", "3 and less"]);
  assert.deepEqual(labels("c4"), ["Only 21 Nov", "21 Nov and later", "21 Nov and earlier"]);
  assert.deepEqual(labels("c9"), ["Only with a", "Only with b", "Without a, b"]);
  assert.deepEqual(labels("c8"), ["Only without Assignee", "Only with Assignee"]);
  assert.deepEqual(labels("gone"), []);
});

test("whatever the cell: the first offer keeps its row and is understood", () => {
  for (let seed = 1; seed <= 25; seed += 1) {
    const store = randomSheet(new Chance(seed), 8);
    for (const { id, type } of COLUMNS) {
      for (const slot of store.order) {
        const [first] = quickFilters(store, FORMAT, slot, id);
        if (!first) continue;
        const isNoDate = type === "date" && store.cell(slot, store.position(id)) === "soon";
        const { slots, problems } = applyView(store, { filter: first.condition }, CONTEXT);
        if (isNoDate) continue; // a text where a date belongs cannot be asked for as a date
        assert.deepEqual(problems, [], `${id} ${JSON.stringify(first)}`);
        assert.ok(slots.includes(slot), `${seed} ${id} ${JSON.stringify(first)}`);
      }
    }
  }
});

test("values that rows hold are counted, in Jira's order, with those that only have a name", () => {
  const store = sheetOf([
    { status: thing("status", "12"), labels: thing("labels", ["b"]) },
    { status: thing("status", "10"), labels: thing("labels", ["a", "b"]) },
    { status: thing("status", "10") },
  ]);
  const shown = (/** @type {string} */ id) => seenValues(store, id).map(({ text, count }) => [text, count]);
  assert.deepEqual(shown("c6"), [
    ["To do", 2],
    ["In progress", 0],
    ["Done", 1],
  ]);
  assert.deepEqual(shown("c9"), [
    ["a", 1],
    ["b", 2],
  ]);
  assert.deepEqual(seenValues(store, "gone"), []);
});

test("numbers and working times as people type them", () => {
  assert.deepEqual(["1", "1,5", " 1 000 ", "-2.25", "−3", "", "x", "1.2.3", "12%"].map(parseNumber), [
    1,
    1.5,
    1000,
    -2.25,
    -3,
    null,
    null,
    null,
    12,
  ]);
  assert.deepEqual(["1h", "1h 30m", "90m", "1.5", "1d", "2w 1d", "soon", ""].map(parseDuration), [
    3600,
    5400,
    5400,
    5400,
    28800,
    316800,
    null,
    null,
  ]);
});
