// What each operator of the filter language does with a cell: builds, from a condition, a function that tests cells.
// Pure. Which operators there are and what they are called stands in operators.js, what they mean in docs/storage.md.

import { textOf, valueOf } from "./cells.js";
import { NO_VALUE, Refusal, relativeOf } from "./condition-parts.js";
import { betweenDays, inSpan, isOverdue, onDays } from "./day-conditions.js";
import { fold, holdsWord } from "./folding.js";
import { STATUS_CATEGORIES, findOperator } from "./operators.js";
import { idsOf, isEmpty, textsOf } from "./sheet-columns.js";

/** @import { Cell, Condition } from "../types.d.ts" */
/** @import { BuildTest, CellTest, World } from "./condition-parts.js" */
/** @import { RowStore } from "./rows.js" */
/** @import { SheetColumn } from "./sheet-columns.js" */

/** Categories by the colour role that the server gives a status. @type {ReadonlyMap<string, string>} */
const CATEGORY_OF_COLOR = new Map([
  ["neutral", "new"],
  ["information", "indeterminate"],
  ["success", "done"],
]);
const ME_UNKNOWN = new Refusal("me_unknown", "jxl does not know who you are here.");
const PLACE_UNKNOWN = new Refusal("unknown_order", "jxl does not know where this value stands in Jira’s order.");

/**
 * Build the test of a condition.
 * @param {SheetColumn} column
 * @param {Condition} condition
 * @param {World} world
 * @returns {CellTest | Refusal}
 */
export function buildTest(column, condition, world) {
  const known = findOperator(condition.op);
  if (!known) return new Refusal("unknown_operator", `this version of jxl does not know “${condition.op}”.`);
  const use = known.uses.get(column.family);
  if (!use) return new Refusal("wrong_operator", `“${nameOf(condition.op)}” does not apply to such a column.`);
  if (use.editor !== "none" && isMissing(condition.value)) return NO_VALUE;
  const build = BUILDERS.get(condition.op);
  if (build) return build(column, condition, world);
  // What is left are the negative words: they match what the positive ones do not, empty cells included.
  const test = buildTest(column, { ...condition, op: known.opposite ?? "" }, world);
  return test instanceof Refusal ? test : (cell) => !test(cell);
}

/**
 * Key of a status's category.
 * @param {RowStore} store
 * @param {SheetColumn} column  Of a status, or of a status category.
 * @param {Cell} cell
 * @returns {string | undefined}
 */
export function categoryOf(store, column, cell) {
  const id = idsOf(cell)[0];
  if (id === undefined) return undefined;
  if (column.info.type === "statusCategory") return id;
  return CATEGORY_OF_COLOR.get(store.look(column.info.field, id)?.color ?? "");
}

/** @type {ReadonlyMap<string, BuildTest>} */
const BUILDERS = new Map(
  /** @type {[string, BuildTest][]} */ ([
    ["empty", () => isEmpty],
    ["is", buildIs],
    ["anyOf", (column, { value }, world) => buildAnyOf(column, value, world)],
    [
      "hasAny",
      (_column, { value }, world) => withIds(value, world, (ids) => (cell) => idsOf(cell).some((id) => ids.has(id))),
    ],
    ["hasAll", (_column, { value }, world) => withIds(value, world, buildHasAll)],
    ["isMe", (_column, _condition, { me }) => (me ? (cell) => idsOf(cell).includes(me) : ME_UNKNOWN)],
    ["categoryIs", buildCategoryIs],
    ["isTrue", () => (cell) => valueOf(cell) === true],
    ["lt", ordered((cell, wanted) => cell < wanted)],
    ["lte", ordered((cell, wanted) => cell <= wanted)],
    ["gt", ordered((cell, wanted) => cell > wanted)],
    ["gte", ordered((cell, wanted) => cell >= wanted)],
    ["between", buildBetween],
    ["before", onDays((side) => side < 0)],
    ["onOrBefore", onDays((side) => side <= 0)],
    ["after", onDays((side) => side > 0)],
    ["onOrAfter", onDays((side) => side >= 0)],
    ["inLast", (column, { value }, world) => inSpan(column, value, world, -1)],
    ["inNext", (column, { value }, world) => inSpan(column, value, world, 1)],
    ["overdue", (column, _condition, world) => isOverdue(column, world)],
    ["contains", onTexts((text, wanted) => text.includes(wanted))],
    ["startsWith", onTexts((text, wanted) => text.startsWith(wanted))],
    ["endsWith", onTexts((text, wanted) => text.endsWith(wanted))],
    ["hasWord", onTexts(holdsWord)],
  ]),
);

/** @type {BuildTest} */
function buildIs(column, condition, world) {
  const isDated = column.family === "day" || column.family === "moment";
  if (isDated) return onDays((side) => side === 0)(column, condition, world);
  return buildAnyOf(column, [condition.value], world);
}

/** @param {SheetColumn} column @param {unknown} value @param {World} world @returns {CellTest | Refusal} */
function buildAnyOf(column, value, world) {
  const values = listOf(value);
  switch (column.family) {
    case "text": {
      if (!values.every(isText)) return new Refusal("bad_value", "this is not a text.");
      const texts = new Set(values.map((one) => fold(String(one))));
      return (cell) => !isEmpty(cell) && texts.has(fold(textOf(cell)));
    }
    case "number":
    case "duration": {
      if (!values.every(isNumber)) return new Refusal("bad_value", "this is not a number.");
      /** @type {ReadonlySet<unknown>} */
      const numbers = new Set(values);
      return (cell) => numbers.has(valueOf(cell));
    }
    case "issue": // named by id or by key, whose case does not count
      return withIds(values, world, (ids) => {
        const folded = new Set([...ids].map(fold));
        return (cell) => !isEmpty(cell) && (folded.has(fold(String(valueOf(cell)))) || folded.has(fold(textOf(cell))));
      });
    default:
      return withIds(values, world, (ids) => (column.info.type === "cascade" ? buildCascade(ids) : oneOf(ids)));
  }
}

