// Search in the cells of a sheet: finds, counts and walks through the hits. Pure.
// What is searched is what a person sees, and for numbers and dates also how they are copied (1234.5, 2026-11-21).

import { copiedText, kindOf, shownText, textOf } from "./cells.js";
import { fold } from "./folding.js";

/** @import { Cell, CellKind, ColumnInfo } from "../types.d.ts" */
/** @import { Format } from "./format.js" */
/** @import { RowStore } from "./rows.js" */

/** Between the two texts of a cell: no query can hold it. */
const BORDER = "\u0000";
/** Kinds whose cells are nearly all different: a dictionary of them would only be long. */
const DISTINCT = new Set(["key", "text", "datetime"]);
const WRITTEN_TWICE = new Set(["number", "percent", "duration", "date", "datetime"]);
const STANDING_IN = { id: "issuekey", field: "issuekey", name: "Key", type: "key" };

/**
 * Folded texts of one column. A row's text is good for as long as its cell is the same.
 * @typedef {object} ColumnTexts
 * @property {ColumnInfo} info
 * @property {CellKind} kind
 * @property {(Cell | undefined)[]} cells
 * @property {string[]} texts
 * @property {Map<Cell, string> | null} known
 */

export class SearchIndex {
  #store;
  #format;
  /** By position; the key that stands in under -1. @type {Map<number, ColumnTexts>} */
  #columns = new Map();

  /**
   * @param {RowStore} store
   * @param {Format} format  How the grid shows numbers and dates.
   */
  constructor(store, format) {
    this.#store = store;
    this.#format = format;
  }

  /**
   * Find a text in cells.
   * @param {string} query
   * @param {ArrayLike<number>} slots  Rows as they are shown, from top to bottom.
   * @param {readonly number[]} positions  Columns as they are shown, from left to right; -1 is the key that stands in.
   */
  find(query, slots, positions) {
    const wanted = fold(query);
    /** @type {number[]} */
    const hits = [];
    if (wanted !== "" && positions.length > 0) {
      const columns = positions.map((position) => this.#columnTexts(position));
      for (let row = 0; row < slots.length; row += 1) {
        const slot = /** @type {number} */ (slots[row]);
        if (!this.#store.isLoaded(slot)) continue;
        for (let i = 0; i < columns.length; i += 1) {
          const text = this.#text(/** @type {ColumnTexts} */ (columns[i]), slot, /** @type {number} */ (positions[i]));
          if (text.includes(wanted)) hits.push(row * positions.length + i);
        }
      }
    }
    return new SearchHits(wanted, hits, positions.length);
  }

  /**
   * Tell whether one cell holds the text: for drawing, without asking for its place in the sheet.
   * @param {string} wanted  Folded, as `SearchHits.wanted`.
   * @param {number} slot
   * @param {number} position
   */
  isHit(wanted, slot, position) {
    if (wanted === "" || !this.#store.isLoaded(slot)) return false;
    return this.#text(this.#columnTexts(position), slot, position).includes(wanted);
  }

  /**
   * Tell whether a row has a hit.
   * @param {string} wanted  Folded.
   * @param {number} slot
   * @param {readonly number[]} positions
   */
  hasHit(wanted, slot, positions) {
    return positions.some((position) => this.isHit(wanted, slot, position));
  }

  /** Forget all texts: names of values may have changed, as a new listing tells them. */
  forget() {
    this.#columns.clear();
  }

  /** @param {number} position @returns {ColumnTexts} */
  #columnTexts(position) {
    const info = this.#store.columns[position] ?? STANDING_IN;
    let texts = this.#columns.get(position);
    if (!texts || texts.info.field !== info.field || texts.info.type !== info.type) {
      const kind = kindOf(info);
      texts = { info, kind, cells: [], texts: [], known: DISTINCT.has(kind) ? null : new Map() };
      this.#columns.set(position, texts);
    }
    return texts;
  }

  /** @param {ColumnTexts} column @param {number} slot @param {number} position */
  #text(column, slot, position) {
    const cell = position < 0 || column.kind === "key" ? this.#store.key(slot) : this.#store.cell(slot, position);
    if (cell === null) return "";
    if (column.cells[slot] === cell) return /** @type {string} */ (column.texts[slot]);
    let text = column.known?.get(cell);
    if (text === undefined) {
      text = this.#read(column.kind, slot, position, cell);
      column.known?.set(cell, text);
    }
    while (column.cells.length < slot) {
      column.cells.push(undefined);
      column.texts.push("");
    }
    column.cells[slot] = cell;
    column.texts[slot] = text;
    return text;
  }

  /** @param {CellKind} kind @param {number} slot @param {number} position @param {Cell} cell */
  #read(kind, slot, position, cell) {
    const shown = fold(shownText(this.#store, this.#format, slot, position, kind));
    if (!WRITTEN_TWICE.has(kind)) return shown;
    const written = kind === "datetime" ? textOf(cell) : copiedText(this.#store, this.#format, slot, position, kind);
    return written === shown ? shown : shown + BORDER + fold(written);
  }
}

/** Hits in the order in which one reads: row by row, from left to right. */
export class SearchHits {
  /** What was searched, folded: also what `hitRanges` takes. */
  wanted;
  #hits;
  #width;

  /**
   * @param {string} wanted
   * @param {readonly number[]} hits  Row × width + column, ascending.
   * @param {number} width  Columns searched.
   */
  constructor(wanted, hits, width) {
    this.wanted = wanted;
    this.#hits = hits;
    this.#width = width;
  }

  /** Cells that hold the text. */
  get count() {
    return this.#hits.length;
  }

  /**
   * Place of a hit.
   * @param {number} index  From 0.
   * @returns {{ row: number, column: number } | null} indexes into the rows and columns that were searched
   */
  at(index) {
    const hit = this.#hits[index];
    return hit === undefined ? null : { row: Math.floor(hit / this.#width), column: hit % this.#width };
  }

  /**
   * Index of the hit after a cell, the first one after the last; -1 when there is none.
   * @param {{ row: number, column: number } | null} from  null is before the first cell.
   */
  next(from) {
    if (this.count === 0) return -1;
    return this.#firstFrom(from ? from.row * this.#width + from.column + 1 : 0) % this.count;
  }

  /**
   * Index of the hit before a cell, the last one before the first; -1 when there is none.
   * @param {{ row: number, column: number } | null} from  null is after the last cell.
   */
  previous(from) {
    if (this.count === 0) return -1;
    const before = from ? this.#firstFrom(from.row * this.#width + from.column) : this.count;
    return (before - 1 + this.count) % this.count;
  }

  /** Index of the first hit at or after a place. @param {number} place */
  #firstFrom(place) {
    let [low, high] = [0, this.#hits.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (/** @type {number} */ (this.#hits[middle]) < place) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
