import assert from "node:assert/strict";
import { test } from "node:test";

import { CHANGED, RowStore } from "../../jxl/static/js/state/rows.js";

const COLUMNS = [
  { id: "k", field: "issuekey", name: "Key", type: "key" },
  { id: "s", field: "status", name: "Status", type: "status" },
  { id: "p", field: "points", name: "Points", type: "number" },
];

/** @param {number} number @param {object} [more] */
function row(number, more = {}) {
  return {
    id: String(number),
    key: `FER-${number}`,
    issueType: "1",
    parent: null,
    access: "a",
    cells: [`FER-${number}`, { v: "3", t: "In Progress" }, number % 2 ? number : null],
    ...more,
  };
}

function filled() {
  const store = new RowStore();
  store.beginListing();
  store.apply({ type: "columns", columns: COLUMNS });
  store.apply({ type: "index", ids: ["1", "2", "3"] });
  return store;
}

/** @param {RowStore} store */
const keys = (store) => store.order.map((slot) => store.key(slot));

test("rows wait in the order of the index until their cells come", () => {
  const store = filled();
  assert.equal(store.size, 3);
  assert.equal(store.isLoaded(0), false);
  assert.equal(store.apply({ type: "rows", rows: [row(3), row(1)] }), CHANGED.cells);
  assert.deepEqual(
    store.order.map((slot) => store.isLoaded(slot)),
    [true, false, true],
  );
  assert.deepEqual(store.cell(0, 1), { v: "3", t: "In Progress" });
  assert.equal(store.cell(0, 2), 1);
  assert.equal(store.cell(1, 2), null);
  assert.equal(store.loaded, 2);
});

test("a row that was listed and never came is not shown when the listing is complete", () => {
  const store = filled();
  store.apply({ type: "rows", rows: [row(3), row(1)] });
  store.apply({ type: "done", count: 2, points: 4, seq: 7 });
  assert.deepEqual(keys(store), ["FER-1", "FER-3"]);
});

test("a row that could not be read stays, with the reason", () => {
  const store = filled();
  store.apply({ type: "rows", rows: [row(1), row(3)] });
  store.apply({ type: "error", ids: ["2"], error: { code: "jira_unavailable", message: "Jira did not answer." } });
  store.apply({ type: "done", count: 2, points: 4, seq: 7 });
  assert.equal(store.size, 3);
  assert.equal(store.failed, 1);
  assert.equal(store.error(1)?.message, "Jira did not answer.");
  assert.equal(store.isLoaded(1), false);
});

test("the same row twice counts once", () => {
  const store = filled();
  store.apply({ type: "rows", rows: [row(1), row(1)] });
  assert.equal(store.loaded, 1);
});

test("loading again keeps the rows until the new listing is complete, then takes its order", () => {
  const store = filled();
  store.apply({ type: "rows", rows: [row(1), row(2), row(3)] });
  store.apply({ type: "done", count: 3, points: 4, seq: 7 });
  store.beginListing();
  store.apply({ type: "columns", columns: COLUMNS });
  assert.equal(store.apply({ type: "index", ids: ["4", "2"] }), CHANGED.nothing);
  store.apply({ type: "rows", rows: [row(4), row(2, { key: "NEW-2" })] });
  assert.deepEqual(keys(store), ["FER-1", "NEW-2", "FER-3"]);
  assert.equal(store.expected, 2);
  store.apply({ type: "done", count: 2, points: 4, seq: 8 });
  assert.deepEqual(keys(store), ["FER-4", "NEW-2"]);
});

test("a listing that is given up takes nothing away and leaves what it brought", () => {
  const store = filled();
  store.apply({ type: "rows", rows: [row(1), row(2), row(3)] });
  store.apply({ type: "done", count: 3, points: 4, seq: 7 });
  store.beginListing();
  store.apply({ type: "index", ids: ["2", "9"] });
  store.apply({ type: "rows", rows: [row(9)] });
  assert.equal(store.abandonListing(), CHANGED.order);
  assert.deepEqual(keys(store), ["FER-1", "FER-2", "FER-3", "FER-9"]);
});

test("other columns forget the cells, the same ones keep them", () => {
  const store = filled();
  store.apply({ type: "rows", rows: [row(1)] });
  store.apply({ type: "columns", columns: COLUMNS });
  assert.equal(store.isLoaded(0), true);
  store.apply({ type: "columns", columns: COLUMNS.slice(0, 2) });
  assert.equal(store.isLoaded(0), false);
});

test("looks are found by field and canonical value, numbers included", () => {
  const store = filled();
  store.apply({ type: "values", field: "status", values: { 3: { text: "In Progress", color: "information" } } });
  assert.equal(store.look("status", 3)?.color, "information");
  assert.equal(store.look("status", "3")?.text, "In Progress");
  assert.equal(store.look("priority", "3"), undefined);
});

test("why a cell is read-only: the column says it, or the access class of the row", () => {
  const store = filled();
  store.apply({ type: "rows", rows: [row(1)] });
  assert.equal(store.access(0, 1).state, "checking");
  store.apply({ type: "access", classes: { a: { status: { code: "x", message: "No transition." } } } });
  assert.equal(store.access(0, 1).reason, "No transition.");
  store.apply({
    type: "columns",
    columns: [{ ...COLUMNS[0] }, { ...COLUMNS[1], readOnly: { code: "y", message: "Never." } }, { ...COLUMNS[2] }],
  });
  assert.equal(store.access(0, 1).reason, "Never.");
});

test("gone rows leave the sheet", () => {
  const store = filled();
  assert.equal(store.apply({ type: "gone", ids: ["2", "404"] }), CHANGED.order);
  assert.equal(store.size, 2);
});

test("an event that this version does not know changes nothing", () => {
  const store = filled();
  assert.equal(store.apply(/** @type {any} */ ({ type: "of the future" })), CHANGED.nothing);
});

test("a number column that meets a text goes on without losing a number", () => {
  const store = filled();
  store.apply({ type: "rows", rows: [row(1), row(2, { cells: ["FER-2", null, "about 3"] }), row(3)] });
  assert.deepEqual(
    [0, 1, 2].map((slot) => store.cell(slot, 2)),
    [1, "about 3", 3],
  );
});

test("100,000 rows in chunks keep every cell", () => {
  const store = new RowStore();
  store.beginListing();
  store.apply({ type: "columns", columns: COLUMNS });
  const count = 100_000;
  for (let start = 0; start < count; start += 5000) {
    store.apply({ type: "index", ids: Array.from({ length: 5000 }, (_, i) => String(start + i)) });
  }
  for (let start = 0; start < count; start += 1000) {
    store.apply({ type: "rows", rows: Array.from({ length: 1000 }, (_, i) => row(start + i)) });
  }
  store.apply({ type: "done", count, points: 0, seq: 1 });
  assert.equal(store.loaded, count);
  assert.equal(store.size, count);
  const slot = /** @type {number} */ (store.slotOf("77777"));
  assert.equal(store.key(slot), "FER-77777");
  assert.equal(store.cell(slot, 2), 77_777);
});

test("a masked parent gets its id once the person is known to see it", () => {
  const store = new RowStore();
  store.apply({ type: "index", ids: ["1", "2"] });
  const row = (/** @type {string} */ id, /** @type {string} */ parent) => ({ id, key: `FER-${id}`, parent, cells: [] });
  store.apply({ type: "rows", rows: [row("1", "~a"), row("2", "~b")] });
  assert.equal(store.parent(0), "~a");
  store.apply({ type: "parents", ids: { "~a": "7" } });
  assert.deepEqual([store.parent(0), store.parent(1)], ["7", "~b"]);
});
