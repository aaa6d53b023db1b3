// Rows as the grid wants them: one object a row whose members are read from the column store when asked.

import { shownText } from "../state/cells.js";

/** @import { CellKind } from "../types.d.ts" */
/** @import { Format } from "../state/format.js" */
/** @import { RowStore } from "../state/rows.js" */

/**
 * Build the class of a sheet's rows. The accessors stand on the prototype, so that 100,000 rows are 100,000 small
 * objects and nothing more.
 * @param {RowStore} store
 * @param {Format} format
 * @param {readonly { prop: string, position: number, kind: CellKind }[]} columns
 */
export function createRowClass(store, format, columns) {
  class Row {
    /** @param {number} slot */
    constructor(slot) {
      this.slot = slot;
    }
  }
  for (const { prop, position, kind } of columns) {
    Object.defineProperty(Row.prototype, prop, {
      get() {
        return shownText(store, format, this.slot, position, kind);
      },
    });
  }
  return Row;
}
