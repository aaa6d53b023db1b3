// Sorting by several columns. Every column becomes one list of numbers, its rows' places, and rows are compared by
// those: ties keep the order they had, empty cells stand last in both directions. Pure.

import { textOf, valueOf } from "./cells.js";
import { dayOf } from "./days.js";
import { languageOf } from "./format.js";
import { findColumn, idsOf, isEmpty, textsOf } from "./sheet-columns.js";
import { TextOrder } from "./text-order.js";

/** @import { Cell, EngineProblem, SortLevel } from "../types.d.ts" */
/** @import { RowStore } from "./rows.js" */
/** @import { SheetColumn } from "./sheet-columns.js" */

/**
 * @typedef {object} CompiledSort
 * @property {(slots: ArrayLike<number>) => Int32Array} apply  Gives the slots anew, in order; those that are not
 *   loaded stand last, as they came.
 * @property {EngineProblem[]} problems
 * @property {ReadonlySet<number>} positions  Columns that the order depends on.
 */

/**
 * What a cell sorts by, member by member. Group 0 has a number or a place in Jira's order, group 1 only a text.
 * @typedef {{ group: number, number: number, text: string, then: number }} SortValue
 */

/** @typedef {(a: string, b: string) => number} CompareTexts */

const KEY = /^(.*)-(\d{1,15})$/s;
/** Texts put in order once stay so: by store, then by language. @type {WeakMap<RowStore, Map<string, TextOrder>>} */
const TEXT_ORDERS = new WeakMap();

/**
 * @param {readonly SortLevel[]} levels  The first one decides, the next where it does not. None is the sheet's order.
 * @param {RowStore} store
 * @param {{ locale: string }} context
 * @param {string} [path]
 * @returns {CompiledSort}
 */
export function compileSort(levels, store, { locale }, path = "sort") {
  /** @type {EngineProblem[]} */
  const problems = [];
  /** @type {{ column: SheetColumn, sign: number }[]} */
  const sorted = [];
  levels.forEach((level, i) => {
    const column = findColumn(store, level?.column);
    if (column) sorted.push({ column, sign: level.dir === "desc" ? -1 : 1 });
    else {
      const message = "The sort names a column that this sheet does not have.";
      problems.push({ code: "unknown_column", message, path: `${path}.${i}`, column: String(level?.column) });
    }
  });
  const texts = textOrderOf(store, languageOf(locale));
  return {
    apply: (slots) => sortSlots(slots, sorted, store, texts),
    problems,
    positions: new Set(sorted.map(({ column }) => column.position)),
  };
}

/**
 * @param {ArrayLike<number>} slots
 * @param {readonly { column: SheetColumn, sign: number }[]} levels
 * @param {RowStore} store
 * @param {TextOrder} texts
 */
function sortSlots(slots, levels, store, texts) {
  const given = Int32Array.from(slots);
  if (levels.length === 0) return given;
  const read = given.filter((slot) => store.isLoaded(slot));
  const keys = levels.map(({ column, sign }) => {
    const places = placesOf(column, read, store, texts);
    // The direction goes into the numbers, so that an empty cell, Infinity, stays the last in both.
    return places.map((place) => (Number.isNaN(place) ? Infinity : sign * place));
  });
  const order = Int32Array.from(read, (_slot, i) => i).sort((a, b) => {
    for (const key of keys) {
      const [left, right] = [/** @type {number} */ (key[a]), /** @type {number} */ (key[b])];
      if (left !== right) return left < right ? -1 : 1;
    }
    return a - b;
  });
  const result = new Int32Array(given.length);
  order.forEach((from, to) => (result[to] = /** @type {number} */ (read[from])));
  if (read.length < given.length) {
    result.set(
      given.filter((slot) => !store.isLoaded(slot)),
      read.length,
    );
  }
  return result;
}

/**
 * A number for each row by which the column sorts; NaN for an empty cell.
 * @param {SheetColumn} column
 * @param {Int32Array} slots
 * @param {RowStore} store
 * @param {TextOrder} texts
 */
