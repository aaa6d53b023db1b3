import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { PersonalViews } from "../../jxl/static/js/state/personal.js";
import { SheetRows } from "../../jxl/static/js/state/sheet-rows.js";
import { applyView } from "../../jxl/static/js/state/view.js";
import { CONTEXT, Chance, randomRow, randomSheet, setRow, sheetOf, thing } from "./sheet-of.js";

const RED = {
  id: "f",
  name: "Big",
  when: { column: "points", op: "gte", value: 3 },
  then: { kind: "style", color: "red" },
};

test("what follows its rows shows the same as what is worked out anew", () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const chance = new Chance(seed);
    const store = randomSheet(chance, 30);
    const rules = {
      filter: { column: "points", op: "gte", value: 2 },
      sort: [{ column: "summary" }, { column: "points", dir: /** @type {const} */ ("desc") }],
    };
    const rows = new SheetRows(store, () => CONTEXT);
    rows.set(rules, [RED]);
    rows.follow();
    for (let round = 0; round < 5; round += 1) {
      for (let i = 0; i < 3; i += 1) setRow(store, chance.below(30), randomRow(chance));
      if (round === 2) store.apply({ type: "gone", ids: [store.id(chance.below(30))] });
      const before = [...rows.slots];
      const changed = rows.follow();
      const anew = applyView(store, rules, CONTEXT);
      assert.deepEqual([...rows.slots], [...anew.slots]);
      assert.equal(changed, JSON.stringify(before) !== JSON.stringify([...rows.slots]));
      for (const slot of rows.slots) {
        const points = store.cell(slot, 2);
        assert.equal(rows.classes(slot, 2).includes("is-format-red"), typeof points === "number" && points >= 3);
      }
    }
  }
});

test("columns and names of values that come later are followed", () => {
  const store = sheetOf([{ status: thing("status", "11") }, { status: thing("status", "12") }]);
  const rows = new SheetRows(store, () => CONTEXT);
  rows.set({ filter: { column: "status", op: "categoryIs", value: ["done"] } }, []);
  rows.follow();
  assert.deepEqual([...rows.slots], [1]);
  store.apply({ type: "values", field: "status", values: { 11: { text: "In progress", color: "success" } } });
  assert.equal(rows.follow(), true);
  assert.deepEqual([...rows.slots], [0, 1]);
});

test("parts of a view that are not understood are told, from filter, sort and formats", () => {
  const rows = new SheetRows(sheetOf([{}]), () => CONTEXT);
  const gone = { column: "gone", op: "empty" };
  rows.set({ filter: gone, sort: [{ column: "gone" }] }, [{ ...RED, when: gone }]);
  assert.deepEqual(
    rows.problems.map(({ path }) => path),
    ["filter", "sort.0", "format.f.when"],
  );
  assert.equal(rows.total, 1);
});

/** @param {unknown} kept */
function personalWith(kept) {
  /** @type {any[]} */
  const saved = [];
  /** @type {unknown[]} */
  const problems = [];
  const personal = new PersonalViews(
    { load: () => Promise.resolve(kept), save: (value) => Promise.resolve(saved.push(value)) },
    { onProblem: (problem) => problems.push(problem) },
  );
  return { personal, saved, problems };
}

test("changes are kept a little later, together, and nothing else of the record is lost", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { personal, saved } = personalWith({ views: { v1: { density: "tall" } }, later: 1 });
  await personal.load(new AbortController().signal);
  assert.deepEqual(personal.get("v1"), { density: "tall" });
  personal.set("v2", { pinned: 2 });
  personal.set("v2", { pinned: 3 });
  assert.deepEqual(saved, []);
  mock.timers.tick(1000);
  await personal.flush();
  assert.deepEqual(saved, [{ later: 1, views: { v1: { density: "tall" }, v2: { pinned: 3 } } }]);
  personal.set("v1", {});
  await personal.flush();
  assert.deepEqual(saved[1].views, { v2: { pinned: 3 } });
  mock.timers.reset();
});

test("what was changed before the kept changes came wins over them", async () => {
  const { personal } = personalWith({ views: { v1: { density: "tall" }, v2: { density: "tall" } } });
  personal.set("v1", { density: "compact" });
  await personal.load(new AbortController().signal);
  assert.deepEqual([personal.get("v1"), personal.get("v2")], [{ density: "compact" }, { density: "tall" }]);
  await personal.flush();
});

test("what could not be read or kept is told once, and the page goes on", async () => {
  /** @type {unknown[]} */
  const problems = [];
  const refuse = () => Promise.reject(new Error("no"));
  const personal = new PersonalViews(
    { load: refuse, save: refuse },
    { onProblem: (problem) => problems.push(problem) },
  );
  await personal.load(new AbortController().signal);
  personal.set("v", { density: "tall" });
  await personal.flush();
  assert.equal(problems.length, 1);
  assert.deepEqual(personal.get("v"), { density: "tall" });
});
