import assert from "node:assert/strict";
import { test } from "node:test";

import { CodedData, NumberData, TextData, createColumnData } from "../../jxl/static/js/state/column-data.js";

for (const Kind of [NumberData, TextData, CodedData]) {
  test(`${Kind.name}: cells come back, in any order and far apart`, () => {
    const data = new Kind();
    assert.equal(data.get(5), null);
    assert.equal(data.set(1000, 7), true);
    data.set(3, 0);
    data.set(3, null);
    data.set(4, -1.5);
    assert.deepEqual(
      [data.get(1000), data.get(3), data.get(4), data.get(999), data.get(5000)],
      [7, null, -1.5, null, null],
    );
  });
}

test("numbers refuse what is no number", () => {
  const data = new NumberData();
  assert.equal(data.set(0, "7"), false);
  assert.equal(data.set(0, { v: 7, t: "7" }), false);
});

test("repeated cells are kept once, and a text never passes for an object", () => {
  const data = new CodedData();
  const cell = { v: ["a"], t: "a" };
  for (let slot = 0; slot < 100; slot += 1) data.set(slot, { v: ["a"], t: "a" });
  data.set(100, JSON.stringify(cell));
  data.set(101, 1);
  data.set(102, "1");
  assert.equal(data.distinct, 4);
  assert.deepEqual(data.get(50), cell);
  assert.equal(data.get(100), JSON.stringify(cell));
  assert.equal(data.get(101), 1);
  assert.equal(data.get(102), "1");
});

test("the type of a column chooses", () => {
  const column = (/** @type {string} */ type) => ({ id: "x", field: "x", name: "x", type });
  assert.ok(createColumnData(column("number")) instanceof NumberData);
  assert.ok(createColumnData(column("text")) instanceof TextData);
  assert.ok(createColumnData(column("status")) instanceof CodedData);
  assert.ok(createColumnData(column("of the future")) instanceof CodedData);
});
