import assert from "node:assert/strict";
import { test } from "node:test";

import {
  changesOf,
  columnsIn,
  conditionsIn,
  draftOf,
  moved,
  narrowed,
  pinnedOf,
  readChanges,
  sortedBy,
  withoutColumn,
} from "../../jxl/static/js/state/view-draft.js";
import { Chance } from "./sheet-of.js";

const VIEW = { id: "v", name: "Delivery", columns: ["a", "b", "c"], sort: [{ column: "a" }], density: "standard" };
const is = (/** @type {string} */ column, /** @type {unknown} */ value) => ({ column, op: "is", value });

test("a draft is the saved view with the person's changes, and only these differ", () => {
  const draft = draftOf(VIEW, { sort: [], density: "tall" });
  assert.deepEqual([draft.name, draft.sort, draft.columns], ["Delivery", [], ["a", "b", "c"]]);
  assert.deepEqual(changesOf(VIEW, draft), { sort: [], density: "tall" });
});

test("what says the same as the saved view is no change: defaults, and members in another order", () => {
  const saved = { ...VIEW, filter: { all: [{ column: "a", op: "is", value: 1 }] } };
  const same = { ...saved, pinned: 1, formats: [], filter: { all: [{ value: 1, op: "is", column: "a" }] } };
  assert.deepEqual(changesOf(saved, same), {});
  assert.deepEqual(changesOf(VIEW, { ...VIEW, filter: null, widths: {} }), {});
});

test("kept changes of another version or by hand: what is not understood is left out", () => {
  const kept = {
    columns: ["a"],
    pinned: "x",
    sort: [{ column: 1 }],
    density: "huge",
    widths: { a: "wide" },
    name: "no",
    filter: 7,
  };
  assert.deepEqual(readChanges(kept), { columns: ["a"] });
  assert.deepEqual(readChanges({ widths: { a: 120 }, filter: null, pinned: ["a"] }), {
    widths: { a: 120 },
    filter: null,
    pinned: ["a"],
  });
  for (const nothing of [null, undefined, 1, "x", []]) assert.deepEqual(readChanges(nothing), {});
});

test("pinned is a number from the left, or names", () => {
  assert.deepEqual(pinnedOf({ ...VIEW, pinned: 2 }, ["c", "a", "b"]), ["c", "a"]);
  assert.deepEqual(pinnedOf({ ...VIEW, pinned: ["b", "gone"] }, ["c", "a", "b"]), ["b"]);
  assert.deepEqual(pinnedOf(VIEW, ["c", "a"]), ["c"]);
});

test("sorting by a column alone, after others, and again in the other direction", () => {
  const one = sortedBy([], "a", "asc", false);
  const two = sortedBy(one, "b", "desc", true);
  assert.deepEqual(two, [
    { column: "a", dir: "asc" },
    { column: "b", dir: "desc" },
  ]);
  assert.deepEqual(sortedBy(two, "a", "desc", true)[0], { column: "a", dir: "desc" });
  assert.deepEqual(sortedBy(two, "c", "asc", false), [{ column: "c", dir: "asc" }]);
});

test("moving keeps every entry, and the place outside is the nearest inside", () => {
  const chance = new Chance(7);
  for (let round = 0; round < 200; round += 1) {
    const list = Array.from({ length: 1 + chance.below(6) }, (_none, i) => i);
    const [from, to] = [chance.below(list.length), chance.below(9) - 1];
    const result = moved(list, from, to);
    assert.deepEqual([...result].sort(), list);
    assert.equal(result.indexOf(from), Math.max(0, Math.min(list.length - 1, to)));
  }
});

test("a quick filter narrows what is there, once", () => {
  assert.deepEqual(narrowed(null, is("a", 1)), { all: [is("a", 1)] });
  assert.deepEqual(narrowed({ any: [] }, is("a", 1)), { all: [is("a", 1)] });
  const both = narrowed({ all: [is("a", 1)] }, is("b", 2));
  assert.deepEqual(both, { all: [is("a", 1), is("b", 2)] });
  assert.equal(narrowed(both, is("b", 2)), both);
  const any = { any: [is("a", 1), is("a", 2)] };
  assert.deepEqual(narrowed(any, is("b", 2)), { all: [any, is("b", 2)] });
});

test("taking a column out of a filter leaves the rest, and no empty groups", () => {
  const filter = { all: [is("a", 1), { any: [is("a", 2)] }, { any: [is("a", 3), is("b", 4)] }] };
  assert.equal(conditionsIn(filter), 4);
  assert.deepEqual(columnsIn(filter), ["a", "a", "a", "b"]);
  assert.deepEqual(withoutColumn(filter, ["a"]), { all: [{ any: [is("b", 4)] }] });
  assert.equal(withoutColumn({ all: [is("a", 1)] }, ["x", "a"]), null);
  assert.equal(withoutColumn(null, ["a"]), null);
});
