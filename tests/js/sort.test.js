import assert from "node:assert/strict";
import { test } from "node:test";

import { compileSort } from "../../jxl/static/js/state/sort.js";
import { TextOrder } from "../../jxl/static/js/state/text-order.js";
import { COLUMNS, CONTEXT, Chance, TEXTS, randomSheet, setRow, sheetOf, thing } from "./sheet-of.js";

/** @typedef {import("../../jxl/static/js/types.d.ts").SortLevel} SortLevel */

/** @param {ReturnType<typeof sheetOf>} store @param {SortLevel[]} levels @param {ArrayLike<number>} [slots] */
function sorted(store, levels, slots = store.order) {
  const compiled = compileSort(levels, store, CONTEXT);
  assert.deepEqual(compiled.problems, []);
  return [...compiled.apply(slots)];
}

/**
 * Cells of a column in the order that is expected, ascending; given in another one.
 * @param {string} field
 * @param {unknown[]} inOrder  The empty ones last.
 */
function ascending(field, inOrder) {
  test(`${field} sorts ${inOrder.map((cell) => JSON.stringify(cell)).join(" ")}`.slice(0, 120), () => {
    const mixed = inOrder.map((cell, i) => ({ cell, i })).sort((a, b) => ((a.i * 7) % 5) - ((b.i * 7) % 5));
    const store = sheetOf(mixed.map(({ cell }) => ({ [field]: cell })));
    const column = COLUMNS.findIndex((one) => one.field === field);
    const cells = (/** @type {"asc" | "desc"} */ dir) =>
      sorted(store, [{ column: field, dir }]).map((slot) => store.cell(slot, column));
    assert.deepEqual(cells("asc"), inOrder);
    const filled = inOrder.filter((cell) => cell !== null);
    assert.deepEqual(cells("desc"), [...filled.reverse(), ...inOrder.filter((cell) => cell === null)]);
  });
}

ascending("points", [-1.5, 0, 2, 10, 1e300, null, null]);
ascending("summary", ["9", "10", "a2", "a10", "Ärger", "beta", "Zoo", null]);
ascending("duedate", ["1999-12-31", "2026-02-01", "2026-11-21", "soon", null]);
ascending("issuekey", ["ANT-2", "ANT-10", "FER-2", "FER-10"]);
ascending("created", [
  { v: "2026-11-20T23:30:00.000Z", t: "2026-11-21 00:30" },
  { v: "2026-11-21T03:00:00.000Z", t: "2026-11-20 23:00" },
  null,
]);
ascending("priority", [
  thing("priority", "1"),
  thing("priority", "2"),
  thing("priority", "3"),
  thing("priority", "99"),
  null,
]);
ascending("status", [thing("status", "10"), thing("status", "11"), thing("status", "12"), null]);
ascending("assignee", [thing("assignee", "u3"), thing("assignee", "me"), thing("assignee", "u2"), null]);
ascending("components", [
  thing("components", ["2"]),
  thing("components", ["4"]),
  thing("components", ["4", "1"]),
  thing("components", ["3"]),
  thing("components", ["1", "2"]),
  null,
]);
ascending("parent", [{ v: "5", t: "FER-9" }, { v: "6", t: "FER-10" }, null]);

test("ranks sort by code units, as Jira compares them", () => {
  const columns = [{ id: "r", field: "rank", name: "Rank", type: "rank" }];
  const ranks = ["0|i0000z:", "0|hzzzzz:", "0|i0001:", "0|i000:"];
  const store = sheetOf(
    ranks.map((rank) => ({ rank })),
    columns,
  );
  assert.deepEqual(
    sorted(store, [{ column: "r" }]).map((slot) => ranks[slot]),
    [...ranks].sort(),
  );
});

test("the first column decides, the next where it does not; ties keep the sheet's order", () => {
  const store = sheetOf([
    { points: 2, summary: "b" },
    { points: 1, summary: "a" },
    { points: 2, summary: "a" },
    { points: 2, summary: "a" },
    { summary: "z" },
  ]);
  assert.deepEqual(sorted(store, [{ column: "points", dir: "desc" }, { column: "summary" }]), [2, 3, 0, 1, 4]);
  assert.deepEqual(sorted(store, [{ column: "points" }]), [1, 0, 2, 3, 4]);
  assert.deepEqual(sorted(store, []), [0, 1, 2, 3, 4]);
});

test("a column that is gone is said and passed over", () => {
  const store = sheetOf([{ points: 2 }, { points: 1 }]);
  const compiled = compileSort([{ column: "gone" }, { column: "points" }], store, CONTEXT);
  assert.deepEqual([...compiled.apply(store.order)], [1, 0]);
  assert.deepEqual(
    compiled.problems.map(({ code, path }) => [code, path]),
    [["unknown_column", "sort.0"]],
  );
});

test("rows that are not there yet stand last", () => {
  const store = sheetOf([{ points: 2 }, { points: 1 }, {}]);
  store.apply({ type: "index", ids: ["later"] });
  assert.deepEqual(sorted(store, [{ column: "points", dir: "desc" }], [3, 2, 1, 0]), [0, 1, 2, 3]);
});

test("a changed text takes its new place", () => {
  const store = sheetOf([{ summary: "b" }, { summary: "d" }, { summary: "c" }]);
  assert.deepEqual(sorted(store, [{ column: "summary" }]), [0, 2, 1]);
  setRow(store, 0, { summary: "e" });
  assert.deepEqual(sorted(store, [{ column: "summary" }]), [2, 1, 0]);
});

test("sorting is a permutation, settled at once, stable, and turned round by desc", () => {
  for (let seed = 0; seed < 400; seed += 1) {
    const chance = new Chance(seed);
    const store = randomSheet(chance, 25);
    const levels = Array.from({ length: 1 + chance.below(3) }, () => ({
      column: chance.one(COLUMNS).id,
      dir: chance.one(/** @type {const} */ (["asc", "desc"])),
    }));
    const result = sorted(store, levels);
    assert.deepEqual(
      [...result].sort((a, b) => a - b),
      store.order,
      `seed ${seed}: a permutation`,
    );
    assert.deepEqual(sorted(store, levels, result), result, `seed ${seed}: settled`);

    // From the last level to the first, one at a time: what being stable means.
    const stepwise = levels.reduceRight((slots, level) => sorted(store, [level], slots), [...store.order]);
    assert.deepEqual(stepwise, result, `seed ${seed}: stable`);

    const [level] = levels;
    const column = COLUMNS.findIndex(({ id }) => id === level?.column);
    const filled = store.order.filter((slot) => store.cell(slot, column) !== null);
    const backwards = [...filled].reverse(); // ties too stand the other way round
    const up = sorted(store, [{ column: level?.column ?? "", dir: "asc" }], filled);
    const down = sorted(store, [{ column: level?.column ?? "", dir: "desc" }], backwards);
    assert.deepEqual(down, [...up].reverse(), `seed ${seed}: turned round`);
  }
});

test("texts that come one by one stand as if they had come together", () => {
  const { compare } = new Intl.Collator("en", { numeric: true });
  for (let seed = 0; seed < 300; seed += 1) {
    const chance = new Chance(seed);
    const pool = [...TEXTS, "a", "A", "é", "e\u0301", "e", "a10", "a9"];
    const order = new TextOrder(compare);
    const all = [];
    for (let i = 0; i < 5; i += 1) {
      const some = chance.some(pool, 4);
      all.push(...some);
      order.add([...some, null]);
    }
    for (const a of all) {
      for (const b of all) assert.equal(Math.sign(order.placeOf(a) - order.placeOf(b)), Math.sign(compare(a, b)));
    }
  }
});
