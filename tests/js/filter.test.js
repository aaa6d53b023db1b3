import assert from "node:assert/strict";
import { test } from "node:test";

import { compileFilter } from "../../jxl/static/js/state/filter.js";
import { CONTEXT, COLUMNS, sheetOf, thing } from "./sheet-of.js";

const IN_DAYS = (/** @type {number} */ offset, unit = "day") => ({ relative: { unit, offset } });

/**
 * Rows of a sheet, by number, that a filter lets through.
 * @param {ReturnType<typeof sheetOf>} store
 * @param {any} filter
 * @param {object} [context]
 */
function matched(store, filter, context = {}) {
  const compiled = compileFilter(filter, store, { ...CONTEXT, ...context });
  assert.deepEqual(compiled.problems, []);
  return store.order.filter((slot) => compiled.test(slot));
}

/** @param {any} filter @param {object} [context] */
function problems(filter, context = {}) {
  const store = sheetOf([{ summary: "a" }]);
  const compiled = compileFilter(filter, store, { ...CONTEXT, ...context });
  assert.equal(compiled.test(0), true, "what is not understood hides nothing");
  return compiled.problems.map(({ code }) => code);
}

/**
 * One column, its cells, and what conditions on it match.
 * @param {string} field
 * @param {unknown[]} cells
 * @param {[op: string, value: unknown, expected: number[]][]} cases
 */
function table(field, cells, cases) {
  const store = sheetOf(cells.map((cell) => ({ [field]: cell })));
  for (const [op, value, expected] of cases) {
    test(`${field} ${op} ${JSON.stringify(value) ?? ""}`, () => {
      assert.deepEqual(matched(store, { column: field, op, ...(value === undefined ? {} : { value }) }), expected);
    });
  }
}

table(
  "summary",
  ["Freight check-in", "freight", "Straße 10", "Tomás a.*b", null, "re-freighted"],
  [
    ["is", "FREIGHT", [1]],
    ["isNot", "FREIGHT", [0, 2, 3, 4, 5]],
    ["contains", "freight", [0, 1, 5]],
    ["notContains", "freight", [2, 3, 4]],
    ["contains", "STRASSE", [2]],
    ["contains", "tomas", [3]],
    ["contains", "A.*B", [3]],
    ["contains", ".", [3]],
    ["startsWith", "fre", [0, 1]],
    ["endsWith", "IN", [0]],
    ["hasWord", "freight", [0, 1]],
    ["hasWord", "check", [0]],
    ["hasWord", "10", [2]],
    ["anyOf", ["freight", "strasse 10"], [1, 2]],
    ["noneOf", ["freight", "strasse 10"], [0, 3, 4, 5]],
    ["empty", undefined, [4]],
    ["notEmpty", undefined, [0, 1, 2, 3, 5]],
  ],
);

table(
  "points",
  [0, 3, -1.5, null, 5, 3.0000001],
  [
    ["is", 3, [1]],
    ["is", -0, [0]],
    ["isNot", 3, [0, 2, 3, 4, 5]],
    ["lt", 3, [0, 2]],
    ["lte", 3, [0, 1, 2]],
    ["gt", 3, [4, 5]],
    ["gte", 3, [1, 4, 5]],
    ["between", [0, 3], [0, 1]],
    ["between", [3, 0], [0, 1]],
    ["anyOf", [0, 5], [0, 4]],
    ["noneOf", [0, 5], [1, 2, 3, 5]],
    ["empty", undefined, [3]],
  ],
);

