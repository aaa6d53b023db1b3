// The compiled filter against a slow and obvious one, and laws, on random sheets.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { compileFilter } from "../../jxl/static/js/state/filter.js";
import { OPERATORS, RELATIVE_DAYS, familyOf, findOperator, operatorsFor } from "../../jxl/static/js/state/operators.js";
import { CONTEXT, COLUMNS, Chance, LOOKS, TEXTS, day, randomSheet } from "./sheet-of.js";

/** @typedef {{ column: string, op: string, value: any }} Condition */

const TODAY = "2026-11-21";

/** @param {Chance} chance @param {typeof COLUMNS[number]} column @returns {Condition} */
function randomCondition(chance, column) {
  const { id, editor } = chance.one(operatorsFor(column));
  return { column: chance.one([column.id, column.field]), op: id, value: randomValue(chance, column, editor) };
}

/** @param {Chance} chance @param {typeof COLUMNS[number]} column @param {string} editor @returns {any} */
function randomValue(chance, column, editor) {
  const number = () => chance.one([0, 1, 2, 3, 5, 1800, -1.5]);
  const date = () => (chance.below(3) ? day(chance) : { relative: { unit: "day", offset: chance.below(20) - 10 } });
  const ids = [...Object.keys(LOOKS[column.field] ?? {}), "FER-9", "6", "10", "10:11", "a", "b", "__proto__", "99"];
  const choice = () => chance.one(ids);
  switch (editor) {
    case "none":
      return undefined;
    case "text":
      return chance.one([...TEXTS, "e", "CHECK", "tomas", "ss", "a"]);
    case "texts":
      return [chance.one(TEXTS), chance.one(TEXTS)];
    case "number":
      return number();
    case "numbers":
      return [number(), number()];
    case "numberRange":
      return [number(), number()];
    case "day":
      return date();
    case "dayRange":
      return [date(), date()];
    case "span":
      return { unit: chance.one(["day", "week"]), count: 1 + chance.below(20) };
    case "choice": // of an order: something that has one
      return ["ranked", "stage", "status"].includes(familyOf(column))
        ? chance.one(Object.keys(LOOKS[column.field] ?? {}))
        : choice();
    case "choices":
      return [choice(), choice()];
    default:
      return [chance.one(["new", "indeterminate", "done"])];
  }
}

/** As slowly and plainly as it can be said. @param {string} text */
function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ß", "ss");
}