/** @param {ReadonlySet<string>} ids @returns {CellTest} */
function oneOf(ids) {
  return (cell) => !isEmpty(cell) && ids.has(String(valueOf(cell)));
}

/**
 * An option with an option below it, `10:11`; 10 alone also matches what is below it.
 * @param {ReadonlySet<string>} ids
 * @returns {CellTest}
 */
function buildCascade(ids) {
  return (cell) => {
    if (isEmpty(cell)) return false;
    const id = String(valueOf(cell));
    return ids.has(id) || ids.has(id.split(":", 1)[0] ?? "");
  };
}

/** @param {ReadonlySet<string>} ids @returns {CellTest} */
function buildHasAll(ids) {
  return (cell) => {
    const present = new Set(idsOf(cell));
    for (const id of ids) if (!present.has(id)) return false;
    return true;
  };
}

/** @type {BuildTest} */
function buildCategoryIs(column, { value }, { store }) {
  const categories = new Set(listOf(value));
  const known = new Set(STATUS_CATEGORIES.map(({ id }) => id));
  if (![...categories].every((one) => typeof one === "string" && known.has(one))) {
    return new Refusal("bad_value", "this is not a status category.");
  }
  return (cell) => categories.has(categoryOf(store, column, cell));
}

/**
 * Comparison by size, or by place in Jira's order.
 * @param {(cell: number, wanted: number) => boolean} compare
 * @returns {BuildTest}
 */
function ordered(compare) {
  return (column, condition, world) => {
    if (column.family === "number" || column.family === "duration") {
      const wanted = condition.value;
      if (!isNumber(wanted)) return new Refusal("bad_value", "this is not a number.");
      return (cell) => {
        const value = valueOf(cell);
        return typeof value === "number" && compare(value, wanted);
      };
    }
    const { store } = world;
    const { field } = column.info;
    const place = placeOf(store, field, condition);
    if (place === null) return PLACE_UNKNOWN;
    // Jira lists priorities from the highest down, so that a lower one stands later.
    const sign = column.family === "ranked" ? -1 : 1;
    return (cell) => {
      const order = store.look(field, idsOf(cell)[0])?.order;
      return typeof order === "number" && compare(sign * order, sign * place);
    };
  };
}

/** @param {RowStore} store @param {string} field @param {Condition} condition */
function placeOf(store, field, { value, order }) {
  const known = isText(value) ? store.look(field, value)?.order : undefined;
  if (isNumber(known)) return known;
  return isNumber(order) ? order : null;
}

/** @type {BuildTest} */
function buildBetween(column, { value }, world) {
  if (!Array.isArray(value) || value.length !== 2) return new Refusal("bad_value", "it needs two values.");
  if (value.some(isNothing)) return NO_VALUE;
  if (column.family === "number" || column.family === "duration") {
    if (!value.every(isNumber)) return new Refusal("bad_value", "this is not a number.");
    const [low, high] = [Math.min(...value), Math.max(...value)];
    return (cell) => {
      const number = valueOf(cell);
      return typeof number === "number" && number >= low && number <= high;
    };
  }
  return betweenDays(column, value, world);
}

/** @param {(text: string, wanted: string) => boolean} accepts  Both folded. @returns {BuildTest} */
function onTexts(accepts) {
  return (column, { value }, { store }) => {
    const wanted = isText(value) ? fold(String(value)) : null;
    if (wanted === null) return new Refusal("bad_value", "this is not a text.");
    if (wanted === "") return NO_VALUE; // only what nobody sees
    return (cell) => textsOf(store, column, cell).some((text) => accepts(fold(text), wanted));
  };
}

/**
 * Read ids, "me" among them, and go on with the set.
 * @param {unknown} value
 * @param {World} world
 * @param {(ids: ReadonlySet<string>) => CellTest} build
 * @returns {CellTest | Refusal}
 */
function withIds(value, { me }, build) {
  /** @type {Set<string>} */
  const ids = new Set();
  for (const one of listOf(value)) {
    if (isText(one)) ids.add(String(one));
    else if (relativeOf(one) !== "me") return new Refusal("bad_value", "this is not an id.");
    else if (me) ids.add(me);
    else return ME_UNKNOWN;
  }
  return build(ids);
}

/** @param {unknown} value @returns {unknown[]} */
function listOf(value) {
  return Array.isArray(value) ? value : [value];
}

/** @param {unknown} value @returns {boolean} */
function isMissing(value) {
  return Array.isArray(value) ? value.every(isNothing) : isNothing(value);
}

/** @param {unknown} value */
function isNothing(value) {
  return value === null || value === undefined || value === "";
}

/** @param {unknown} value @returns {value is string | number} */
function isText(value) {
  return (typeof value === "string" && value !== "") || isNumber(value);
}

/** @param {unknown} value @returns {value is number} */
function isNumber(value) {
  return typeof value === "number" && Number.isFinite(value);
}

/** @param {string} op */
function nameOf(op) {
  const [use] = findOperator(op)?.uses.values() ?? [];
  return use?.label ?? op;
}
