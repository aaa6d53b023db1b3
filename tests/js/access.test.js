import assert from "node:assert/strict";
import { test } from "node:test";

import { AccessTable } from "../../jxl/static/js/state/access.js";
import { Format } from "../../jxl/static/js/state/format.js";
import { RowStore } from "../../jxl/static/js/state/rows.js";
import { rightsOf, rightsSentence } from "../../jxl/static/js/state/selection-rights.js";

const COLUMNS = [
  { id: "k", field: "issuekey", name: "Key", type: "key" },
  { id: "s", field: "summary", name: "Summary", type: "text" },
  { id: "p", field: "points", name: "Points", type: "number" },
  { id: "l", field: "logged", name: "Logged", type: "count", readOnly: { code: "never", message: "Work logs say." } },
];
const [KEY, SUMMARY, POINTS, LOGGED] = [0, 1, 2, 3];
const NO_EDIT = { code: "no_edit", message: "You may not edit issues in Ferry Booking." };
const NO_POINTS = { code: "not_on_screen", message: "Points is not on the edit screen." };

function table() {
  const access = new AccessTable();
  access.setColumns(COLUMNS);
  access.beginListing();
  return access;
}

/** @param {AccessTable} access @param {number} slot */
const states = (access, slot) => COLUMNS.map((_, position) => access.cell(slot, position).state);

test("a field that a class names is locked with the reason, one it does not name is editable", () => {
  const access = table();
  access.assign(0, "a");
  access.setClass("a", { points: NO_POINTS });
  assert.equal(access.cell(0, POINTS).reason, NO_POINTS.message);
  assert.equal(access.cell(0, POINTS).tip, `Read-only. ${NO_POINTS.message}`);
  assert.equal(access.cell(0, SUMMARY).state, "editable");
});

test("a column whose field is never editable is locked in every class, also before it is named", () => {
  const access = table();
  access.assign(0, "a");
  access.assign(1, null);
  for (const slot of [0, 1, 2]) assert.equal(access.cell(slot, LOGGED).reason, "Work logs say.");
  access.setClass("a", { logged: null });
  assert.equal(access.cell(0, LOGGED).state, "locked");
});

test("* locks the whole row, and a field named with null is lifted from it", () => {
  const access = table();
  access.assign(0, "a");
  access.setClass("a", { "*": NO_EDIT, points: null });
  assert.equal(access.cell(0, SUMMARY).reason, NO_EDIT.message);
  assert.equal(access.cell(0, POINTS).state, "editable");
});

test("a class not named yet is being checked, a row without a class says nothing", () => {
  const access = table();
  access.assign(0, "a");
  access.assign(1, null);
  assert.deepEqual(states(access, 0), ["checking", "checking", "checking", "locked"]);
  assert.deepEqual(states(access, 1), ["unsaid", "unsaid", "unsaid", "locked"]);
});

test("a class may be named before its rows come", () => {
  const access = table();
  access.setClass("a", {});
  access.assign(700, "a");
  assert.equal(access.cell(700, SUMMARY).state, "editable");
});

test("a listing that ends without naming a class locks its cells: nobody waits for ever", () => {
  const access = table();
  access.assign(0, "a");
  access.endListing();
  assert.equal(access.cell(0, SUMMARY).state, "locked");
  assert.match(access.cell(0, SUMMARY).reason, /could not find out/);
});

test("another listing uses the same names for something else; until it says so, what is known stays", () => {
  const access = table();
  access.assign(0, "a");
  access.assign(1, "b");
  access.setClass("a", { "*": NO_EDIT });
  access.endListing();
  access.beginListing();
  assert.equal(access.cell(0, SUMMARY).reason, NO_EDIT.message);
  assert.equal(access.cell(1, SUMMARY).state, "checking");
  access.assign(0, "b");
  access.assign(1, "a");
  assert.equal(access.cell(0, SUMMARY).reason, NO_EDIT.message);
  access.setClass("b", {});
  assert.equal(access.cell(0, SUMMARY).state, "editable");
  assert.equal(access.cell(1, SUMMARY).state, "checking");
  access.setClass("a", { summary: NO_EDIT });
  assert.equal(access.cell(1, SUMMARY).reason, NO_EDIT.message);
});

test("other columns get their verdicts from the same classes", () => {
  const access = table();
  access.assign(0, "a");
  access.setClass("a", { points: NO_POINTS });
  access.setColumns([/** @type {any} */ (COLUMNS[POINTS])]);
  assert.equal(access.cell(0, 0).reason, NO_POINTS.message);
});

test("names that every object has are no rights", () => {
  const access = table();
  access.setColumns([{ id: "c", field: "constructor", name: "C", type: "text" }]);
  access.assign(0, "__proto__");
  access.setClass("__proto__", {});
  assert.equal(access.cell(0, 0).state, "editable");
});