/** @param {any} store @param {number} slot @param {Condition} condition @returns {boolean} */
function holds(store, slot, { column: name, op, value }) {
  const column = /** @type {typeof COLUMNS[number]} */ (COLUMNS.find(({ id, field }) => id === name || field === name));
  const { opposite } = /** @type {any} */ (findOperator(op));
  const isNegative = [
    "isNot",
    "noneOf",
    "notContains",
    "hasNone",
    "notEmpty",
    "isNotMe",
    "categoryIsNot",
    "isFalse",
  ].includes(op);
  if (isNegative) return !holds(store, slot, { column: name, op: opposite, value });
  const cell = store.cell(slot, COLUMNS.indexOf(column));
  if (op === "empty") return cell === null;
  if (cell === null) return false;
  const v = typeof cell === "object" ? cell.v : cell;
  const t = typeof cell === "object" ? cell.t : String(cell);
  const list = Array.isArray(v) ? v : [v];
  const family = familyOf(column);
  const texts = (family === "many" ? list.map((id) => LOOKS[column.field]?.[id]?.text ?? id) : [t]).map(plain);
  const shift = (/** @type {string} */ from, /** @type {number} */ days) =>
    new Date(Date.parse(`${from}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
  const dateOf = (/** @type {any} */ wanted) =>
    typeof wanted === "string" ? wanted : shift(TODAY, wanted.relative.offset);
  const date = family === "moment" ? t.slice(0, 10) : v;
  const isDate = /^\d{4}-\d\d-\d\d$/.test(date);
  const order = (/** @type {string} */ id) =>
    (family === "ranked" ? -1 : 1) * Number(LOOKS[column.field]?.[id]?.order ?? NaN);
  const size = family === "number" || family === "duration" ? [v, value] : [order(v), order(value)];
  const status = store.cell(
    slot,
    COLUMNS.findIndex(({ field }) => field === "status"),
  )?.v;
  switch (op) {
    case "is":
    case "anyOf": {
      const wanted = op === "is" ? [value] : value;
      if (family === "day" || family === "moment") return isDate && date === dateOf(value);
      if (family === "text") return wanted.map(plain).includes(plain(t));
      if (family === "issue") return wanted.includes(v) || wanted.includes(t);
      if (column.type === "cascade") return wanted.includes(v) || wanted.includes(v.split(":")[0]);
      return wanted.some((/** @type {unknown} */ one) => one === v || (one === 0 && v === 0));
    }
    case "hasAny":
      return value.some((/** @type {string} */ id) => list.includes(id));
    case "hasAll":
      return value.every((/** @type {string} */ id) => list.includes(id));
    case "isMe":
      return list.includes("me");
    case "categoryIs":
      return value.includes({ 10: "new", 11: "indeterminate", 12: "done" }[/** @type {10 | 11 | 12} */ (v)]);
    case "isTrue":
      return v === true;
    case "lt":
      return /** @type {number} */ (size[0]) < /** @type {number} */ (size[1]);
    case "lte":
      return /** @type {number} */ (size[0]) <= /** @type {number} */ (size[1]);
    case "gt":
      return /** @type {number} */ (size[0]) > /** @type {number} */ (size[1]);
    case "gte":
      return /** @type {number} */ (size[0]) >= /** @type {number} */ (size[1]);
    case "between": {
      if (family === "number" || family === "duration") return v >= Math.min(...value) && v <= Math.max(...value);
      const [low, high] = value.map(dateOf).sort();
      return isDate && date >= low && date <= high;
    }
    case "before":
      return isDate && date < dateOf(value);
    case "onOrBefore":
      return isDate && date <= dateOf(value);
    case "after":
      return isDate && date > dateOf(value);
    case "onOrAfter":
      return isDate && date >= dateOf(value);
    case "inLast":
      return isDate && date <= TODAY && date > shift(TODAY, -value.count * (value.unit === "week" ? 7 : 1));
    case "inNext":
      return isDate && date >= TODAY && date < shift(TODAY, value.count * (value.unit === "week" ? 7 : 1));
    case "overdue":
      return isDate && date < TODAY && status !== "12";
    case "contains":
      return texts.some((text) => text.includes(plain(value)));
    case "startsWith":
      return texts.some((text) => text.startsWith(plain(value)));
    case "endsWith":
      return texts.some((text) => text.endsWith(plain(value)));
    case "hasWord":
      return texts.some((text) =>
        [...text].some((_c, i) => {
          const [before, after] = [text[i - 1] ?? " ", text[i + plain(value).length] ?? " "];
          return text.startsWith(plain(value), i) && !/[\p{L}\p{N}_]/u.test(before) && !/[\p{L}\p{N}_]/u.test(after);
        }),
      );
    default:
      throw new Error(`not written down: ${op}`);
  }
}

/** @param {any} store @param {any} filter */
function matches(store, filter) {
  const compiled = compileFilter(filter, store, CONTEXT);
  assert.deepEqual(compiled.problems, []);
  return store.order.map((/** @type {number} */ slot) => compiled.test(slot));
}

test("the compiled filter says what the obvious one says, whatever the column, operator and value", () => {
  const seen = new Set();
  for (let seed = 0; seed < 1500; seed += 1) {
    const chance = new Chance(seed);
    const store = randomSheet(chance, 20);
    const condition = randomCondition(chance, chance.one(COLUMNS));
    seen.add(condition.op);
    const expected = store.order.map((slot) => holds(store, slot, condition));
    assert.deepEqual(matches(store, condition), expected, `seed ${seed}: ${JSON.stringify(condition).slice(0, 300)}`);
  }
  assert.deepEqual(
    OPERATORS.map(({ id }) => id).filter((id) => !seen.has(id)),
    [],
    "every operator had its turn",
  );
});

test("an operator and its opposite share the rows between them", () => {
  for (let seed = 0; seed < 500; seed += 1) {
    const chance = new Chance(seed);
    const store = randomSheet(chance, 15);
    const condition = randomCondition(chance, chance.one(COLUMNS));
    const opposite = findOperator(condition.op)?.opposite;
    if (!opposite) continue;
    const others = matches(store, { ...condition, op: opposite });
    assert.deepEqual(
      matches(store, condition),
      others.map((/** @type {boolean} */ one) => !one),
      `seed ${seed}`,
    );
  }
});

test("all is every, any is some, at any depth", () => {
  for (let seed = 0; seed < 300; seed += 1) {
    const chance = new Chance(seed);
    const store = randomSheet(chance, 15);
    /** @param {number} depth @returns {any} */
    const random = (depth) => {
      if (depth === 0 || chance.below(3) === 0) return randomCondition(chance, chance.one(COLUMNS));
      return { [chance.one(["all", "any"])]: Array.from({ length: 1 + chance.below(3) }, () => random(depth - 1)) };
    };
    /** @param {any} filter @param {number} slot @returns {boolean} */
    const obvious = (filter, slot) => {
      if (filter.all) return filter.all.every((/** @type {any} */ one) => obvious(one, slot));
      if (filter.any) return filter.any.some((/** @type {any} */ one) => obvious(one, slot));
      return holds(store, slot, filter);
    };
    const filter = random(4);
    assert.deepEqual(
      matches(store, filter),
      store.order.map((slot) => obvious(filter, slot)),
      `seed ${seed}`,
    );
  }
});

test("operators have words as ids, opposites that mean each other, and labels", () => {
  for (const { id, opposite, uses } of OPERATORS) {
    assert.match(id, /^[A-Za-z][A-Za-z0-9_-]{0,31}$/);
    if (opposite) assert.equal(findOperator(opposite)?.opposite, id);
    assert.ok(uses.size > 0);
    for (const { label } of uses.values()) assert.ok(label.length > 0);
  }
  assert.equal(new Set(OPERATORS.map(({ id }) => id)).size, OPERATORS.length);
});

test("every type of column can be asked whether it is empty; a type of the future is a text", () => {
  for (const type of [
    ...COLUMNS.map((column) => column.type),
    "priority",
    "versions",
    "sprint",
    "ofTheFuture",
    "__proto__",
  ]) {
    const ids = operatorsFor({ type }).map(({ id }) => id);
    assert.ok(ids.includes("empty") && ids.includes("notEmpty"), type);
  }
  assert.equal(familyOf({ type: "ofTheFuture" }), "text");
});

test("every day that editors offer by name is a value", () => {
  const store = randomSheet(new Chance(1), 3);
  for (const { value } of RELATIVE_DAYS) matches(store, { column: "duedate", op: "is", value });
});

test("the table of operators in docs/storage.md is the table of operators", async () => {
  const docs = await readFile(new URL("../../docs/storage.md", import.meta.url), "utf8");
  const rows = docs.slice(docs.indexOf("| `op` |")).split("\n\n", 1)[0]?.split("\n").slice(2) ?? [];
  const written = rows.flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`(\w+)`/g)].map(([, id]) => id));
  assert.deepEqual(written.sort(), OPERATORS.map(({ id }) => id).sort());
});