// Today is Saturday, 21 November 2026.
table(
  "duedate",
  ["2026-11-20", "2026-11-21", "2026-11-22", "2026-11-16", "2026-12-01", null, "soon", "2025-11-21"],
  [
    ["is", "2026-11-21", [1]],
    ["is", IN_DAYS(0), [1]],
    ["isNot", IN_DAYS(0), [0, 2, 3, 4, 5, 6, 7]],
    ["is", IN_DAYS(0, "week"), [0, 1, 2, 3]],
    ["is", IN_DAYS(0, "month"), [0, 1, 2, 3]],
    ["is", IN_DAYS(0, "quarter"), [0, 1, 2, 3, 4]],
    ["is", IN_DAYS(-1, "year"), [7]],
    ["before", IN_DAYS(0), [0, 3, 7]],
    ["before", IN_DAYS(0, "week"), [7]],
    ["after", IN_DAYS(0, "week"), [4]],
    ["onOrBefore", "2026-11-20", [0, 3, 7]],
    ["onOrAfter", IN_DAYS(1), [2, 4]],
    ["between", ["2026-11-20", IN_DAYS(1)], [0, 1, 2]],
    ["between", [IN_DAYS(1), "2026-11-20"], [0, 1, 2]],
    ["between", [IN_DAYS(-1, "year"), IN_DAYS(0)], [0, 1, 3, 7]],
    ["inLast", { count: 1, unit: "day" }, [1]],
    ["inLast", { count: 6, unit: "day" }, [0, 1, 3]],
    ["inLast", { count: 1, unit: "week" }, [0, 1, 3]],
    ["inNext", { count: 2, unit: "day" }, [1, 2]],
    ["inNext", { count: 1, unit: "month" }, [1, 2, 4]],
    ["empty", undefined, [5]],
    ["notEmpty", undefined, [0, 1, 2, 3, 4, 6, 7]],
  ],
);

table(
  "created",
  [
    { v: "2026-11-20T23:30:00.000Z", t: "2026-11-21 00:30" },
    { v: "2026-11-20T22:30:00.000Z", t: "2026-11-20 23:30" },
    { v: "2026-11-21T12:00:30.000Z", t: "2026-11-21 13:00" },
    null,
  ],
  [
    ["is", IN_DAYS(0), [0, 2]],
    ["before", "2026-11-21", [1]],
    ["before", "2026-11-21T12:00:00Z", [0, 1]],
    ["is", "2026-11-21T13:00:00+01:00", [2]],
    ["after", "2026-11-20T23:00:00Z", [0, 2]],
    ["between", ["2026-11-20T23:00:00Z", "2026-11-21"], [0, 2]],
    ["inLast", { count: 1, unit: "day" }, [0, 2]],
  ],
);

table(
  "status",
  [thing("status", "10"), thing("status", "11"), thing("status", "12"), null],
  [
    ["is", "11", [1]],
    ["isNot", "12", [0, 1, 3]],
    ["anyOf", ["10", 11], [0, 1]],
    ["noneOf", ["10", "11"], [2, 3]],
    ["categoryIs", "done", [2]],
    ["categoryIs", ["new", "indeterminate"], [0, 1]],
    ["categoryIsNot", ["done"], [0, 1, 3]],
    ["lt", "12", [0, 1]],
    ["gte", "11", [1, 2]],
    ["contains", "progress", [1]],
    ["empty", undefined, [3]],
  ],
);

table(
  "priority",
  [thing("priority", "1"), thing("priority", "2"), thing("priority", "3"), null],
  [
    ["gte", "3", [0, 1, 2]],
    ["gt", "2", [0]],
    ["lt", "2", [2]],
    ["lte", "2", [1, 2]],
  ],
);

table(
  "assignee",
  [thing("assignee", "me"), thing("assignee", "u2"), null],
  [
    ["isMe", undefined, [0]],
    ["isNotMe", undefined, [1, 2]],
    ["is", { relative: "me" }, [0]],
    ["anyOf", [{ relative: "me" }, "u2"], [0, 1]],
    ["noneOf", ["u2"], [0, 2]],
    ["contains", "tomas", [1]],
    ["empty", undefined, [2]],
  ],
);

table(
  "components",
  [thing("components", ["1", "2"]), thing("components", ["2"]), null, thing("components", ["3"])],
  [
    ["hasAny", ["1", "3"], [0, 3]],
    ["hasAll", ["1", "2"], [0]],
    ["hasNone", ["2"], [2, 3]],
    ["contains", "ferry", [3]],
    ["contains", "b, a", []],
    ["empty", undefined, [2]],
  ],
);

table(
  "labels",
  [thing("labels", ["__proto__", "b"]), thing("labels", ["B"]), null],
  [
    ["hasAny", ["__proto__"], [0]],
    ["hasAny", ["b"], [0]],
    ["hasAll", ["constructor"], []],
  ],
);

