// Where the cells of one column live: numbers in a typed array, repeated values as codes into a dictionary,
// texts that are nearly all different in a plain list. Pure; knows nothing of rows, looks or drawing.

/** @import { Cell, ColumnInfo } from "../types.d.ts" */

/**
 * @typedef {object} ColumnData
 * @property {(slot: number, cell: Cell) => boolean} set  False when this kind of column cannot hold the cell.
 * @property {(slot: number) => Cell} get
 */

const FIRST_CAPACITY = 256;

/**
 * @param {number} size
 * @param {number} needed
 */
function grownCapacity(size, needed) {
  let capacity = Math.max(size, FIRST_CAPACITY);
  while (capacity < needed) capacity *= 2;
  return capacity;
}

/** Numbers; an empty cell is NaN inside and null outside. */
export class NumberData {
  #values = new Float64Array(0);

  /** @param {number} slot @param {Cell} cell */
  set(slot, cell) {
    if (cell !== null && typeof cell !== "number") return false;
    this.#reserve(slot + 1);
    this.#values[slot] = cell ?? NaN;
    return true;
  }

  /** @param {number} slot @returns {Cell} */
  get(slot) {
    const value = this.#values[slot];
    return value === undefined || Number.isNaN(value) ? null : value;
  }

  /** @param {number} needed */
  #reserve(needed) {
    if (needed <= this.#values.length) return;
    const grown = new Float64Array(grownCapacity(this.#values.length, needed)).fill(NaN);
    grown.set(this.#values);
    this.#values = grown;
  }
}

/** Any cells, one by one. */
export class TextData {
  /** @type {Cell[]} */
  #cells = [];

  /** @param {number} slot @param {Cell} cell */
  set(slot, cell) {
    while (this.#cells.length < slot) this.#cells.push(null);
    this.#cells[slot] = cell;
    return true;
  }

  /** @param {number} slot @returns {Cell} */
  get(slot) {
    return this.#cells[slot] ?? null;
  }
}

/** Cells that repeat: each distinct one is kept once. Code 0 is the empty cell. */
export class CodedData {
  #codes = new Int32Array(0);
  /** @type {Cell[]} */
  #cells = [null];
  /** @type {Map<unknown, number>} */
  #codeOf = new Map();

  /** @param {number} slot @param {Cell} cell */
  set(slot, cell) {
    if (slot >= this.#codes.length) {
      const grown = new Int32Array(grownCapacity(this.#codes.length, slot + 1));
      grown.set(this.#codes);
      this.#codes = grown;
    }
    this.#codes[slot] = cell === null ? 0 : this.#code(cell);
    return true;
  }

  /** @param {number} slot @returns {Cell} */
  get(slot) {
    return this.#cells[this.#codes[slot] ?? 0] ?? null;
  }

  /** How many different cells the column has held, the empty one not counted. */
  get distinct() {
    return this.#cells.length - 1;
  }

  /** @param {Exclude<Cell, null>} cell */
  #code(cell) {
    // A scalar is its own key; an object's key is its JSON, marked so that no text can look like it.
    const key = typeof cell === "object" ? `\u0000${JSON.stringify(cell)}` : cell;
    let code = this.#codeOf.get(key);
    if (code === undefined) {
      code = this.#cells.push(cell) - 1;
      this.#codeOf.set(key, code);
    }
    return code;
  }
}

const NUMBER_TYPES = new Set(["number", "percent", "count"]);
const DISTINCT_TYPES = new Set(["key", "text", "richText", "datetime", "rank", "url"]);

/**
 * Choose how to keep a column.
 * @param {ColumnInfo} column
 * @returns {ColumnData}
 */
export function createColumnData(column) {
  if (NUMBER_TYPES.has(column.type)) return new NumberData();
  if (DISTINCT_TYPES.has(column.type)) return new TextData();
  return new CodedData();
}
