// The values of a column that the rows of a sheet hold: what a filter offers to choose from. Pure.

import { textOf, valueOf } from "./cells.js";
import { findColumn, idsOf, isEmpty } from "./sheet-columns.js";

/** @import { Look } from "../types.d.ts" */
/** @import { RowStore } from "./rows.js" */

/**
 * @typedef {object} SeenValue
 * @property {string} id
 * @property {string} text
 * @property {number} count  Rows that hold it; 0 when only its name is known.
 * @property {Look} [look]
 * @property {number} [order]  Place in Jira's order.
 */

/**
 * Values of a column in Jira's order, then by name; those that no row holds any more come last in their order.
 * @param {RowStore} store
 * @param {string} name  Id or field of the column.
 * @returns {SeenValue[]}
 */
export function seenValues(store, name) {
  const column = findColumn(store, name);
  if (!column) return [];
  /** @type {Map<string, SeenValue>} */
  const seen = new Map();
  const { field } = column.info;
  const add = (/** @type {string} */ id, /** @type {string} */ text, /** @type {number} */ count) => {
    const known = seen.get(id);
    if (known) known.count += count;
    else {
      const look = store.look(field, id);
      const order = look?.order ?? undefined;
      seen.set(id, {
        id,
        text: look?.text || text || id,
        count,
        ...(look ? { look } : {}),
        ...(order === undefined ? {} : { order }),
      });
    }
  };
  for (const id of store.looksOf(field).keys()) add(id, "", 0);
  for (const slot of store.order) {
    const cell = store.isLoaded(slot) ? column.cell(slot) : null;
    if (isEmpty(cell)) continue;
    // An issue is chosen by its key: what its cell holds is an id that says nothing to a person.
    if (column.family === "issue") add(textOf(cell), textOf(cell), 1);
    else if (column.family === "text") add(textOf(cell), textOf(cell), 1);
    else if (column.family === "number" || column.family === "duration") add(String(valueOf(cell)), textOf(cell), 1);
    else {
      const ids = idsOf(cell);
      for (const id of ids) add(id, ids.length === 1 ? textOf(cell) : "", 1);
    }
  }
  return [...seen.values()].sort(
    (a, b) => placeOf(a) - placeOf(b) || a.text.localeCompare(b.text, undefined, { numeric: true }),
  );
}

/** @param {SeenValue} value */
function placeOf({ order }) {
  return order ?? Number.MAX_SAFE_INTEGER; // two infinities have no difference
}