table(
  "parent",
  [{ v: "5", t: "FER-9" }, { v: "6", t: "FER-10" }, null],
  [
    ["is", "5", [0]],
    ["anyOf", ["fer-10"], [1]],
    ["noneOf", ["FER-9"], [1, 2]],
  ],
);

table(
  "cf1",
  [{ v: "10", t: "North" }, { v: "10:11", t: "North - Quay" }, { v: "20", t: "South" }, null],
  [
    ["anyOf", ["10"], [0, 1]],
    ["is", "10:11", [1]],
    ["isNot", "10", [2, 3]],
  ],
);

table(
  "flag",
  [true, false, null],
  [
    ["isTrue", undefined, [0]],
    ["isFalse", undefined, [1, 2]],
  ],
);

test("overdue is before today and not in a status that is done", () => {
  const late = { duedate: "2026-11-20" };
  const store = sheetOf([
    { ...late, status: thing("status", "10") },
    { ...late, status: thing("status", "12") },
    late,
    { duedate: "2026-11-21", status: thing("status", "10") },
    { status: thing("status", "10") },
  ]);
  assert.deepEqual(matched(store, { column: "c4", op: "overdue" }), [0, 2]);
});

test("overdue without a status column is reported", () => {
  const store = sheetOf(
    [{ duedate: "2026-11-20" }],
    [/** @type {any} */ (COLUMNS.find(({ field }) => field === "duedate"))],
  );
  const compiled = compileFilter({ column: "c4", op: "overdue" }, store, CONTEXT);
  assert.deepEqual(
    compiled.problems.map(({ code }) => code),
    ["no_status"],
  );
});

test("today is the person's own day", () => {
  const store = sheetOf([{ duedate: "2026-11-21" }, { duedate: "2026-11-22" }]);
  const today = { column: "duedate", op: "is", value: IN_DAYS(0) };
  const late = { now: new Date("2026-11-21T23:30:00Z") };
  assert.deepEqual(matched(store, today, { ...late, timeZone: "Europe/Berlin" }), [1]);
  assert.deepEqual(matched(store, today, { ...late, timeZone: "America/New_York" }), [0]);
});

test("the week begins where the person's does", () => {
  const store = sheetOf([{ duedate: "2026-11-15" }, { duedate: "2026-11-22" }]);
  const thisWeek = { column: "duedate", op: "is", value: IN_DAYS(0, "week") };
  assert.deepEqual(matched(store, thisWeek, { weekStart: 1 }), [1]);
  assert.deepEqual(matched(store, thisWeek, { weekStart: 7 }), [0]);
  assert.deepEqual(matched(store, thisWeek, { weekStart: null, locale: "en_US" }), [0]);
  assert.deepEqual(matched(store, thisWeek, { weekStart: null, locale: "de" }), [1]);
});

test("groups join, to any depth, and an empty one does not limit", () => {
  const store = sheetOf([{ points: 1 }, { points: 2 }, { points: 3 }]);
  const is = (/** @type {number} */ value) => ({ column: "points", op: "is", value });
  assert.deepEqual(matched(store, { any: [is(1), { all: [is(3), { column: "points", op: "notEmpty" }] }] }), [0, 2]);
  assert.deepEqual(matched(store, { all: [is(1), is(2)] }), []);
  assert.deepEqual(matched(store, { all: [] }), [0, 1, 2]);
  assert.deepEqual(matched(store, { all: [is(2), { any: [] }] }), [1]);
  assert.deepEqual(matched(store, null), [0, 1, 2]);
});

test("the issue's key and type are there without a column", () => {
  const store = sheetOf([{ issuetype: "2", issuekey: "ANT-1" }, {}], COLUMNS.slice(1));
  assert.deepEqual(matched(store, { column: "issuetype", op: "anyOf", value: ["2"] }), [0]);
  assert.deepEqual(matched(store, { column: "issuekey", op: "startsWith", value: "ant" }), [0]);
});

test("rows that are not there yet match nothing but the filter that is none", () => {
  const store = sheetOf([{ points: 1 }]);
  store.apply({ type: "index", ids: ["later"] });
  assert.deepEqual(matched(store, { column: "points", op: "isNot", value: 2 }), [0]);
  assert.deepEqual(matched(store, null), [0, 1]);
});

