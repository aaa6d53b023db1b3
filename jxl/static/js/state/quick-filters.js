// What can be asked of a column by pointing at one of its cells: "only In progress", "not In progress". Pure.

import { shownText, kindOf, textOf, valueOf } from "./cells.js";
import { findColumn, idsOf, isEmpty, textsOf } from "./sheet-columns.js";

/** @import { Condition } from "../types.d.ts" */
/** @import { Format } from "./format.js" */
/** @import { RowStore } from "./rows.js" */
/** @import { SheetColumn } from "./sheet-columns.js" */

/** @typedef {{ label: string, condition: Condition }} QuickFilter */

const MAX_LABEL_CHARS = 40;

/**
 * The first one keeps rows with the same value.
 * @param {RowStore} store
 * @param {Format} format
 * @param {number} slot
 * @param {string} columnId
 * @returns {QuickFilter[]}
 */
export function quickFilters(store, format, slot, columnId) {
  const column = findColumn(store, columnId);
  if (!column || !store.isLoaded(slot)) return [];
  const cell = column.cell(slot);
  const ask = (/** @type {string} */ op, /** @type {unknown} */ value, /** @type {object} */ more = {}) => ({
    column: columnId,
    op,
    ...(value === undefined ? {} : { value }),
    ...more,
  });
  if (isEmpty(cell)) {
    return [
      { label: `Only without ${column.info.name}`, condition: ask("empty", undefined) },
      { label: `Only with ${column.info.name}`, condition: ask("notEmpty", undefined) },
    ];
  }
  const shown = short(shownText(store, format, slot, column.position, kindOf(column.info)) || textOf(cell));
  switch (column.family) {
    case "number":
    case "duration":
      return [
        { label: `Only ${shown}`, condition: ask("is", valueOf(cell)) },
        { label: `${shown} and more`, condition: ask("gte", valueOf(cell)) },
        { label: `${shown} and less`, condition: ask("lte", valueOf(cell)) },
      ];
    case "day":
    case "moment": {
      const day = (column.family === "moment" ? textOf(cell) : String(valueOf(cell))).slice(0, 10);
      return [
        { label: `Only ${format.date(day)}`, condition: ask("is", day) },
        { label: `${format.date(day)} and later`, condition: ask("onOrAfter", day) },
        { label: `${format.date(day)} and earlier`, condition: ask("onOrBefore", day) },
      ];
    }
    case "many":
    case "people":
      return severalFilters(store, column, cell, ask);
    case "boolean":
      return [{ label: `Only ${shown}`, condition: ask(valueOf(cell) === true ? "isTrue" : "isFalse", undefined) }];
    case "text":
      return [
        { label: `Only “${shown}”`, condition: ask("is", textOf(cell)) },
        { label: `Not “${shown}”`, condition: ask("isNot", textOf(cell)) },
      ];
    default: {
      const id = column.family === "issue" ? textOf(cell) : (idsOf(cell)[0] ?? "");
      const order = store.look(column.info.field, id)?.order;
      const more = { text: shown, ...(typeof order === "number" ? { order } : {}) };
      return [
        { label: `Only ${shown}`, condition: ask("is", id, more) },
        { label: `Not ${shown}`, condition: ask("isNot", id, more) },
      ];
    }
  }
}

/**
 * @param {RowStore} store
 * @param {SheetColumn} column
 * @param {import("../types.d.ts").Cell} cell
 * @param {(op: string, value: unknown, more?: object) => Condition} ask
 * @returns {QuickFilter[]}
 */
function severalFilters(store, column, cell, ask) {
  const ids = idsOf(cell);
  const texts = textsOf(store, column, cell);
  const named = texts.length === ids.length ? texts : ids;
  return [
    ...ids.map((id, i) => ({
      label: `Only with ${short(named[i] ?? id)}`,
      condition: ask("hasAny", [id], { text: [named[i] ?? id] }),
    })),
    { label: `Without ${short(named.join(", "))}`, condition: ask("hasNone", ids, { text: named }) },
  ];
}

/** @param {string} text */
function short(text) {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > MAX_LABEL_CHARS ? `${line.slice(0, MAX_LABEL_CHARS - 1)}…` : line;
}
