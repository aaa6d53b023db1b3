// How many of the selected cells may be changed, and why the others may not. Pure; its time grows with the rows and
// with classes × columns, never with the cells.

/** @import { CellKind } from "../types.d.ts" */
/** @import { ClassAccess } from "./access.js" */
/** @import { Format } from "./format.js" */
/** @import { RowStore } from "./rows.js" */

/**
 * @typedef {object} LockReason
 * @property {string} message
 * @property {number} cells
 * @property {string[]} columns  Names of the columns that have such cells, from left to right.
 */

/**
 * @typedef {object} SelectionRights
 * @property {number} rows
 * @property {number} cells
 * @property {number} editable
 * @property {number} locked
 * @property {number} checking  Cells whose rights are being asked for.
 * @property {LockReason[]} reasons  The one with most cells first.
 * @property {string[]} projects  Keys of the projects of the rows that are loaded.
 * @property {string} key  Of the issue, when one row is selected; else "".
 * @property {string} column  Name of the column, when one is selected; else "".
 */

const KEY_REASON = "Jira gives an issue its key.";

/**
 * @param {RowStore} store
 * @param {Iterable<number>} slots
 * @param {readonly { name: string, position: number, kind: CellKind }[]} columns
 * @returns {SelectionRights}
 */
export function rightsOf(store, slots, columns) {
  /** @type {Map<ClassAccess, number>} */
  const counts = new Map();
  /** @type {Set<string>} */
  const projects = new Set();
  let prefix = "\0"; // of the last key, with its hyphen: most rows have the one before's
  let rows = 0;
  let first = -1;
  for (const slot of slots) {
    if (rows === 0) first = slot;
    rows += 1;
    if (!store.isLoaded(slot)) continue;
    const access = store.rowAccess(slot);
    counts.set(access, (counts.get(access) ?? 0) + 1);
    const key = store.key(slot);
    if (key.startsWith(prefix)) continue;
    prefix = key.slice(0, key.lastIndexOf("-") + 1) || "\0";
    projects.add(prefix.slice(0, -1));
  }
  /** @type {Map<string, LockReason>} */
  const reasons = new Map();
  const total = { editable: 0, locked: 0, checking: 0, unsaid: 0 };
  for (const { name, position, kind } of columns) {
    for (const [access, count] of counts) {
      const cell = access[position];
      const state = kind === "key" ? "locked" : (cell?.state ?? "unsaid");
      total[state] += count;
      if (state !== "locked") continue;
      const message = cell?.reason || KEY_REASON;
      const reason = reasons.get(message) ?? { message, cells: 0, columns: [] };
      reason.cells += count;
      if (!reason.columns.includes(name)) reason.columns.push(name);
      reasons.set(message, reason);
    }
  }
  return {
    rows,
    cells: rows * columns.length,
    editable: total.editable,
    locked: total.locked,
    checking: total.checking,
    reasons: [...reasons.values()].sort((a, b) => b.cells - a.cells),
    projects: [...projects],
    key: rows === 1 ? store.key(first) : "",
    column: columns.length === 1 ? (columns[0]?.name ?? "") : "",
  };
}

/**
 * What the status bar says of a selection: "6 of 24 cells are read-only." with the reason when there is one.
 * @param {SelectionRights} rights
 * @param {Format} format
 * @returns {string} "" when there is nothing to say
 */
export function rightsSentence({ cells, locked, checking, reasons }, format) {
  const [reason] = reasons;
  if (cells === 1) {
    if (reason) return `Read-only. ${reason.message}`;
    return checking ? "Your rights in this cell are being checked." : "";
  }
  const sentences = [];
  if (locked > 0) {
    const all = format.number(cells);
    const which = locked === cells ? `All ${all}` : `${format.number(locked)} of ${all}`;
    const verb = locked === 1 ? "is" : "are";
    if (reasons.length > 1) sentences.push(`${which} cells ${verb} read-only, for ${reasons.length} reasons.`);
    else sentences.push(`${which} cells ${verb} read-only. ${reason?.message ?? ""}`);
  }
  if (checking > 0)
    sentences.push(`The rights in ${format.number(checking)} cell${checking === 1 ? " is" : "s are"} being checked.`);
  return sentences.join(" ");
}
