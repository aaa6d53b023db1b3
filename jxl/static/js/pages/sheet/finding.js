// The find box of a sheet and the hits that the grid marks.

import { SearchIndex } from "../../state/search.js";
import { need } from "../../ui/dom.js";
import { FindBox } from "../../ui/find-box.js";
import { nextTask } from "./next-task.js";

/** @import { SheetGrid } from "../../grid/sheet-grid.js" */
/** @import { Format } from "../../state/format.js" */
/** @import { RowStore } from "../../state/rows.js" */
/** @import { SearchHits } from "../../state/search.js" */
/** @import { SheetRows } from "../../state/sheet-rows.js" */

/** Rows whose texts are read in one go: a few milliseconds. */
const ROWS_AT_ONCE = 400;
/** No cell holds it: what is looked for while texts are only read. */
const NOTHING = "\u0001";

export class SheetFinding {
  #index;
  #box;
  /** @type {SearchHits | null} */
  #hits = null;
  /** Reads the texts of all rows that show; null: they must be read again. @type {Promise<void> | null} */
  #reading = null;

  /**
   * @param {HTMLElement} root
   * @param {{ store: RowStore, rows: SheetRows, grid: () => SheetGrid, format: Format }} sheet
   * @param {AbortSignal} signal
   */
  constructor(root, { store, rows, grid, format }, signal) {
    this.#index = new SearchIndex(store, format);
    const positions = () => grid().shownColumns.map(({ position }) => position);
    this.#box = new FindBox(
      need(root, "[data-find]"),
      format,
      {
        prepare: () => (this.#reading ??= this.#read(rows, positions())),
        find: (query) => this.#index.find(query, rows.slots, positions()),
        onHits: (hits) => {
          const hadHits = this.#hits !== null;
          this.#hits = hits;
          if (!hits) grid().hideHit();
          if (hits || hadHits) grid().patch();
        },
        onGo: ({ row, column }) => void grid().showHit(row, column),
        from: () => grid().cursor,
        onLeave: (place) => void (place ? grid().moveTo(place.row, place.column) : grid().focus()),
      },
      signal,
    );
  }

  /** Whether a cell holds what is searched. @param {number} slot @param {number} position */
  isHit(slot, position) {
    return this.#hits !== null && this.#index.isHit(this.#hits.wanted, slot, position);
  }

  focus() {
    this.#box.focus();
  }

  /** Rows or columns changed. */
  refresh() {
    this.#reading = null;
    this.#box.refresh();
  }

  /** A new listing tells the names of values anew. */
  forget() {
    this.#reading = null;
    this.#index.forget();
  }

  /**
   * Read the texts of the rows that show, a few at a time, so that the search itself is quick.
   * @param {SheetRows} rows
   * @param {readonly number[]} positions
   */
  async #read(rows, positions) {
    const { slots } = rows;
    for (let from = 0; from < slots.length; from += ROWS_AT_ONCE) {
      this.#index.find(NOTHING, slots.subarray(from, from + ROWS_AT_ONCE), positions);
      await nextTask();
    }
  }
}