function placesOf(column, slots, store, texts) {
  const measured = measure(column, slots);
  if (measured) return measured;
  if (column.family === "text" && column.info.type !== "rank") return textPlaces(column, slots, texts);
  /** @type {Map<unknown, number>} */
  const indexOf = new Map();
  /** @type {SortValue[]} */
  const values = [];
  const indexes = new Int32Array(slots.length);
  slots.forEach((slot, i) => {
    const cell = column.cell(slot);
    let index = -1;
    if (!isEmpty(cell)) {
      const known = indexOf.get(cell);
      index = known ?? values.push(sortValueOf(column, cell, store)) - 1;
      if (known === undefined) indexOf.set(cell, index);
    }
    indexes[i] = index;
  });
  const compare = comparison(column.info.type === "rank" ? compareUnits : texts.compare);
  const inOrder = values.map((_value, i) => i).sort((a, b) => compare(at(values, a), at(values, b)));
  const places = new Float64Array(values.length);
  inOrder.forEach((index, i) => {
    const before = inOrder[i - 1];
    const isSame = before !== undefined && compare(at(values, before), at(values, index)) === 0;
    places[index] = isSame ? /** @type {number} */ (places[before]) : i;
  });
  return Float64Array.from(indexes, (index) => (index < 0 ? NaN : /** @type {number} */ (places[index])));
}

/** @param {SheetColumn} column @param {Int32Array} slots @param {TextOrder} order */
function textPlaces(column, slots, order) {
  const texts = Array.from(slots, (slot) => {
    const cell = column.cell(slot);
    return isEmpty(cell) ? null : textOf(cell);
  });
  order.add(texts);
  return Float64Array.from(texts, (text) => (text === null ? NaN : order.placeOf(text)));
}

/** @param {RowStore} store @param {string} language */
function textOrderOf(store, language) {
  let orders = TEXT_ORDERS.get(store);
  if (!orders) TEXT_ORDERS.set(store, (orders = new Map()));
  let order = orders.get(language);
  if (!order) {
    const collator = new Intl.Collator(language, { numeric: true });
    orders.set(language, (order = new TextOrder(collator.compare)));
  }
  return order;
}

/**
 * Numbers and dates sort by what they are; null when a cell of the column is neither that nor empty.
 * @param {SheetColumn} column
 * @param {Int32Array} slots
 */
function measure(column, slots) {
  const { family } = column;
  if (family !== "number" && family !== "duration" && family !== "day" && family !== "moment") return null;
  const places = new Float64Array(slots.length);
  for (let i = 0; i < slots.length; i += 1) {
    const cell = column.cell(/** @type {number} */ (slots[i]));
    places[i] = isEmpty(cell) ? NaN : measureOf(column, cell);
    if (Number.isNaN(places[i]) && !isEmpty(cell)) return null;
  }
  return places;
}

/** @param {SheetColumn} column @param {Cell} cell @returns {number} NaN when it has no measure */
function measureOf({ family }, cell) {
  const value = valueOf(cell);
  if (family === "number" || family === "duration") return typeof value === "number" ? value : NaN;
  if (typeof value !== "string") return NaN;
  return family === "day" ? dayOf(value) : Date.parse(value);
}

/** @param {SheetColumn} column @param {Cell} cell @param {RowStore} store @returns {SortValue} */
function sortValueOf(column, cell, store) {
  switch (column.family) {
    case "number":
    case "duration":
    case "day":
    case "moment": {
      const number = measureOf(column, cell);
      if (Number.isNaN(number)) break;
      return { group: 0, number, text: "", then: 0 };
    }
    case "issue": {
      const [, project, number] = KEY.exec(textOf(cell)) ?? [];
      if (project === undefined) break;
      return { group: 0, number: 0, text: project, then: Number(number) };
    }
    case "text":
    case "boolean":
      break;
    default: {
      const ids = idsOf(cell);
      const look = store.look(column.info.field, ids[0]);
      const [first] = textsOf(store, column, cell);
      const text = look?.text ?? first ?? textOf(cell);
      const order = typeof look?.order === "number" && !Number.isNaN(look.order) ? look.order : null;
      return { group: order === null ? 1 : 0, number: order ?? 0, text, then: ids.length };
    }
  }
  return { group: 1, number: 0, text: textOf(cell), then: 0 };
}

/** @param {CompareTexts} compareTexts @returns {(a: SortValue, b: SortValue) => number} */
function comparison(compareTexts) {
  return (a, b) => a.group - b.group || a.number - b.number || compareTexts(a.text, b.text) || a.then - b.then;
}

/** By code units: how Jira's ranks are compared. @type {CompareTexts} */
function compareUnits(a, b) {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** @param {readonly SortValue[]} values @param {number} index */
function at(values, index) {
  return /** @type {SortValue} */ (values[index]);
}
