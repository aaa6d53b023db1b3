import assert from "node:assert/strict";
import { test } from "node:test";

import { Format } from "../../jxl/static/js/state/format.js";
import { SearchIndex } from "../../jxl/static/js/state/search.js";
import { LiveView, applyView } from "../../jxl/static/js/state/view.js";
import { COLUMNS, CONTEXT, Chance, randomRow, randomSheet, setRow, sheetOf } from "./sheet-of.js";

const FORMAT = new Format({ locale: "en-GB", now: () => CONTEXT.now });
const big = { column: "points", op: "gte", value: 3 };
const SUMMARY = COLUMNS.findIndex(({ field }) => field === "summary");

function sheet() {
  return sheetOf([
    { points: 5, summary: "b" },
    { points: 1, summary: "a" },
    { points: 3, summary: "a" },
    { summary: "ab" },
  ]);
}

test("a view filters and sorts; without rules it is the sheet", () => {
  const store = sheet();
  assert.deepEqual(applyView(store, {}, CONTEXT), {
    slots: Int32Array.of(0, 1, 2, 3),
    total: 4,
    unread: 0,
    problems: [],
  });
  const { slots, total } = applyView(store, { filter: big, sort: [{ column: "summary" }] }, CONTEXT);
  assert.deepEqual([[...slots], total], [[2, 0], 4]);
});

test("quick filters and the search box narrow what the view shows", () => {
  const store = sheet();
  const index = new SearchIndex(store, FORMAT);
  const shown = (/** @type {object} */ rules) => [
    ...applyView(store, { filter: { column: "summary", op: "notEmpty" }, ...rules }, CONTEXT).slots,
  ];
  assert.deepEqual(shown({ quick: [big, { column: "summary", op: "is", value: "a" }] }), [2]);
  assert.deepEqual(shown({ search: { index, query: "A", positions: [SUMMARY] } }), [1, 2, 3]);
  assert.deepEqual(shown({ quick: [big], search: { index, query: "a", positions: [SUMMARY] } }), [2]);
  assert.deepEqual(shown({ search: { index, query: "", positions: [SUMMARY] } }), [0, 1, 2, 3]);
});

test("problems of filter, quick filters and sort are all told, with their places", () => {
  const gone = { column: "gone", op: "empty" };
  const { problems, slots } = applyView(
    sheet(),
    { filter: { all: [gone] }, quick: [big, gone], sort: [{ column: "gone" }] },
    CONTEXT,
  );
  assert.deepEqual(
    problems.map(({ path }) => path),
    ["filter.all.0", "quick.1", "sort.0"],
  );
  assert.deepEqual([...slots], [0, 2]);
});

test("rows that are not there yet show in a sheet, and wait outside of a filter", () => {
  const store = sheet();
  store.apply({ type: "index", ids: ["later"] });
  assert.deepEqual([...applyView(store, { sort: [{ column: "points" }] }, CONTEXT).slots], [1, 2, 0, 3, 4]);
  const { slots, unread } = applyView(store, { filter: big }, CONTEXT);
  assert.deepEqual([[...slots], unread], [[0, 2], 1]);
});

test("a changed row comes and goes; those not named keep their verdict", () => {
  const store = sheet();
  const view = new LiveView(store, { filter: big }, CONTEXT);
  assert.deepEqual([...view.update().slots], [0, 2]);
  setRow(store, 0, { points: 0 });
  setRow(store, 1, { points: 9 });
  assert.deepEqual([...view.update([1]).slots], [0, 1, 2]);
  assert.deepEqual([...view.update().slots], [1, 2]);
  assert.deepEqual([...view.set({ filter: { ...big, op: "lt" } }, CONTEXT).slots], [0]);
});

test("other columns are noticed", () => {
  const store = sheet();
  const view = new LiveView(store, { filter: big }, CONTEXT);
  view.update();
  store.apply({ type: "columns", columns: COLUMNS.slice(0, 2) });
  assert.deepEqual(
    view.update([]).problems.map(({ code }) => code),
    ["unknown_column"],
  );
});

test("rows that come later join those that were tested before", () => {
  const store = sheet();
  const view = new LiveView(store, { filter: big }, CONTEXT);
  view.update();
  store.apply({ type: "index", ids: ["later"] });
  setRow(store, 4, { points: 7 });
  assert.deepEqual([...view.update([4]).slots], [0, 2, 4]);
});

test("after other columns all rows are tested, whatever is said to have changed", () => {
  const store = sheet();
  const view = new LiveView(store, { filter: big }, CONTEXT);
  view.update();
  store.apply({ type: "columns", columns: [...COLUMNS].reverse() });
  for (const slot of [0, 1, 2, 3]) setRow(store, slot, { points: slot === 1 ? 9 : 0 });
  assert.deepEqual([...view.update([3]).slots], [1]);
});

test("following changes one by one ends where applying the view afresh does", () => {
  for (let seed = 0; seed < 150; seed += 1) {
    const chance = new Chance(seed);
    const store = randomSheet(chance, 15);
    const rules = {
      filter: chance.one([
        null,
        big,
        {
          any: [
            { column: "labels", op: "hasNone", value: ["a"] },
            { column: "duedate", op: "overdue" },
          ],
        },
      ]),
      sort: chance
        .some(COLUMNS, 2)
        .map(({ id }) => ({ column: id, dir: chance.one(/** @type {const} */ (["asc", "desc"])) })),
    };
    const view = new LiveView(store, rules, CONTEXT);
    view.update();
    for (let i = 0; i < 10; i += 1) {
      const slot = chance.below(15);
      setRow(store, slot, randomRow(chance));
      assert.deepEqual(view.update([slot]), applyView(store, rules, CONTEXT), `seed ${seed}`);
    }
  }
});
