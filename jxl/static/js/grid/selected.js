// What is selected, in figures: how many cells, how many of them hold something, sum and average of numbers.

import { isNumeric, valueOf } from "../state/cells.js";

/** @import { CellKind, GridArea, GridColumn } from "../types.d.ts" */
/** @import { RowStore } from "../state/rows.js" */

/** More selected cells than this are only counted, so that selecting a column never makes the page wait. */
const MAX_FIGURED_CELLS = 200_000;

/**
 * @typedef {object} Selected
 * @property {number} rows
 * @property {number} columns
 * @property {number} filled
 * @property {{ kind: CellKind, sum: number, average: number, min: number, max: number } | null} figures
 */

/**
 * @param {RowStore} store
 * @param {{ area: GridArea, columns: readonly GridColumn[], slotAt: (y: number) => number | undefined }} selection
 * @returns {Selected}
 */
export function measureSelection(store, { area, columns, slotAt }) {
  const rows = area.y1 - area.y + 1;
  /** @type {Selected} */
  const selected = { rows, columns: columns.length, filled: rows * columns.length, figures: null };
  if (rows * columns.length > MAX_FIGURED_CELLS) return selected;
  const kind = columns[0]?.kind ?? "text";
  const isFigured = isNumeric(kind) && columns.every((column) => column.kind === kind);
  /** @type {number[]} */
  const values = [];
  selected.filled = 0;
  for (let y = area.y; y <= area.y1; y += 1) {
    const slot = slotAt(y);
    if (slot === undefined) continue;
    for (const column of columns) {
      const value = column.kind === "key" ? store.key(slot) : valueOf(store.cell(slot, column.position));
      if (value === null || value === "" || (Array.isArray(value) && value.length === 0)) continue;
      selected.filled += 1;
      if (isFigured && typeof value === "number") values.push(value);
    }
  }
  if (values.length > 0) selected.figures = { kind, ...figuresOf(values) };
  return selected;
}

/** @param {readonly number[]} values */
function figuresOf(values) {
  let [sum, min, max] = [0, Infinity, -Infinity];
  for (const value of values) {
    sum += value;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return { sum, min, max, average: sum / values.length };
}