test("an order that no row shows yet is taken from the condition", () => {
  const store = sheetOf([{ priority: thing("priority", "1") }]);
  assert.deepEqual(matched(store, { column: "priority", op: "lt", value: "77", order: 9 }), []);
  assert.deepEqual(matched(store, { column: "priority", op: "gt", value: "77", order: 9 }), [0]);
  assert.deepEqual(problems({ column: "priority", op: "lt", value: "77" }), ["unknown_order"]);
});

/** @type {[string, unknown, string][]} */
const NOT_UNDERSTOOD = [
  ["a column that is gone", { column: "gone", op: "is", value: 1 }, "unknown_column"],
  ["a column of the prototype", { column: "__proto__", op: "is", value: 1 }, "unknown_column"],
  ["an operator of a newer version", { column: "summary", op: "soundsLike", value: "a" }, "unknown_operator"],
  ["an operator of the prototype", { column: "summary", op: "constructor", value: "a" }, "unknown_operator"],
  ["an operator for other columns", { column: "summary", op: "gt", value: "a" }, "wrong_operator"],
  ["no value", { column: "summary", op: "contains" }, "no_value"],
  ["an empty value", { column: "status", op: "noneOf", value: [] }, "no_value"],
  ["half a range", { column: "points", op: "between", value: [1, null] }, "no_value"],
  ["a text for a number", { column: "points", op: "lt", value: "1" }, "bad_value"],
  ["no number", { column: "points", op: "is", value: NaN }, "bad_value"],
  ["31 February", { column: "duedate", op: "before", value: "2026-02-31" }, "bad_value"],
  [
    "a strange period",
    { column: "duedate", op: "is", value: { relative: { unit: "toString", offset: 1 } } },
    "bad_value",
  ],
  ["an endless span", { column: "duedate", op: "inLast", value: { unit: "day", count: 1e12 } }, "bad_value"],
  ["an object for an id", { column: "status", op: "is", value: { v: "1" } }, "bad_value"],
  ["an unknown category", { column: "status", op: "categoryIs", value: ["toString"] }, "bad_value"],
  ["no condition", 7, "not_understood"],
  ["all and any", { all: [], any: [] }, "not_understood"],
  ["a group of nothing", { all: null }, "not_understood"],
  ["a condition without operator", { column: "summary" }, "not_understood"],
];
for (const [name, filter, code] of NOT_UNDERSTOOD) {
  test(`${name}: said, and nothing is hidden`, () => {
    assert.deepEqual(problems(filter), [code]);
    assert.deepEqual(problems({ any: [{ column: "summary", op: "is", value: "b" }, filter] }), [code]);
  });
}

test("who is not known is not me", () => {
  assert.deepEqual(problems({ column: "assignee", op: "isMe" }, { accountId: null }), ["me_unknown"]);
  assert.deepEqual(problems({ column: "assignee", op: "anyOf", value: [{ relative: "me" }] }, { accountId: null }), [
    "me_unknown",
  ]);
});

test("a problem says where it stands, about what, and in words", () => {
  const store = sheetOf([]);
  const filter = { all: [{ any: [{ column: "summary", op: "gt", value: 1 }] }] };
  assert.deepEqual(compileFilter(filter, store, CONTEXT).problems, [
    {
      code: "wrong_operator",
      message: "“Summary”: “>” does not apply to such a column.",
      path: "filter.all.0.any.0",
      column: "summary",
      op: "gt",
    },
  ]);
});

test("a value nested without end is refused too", () => {
  /** @type {unknown} */
  let value = "b";
  for (let i = 0; i < 100_000; i += 1) value = [value];
  assert.deepEqual(problems({ column: "status", op: "anyOf", value }), ["bad_value"]);
});

test("a filter nested without end is refused, not followed", () => {
  /** @type {any} */
  let filter = { column: "summary", op: "is", value: "b" };
  for (let i = 0; i < 100_000; i += 1) filter = { all: [filter] };
  assert.deepEqual(problems(filter), ["too_deep"]);
});
