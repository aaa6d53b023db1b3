import assert from "node:assert/strict";
import { test } from "node:test";

import { kindOf, shownText } from "../../jxl/static/js/state/cells.js";
import { fold } from "../../jxl/static/js/state/folding.js";
import { Format } from "../../jxl/static/js/state/format.js";
import { SearchIndex } from "../../jxl/static/js/state/search.js";
import { COLUMNS, CONTEXT, Chance, randomSheet, setRow, sheetOf, thing } from "./sheet-of.js";

const FORMAT = new Format({ locale: "en-GB", now: () => CONTEXT.now });
const ALL = COLUMNS.map((_column, i) => i);

/** @param {ReturnType<typeof sheetOf>} store @param {string} query @param {number[]} [positions] */
function places(store, query, positions = ALL) {
  const hits = new SearchIndex(store, FORMAT).find(query, store.order, positions);
  return Array.from({ length: hits.count }, (_none, i) => hits.at(i));
}

test("what a person sees is found, and how numbers and dates are copied", () => {
  const store = sheetOf([
    { issuekey: "FER-1", summary: "Über 1", points: 12345.5, duedate: "2026-11-12", status: thing("status", "11") },
  ]);
  const found = (/** @type {string} */ query) =>
    places(store, query).map((place) => COLUMNS[place?.column ?? -1]?.field);
  assert.deepEqual(found("uber"), ["summary"]);
  assert.deepEqual(found("12,345"), ["points"]);
  assert.deepEqual(found("12345.5"), ["points"]);
  assert.deepEqual(found("12 nov"), ["duedate"]);
  assert.deepEqual(found("2026-11-12"), ["duedate"]);
  assert.deepEqual(found("PROGRESS"), ["status"]);
  assert.deepEqual(found("fer-"), ["issuekey"]);
  assert.deepEqual(found("1"), ["issuekey", "summary", "points", "duedate"]);
  assert.deepEqual(found(""), []);
  assert.deepEqual(found("\u0301"), []);
  assert.deepEqual(found(".*"), []);
});

test("the key that stands in is searched too", () => {
  const store = sheetOf([{ issuekey: "FER-1", summary: "a" }], COLUMNS.slice(1));
  assert.deepEqual(places(store, "fer", [-1, 0]), [{ row: 0, column: 0 }]);
});

test("hits are walked in reading order, round and round", () => {
  const store = sheetOf([
    { summary: "x", issuekey: "X-1" },
    { summary: "b", issuekey: "B-1" },
    { summary: "x", issuekey: "B-2" },
  ]);
  const hits = new SearchIndex(store, FORMAT).find("x", [2, 1, 0], [1, 0]);
  assert.equal(hits.count, 3);
  assert.deepEqual(
    [hits.at(0), hits.at(1), hits.at(2), hits.at(3)],
    [{ row: 0, column: 0 }, { row: 2, column: 0 }, { row: 2, column: 1 }, null],
  );
  assert.equal(hits.next(null), 0);
  assert.equal(hits.next({ row: 0, column: 0 }), 1);
  assert.equal(hits.next({ row: 1, column: 1 }), 1);
  assert.equal(hits.next({ row: 2, column: 1 }), 0);
  assert.equal(hits.previous(null), 2);
  assert.equal(hits.previous({ row: 2, column: 1 }), 1);
  assert.equal(hits.previous({ row: 0, column: 0 }), 2);
  const none = new SearchIndex(store, FORMAT).find("nowhere", store.order, [0, 1]);
  assert.deepEqual([none.count, none.next(null), none.previous(null), none.at(0)], [0, -1, -1, null]);
});

test("a changed cell is searched as it is now, other columns at its place too", () => {
  const store = sheetOf([{ summary: "old" }]);
  const index = new SearchIndex(store, FORMAT);
  assert.equal(index.find("old", store.order, ALL).count, 1);
  setRow(store, 0, { summary: "new" });
  assert.equal(index.find("old", store.order, ALL).count, 0);
  assert.equal(index.isHit("new", 0, 1), true);
  store.apply({ type: "columns", columns: [...COLUMNS].reverse() });
  assert.equal(index.isHit("new", 0, 1), false, "not read again yet");
});

test("names that a new listing changed are found after forgetting", () => {
  const store = sheetOf([{ status: thing("status", "10") }]);
  const index = new SearchIndex(store, FORMAT);
  assert.equal(index.isHit("to do", 0, 5), true);
  store.apply({ type: "values", field: "status", values: { 10: { text: "Backlog" } } });
  index.forget();
  assert.equal(index.isHit("to do", 0, 5), false);
  assert.equal(index.isHit("backlog", 0, 5), true);
});

test("the count is that of looking at every cell", () => {
  for (let seed = 0; seed < 200; seed += 1) {
    const chance = new Chance(seed);
    const store = randomSheet(chance, 20);
    const query = chance.one(["a", "CHECK", "10", "strasse", "fer-1", "e", "tomas", "__proto__", ".", "web, api"]);
    const positions = chance.some(ALL, 8);
    const naive = store.order.flatMap((slot, row) =>
      positions.flatMap((position, column) => {
        const info = /** @type {typeof COLUMNS[number]} */ (COLUMNS[position]);
        const cell = store.cell(slot, position);
        const kind = kindOf(info);
        const raw =
          kind === "datetime" && cell !== null
            ? /** @type {any} */ (cell).t
            : String(/** @type {any} */ (cell)?.v ?? cell ?? "");
        const texts = [shownText(store, FORMAT, slot, position, kind)];
        if (["number", "date", "datetime"].includes(kind)) texts.push(raw);
        return texts.some((text) => fold(text).includes(fold(query))) ? [{ row, column }] : [];
      }),
    );
    assert.deepEqual(places(store, query, positions), naive, `seed ${seed}: ${query}`);
  }
});
