// What the modules that test conditions share: the shape of a test, and how one is refused. Pure.

/** @import { Cell, Condition, ProblemCode } from "../types.d.ts" */
/** @import { RowStore } from "./rows.js" */
/** @import { SheetColumn } from "./sheet-columns.js" */

/** @typedef {(cell: Cell) => boolean} CellTest */

/**
 * What conditions are tested against.
 * @typedef {object} World
 * @property {RowStore} store
 * @property {string | null} me  Account id of the person.
 * @property {number} today
 * @property {number} weekStart
 */

/** Why a condition could not be used. */
export class Refusal {
  /** @param {ProblemCode} code @param {string} words */
  constructor(code, words) {
    this.code = code;
    this.words = words;
  }
}

/** @typedef {(column: SheetColumn, condition: Condition, world: World) => CellTest | Refusal} BuildTest */

export const NO_VALUE = new Refusal("no_value", "a value is missing.");

/**
 * What a relative value is relative to: "me", or days; undefined when the value is none.
 * @param {unknown} value
 * @returns {unknown}
 */
export function relativeOf(value) {
  return value !== null && typeof value === "object"
    ? /** @type {Record<string, unknown>} */ (value)["relative"]
    : undefined;
}