/** @param {string[]} classes  Class of each row. */
function sheet(classes) {
  const store = new RowStore();
  store.beginListing();
  store.apply({ type: "columns", columns: COLUMNS });
  const rows = classes.map((access, i) => ({ id: `${i}`, key: `FER-${i}`, access, cells: [`FER-${i}`, "x", 1, null] }));
  store.apply({ type: "index", ids: rows.map((row) => row.id) });
  store.apply({ type: "rows", rows });
  return store;
}
const GRID_COLUMNS = COLUMNS.map(({ name }, position) => ({
  name,
  position,
  kind: /** @type {const} */ (position === KEY ? "key" : "text"),
}));
const format = new Format({ locale: "en-GB", now: () => new Date("2026-11-21T12:00:00") });

test("an access event moves single rows to another class; ids that nobody knows change nothing", () => {
  const store = sheet(["a", "a"]);
  store.apply({ type: "access", classes: { a: {}, b: { "*": NO_EDIT } }, rows: { 1: "b", 404: "b" } });
  assert.equal(store.access(0, SUMMARY).state, "editable");
  assert.equal(store.access(1, SUMMARY).reason, NO_EDIT.message);
  assert.equal(store.size, 2);
});

test("of a selection it is counted what may be changed, and why the rest may not", () => {
  const store = sheet(["a", "a", "b", "c"]);
  store.apply({ type: "access", classes: { a: { points: NO_POINTS }, b: { "*": NO_EDIT } } });
  const rights = rightsOf(store, store.order, GRID_COLUMNS.slice(SUMMARY));
  assert.equal(rights.cells, 12);
  assert.deepEqual(rights.projects, ["FER"]);
  assert.deepEqual([rights.editable, rights.locked, rights.checking], [2, 8, 2]);
  assert.deepEqual(rights.reasons, [
    { message: "Work logs say.", cells: 4, columns: ["Logged"] },
    { message: NO_EDIT.message, cells: 2, columns: ["Summary", "Points"] },
    { message: NO_POINTS.message, cells: 2, columns: ["Points"] },
  ]);
  assert.equal(
    rightsSentence(rights, format),
    "8 of 12 cells are read-only, for 3 reasons. The rights in 2 cells are being checked.",
  );
});

test("one reason is said, several are counted, one cell speaks for itself", () => {
  const store = sheet(["a"]);
  const say = (/** @type {number} */ from, /** @type {number} */ to) =>
    rightsSentence(rightsOf(store, store.order, GRID_COLUMNS.slice(from, to + 1)), format);
  assert.equal(say(SUMMARY, SUMMARY), "Your rights in this cell are being checked.");
  store.apply({ type: "access", classes: { a: {} } });
  assert.equal(say(SUMMARY, SUMMARY), "");
  assert.equal(say(SUMMARY, POINTS), "");
  assert.equal(say(POINTS, LOGGED), "1 of 2 cells is read-only. Work logs say.");
  assert.equal(say(LOGGED, LOGGED), "Read-only. Work logs say.");
  assert.equal(say(KEY, KEY), "Read-only. Jira gives an issue its key.");
  store.apply({ type: "access", classes: { a: { "*": NO_EDIT } } });
  assert.equal(say(SUMMARY, POINTS), `All 2 cells are read-only. ${NO_EDIT.message}`);
});

test("rows of a server that does not say are neither editable nor counted as read-only", () => {
  const store = sheet([/** @type {any} */ (null)]);
  const rights = rightsOf(store, store.order, GRID_COLUMNS.slice(SUMMARY, LOGGED));
  assert.deepEqual([rights.editable, rights.locked, rights.checking], [0, 0, 0]);
  assert.equal(rightsSentence(rights, format), "");
});

test("a cleared store holds nothing of anybody", () => {
  const store = sheet(["a"]);
  store.apply({ type: "values", field: "summary", values: { x: { text: "Secret" } } });
  store.clear();
  assert.equal(store.size, 0);
  assert.equal(store.key(0), "");
  assert.equal(store.cell(0, SUMMARY), null);
  assert.equal(store.look("summary", "x"), undefined);
  assert.equal(store.slotOf("0"), undefined);
});

test("100,000 rows in 400 classes: every cell's verdict is that of its class", () => {
  const access = table();
  for (let slot = 0; slot < 100_000; slot += 1) access.assign(slot, `c${slot % 400}`);
  for (let i = 0; i < 400; i += 1) access.setClass(`c${i}`, i % 2 ? { points: NO_POINTS } : {});
  for (const slot of [0, 1, 399, 400, 77_777, 99_999])
    assert.equal(access.cell(slot, POINTS).state, slot % 2 ? "locked" : "editable");
  assert.equal(access.of(1), access.of(401));
});
