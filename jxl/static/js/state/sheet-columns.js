// Finds the column that a condition, a sort level or a format names, and reads its cells. Pure.

import { textOf, valueOf } from "./cells.js";
import { familyOf } from "./operators.js";

/** @import { Cell, ColumnInfo } from "../types.d.ts" */
/** @import { Family } from "./operators.js" */
/** @import { RowStore } from "./rows.js" */

/**
 * @typedef {object} SheetColumn
 * @property {ColumnInfo} info
 * @property {Family} family
 * @property {number} position  Index into the store's columns; -1 for what every row has without a column.
 * @property {boolean} repeats  Whether many rows share a cell, so that it pays to keep what was found out about one.
 * @property {(slot: number) => Cell} cell
 */

/** Families whose cells are nearly all different; the cells of numbers are quicker to look at than to look up. */
const DISTINCT = new Set(["text", "issue", "number", "moment"]);

/**
 * @param {RowStore} store
 * @param {unknown} name  Id of a column, else a field. The issue's key, type and parent are there without a column.
 * @returns {SheetColumn | null}
 */
export function findColumn(store, name) {
  let position = store.columns.findIndex((column) => column.id === name);
  if (position < 0) position = store.columns.findIndex((column) => column.field === name);
  const info = store.columns[position];
  if (!info) return rowMember(store, name);
  const family = familyOf(info);
  return { info, family, position, repeats: !DISTINCT.has(family), cell: (slot) => store.cell(slot, position) };
}

/**
 * The first column of one of these types.
 * @param {RowStore} store
 * @param {readonly string[]} types
 */
export function findColumnOfType(store, types) {
  const info = store.columns.find((column) => types.includes(column.type));
  return info ? findColumn(store, info.id) : null;
}

/**
 * Whether nothing is in a cell. A sprint that is closed counts as none, though its cell has a text.
 * @param {Cell} cell
 */
export function isEmpty(cell) {
  const value = valueOf(cell);
  return value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}

/** Canonical ids in a cell, in Jira's order. @param {Cell} cell @returns {string[]} */
export function idsOf(cell) {
  if (isEmpty(cell)) return [];
  const value = valueOf(cell);
  return Array.isArray(value) ? value.map(String) : [String(value)];
}

/**
 * Texts of the single values of a list, as far as they can be told apart.
 * @param {RowStore} store
 * @param {SheetColumn} column
 * @param {Cell} cell
 * @returns {string[]}
 */
export function textsOf(store, column, cell) {
  const whole = textOf(cell);
  if (cell === null || (column.family !== "many" && column.family !== "people")) return whole ? [whole] : [];
  const texts = [];
  for (const id of idsOf(cell)) {
    const text = store.look(column.info.field, id)?.text ?? (column.info.type === "labels" ? id : undefined);
    if (text === undefined) return whole ? [whole] : []; // ids without names: the server's text says it all
    texts.push(text);
  }
  return texts;
}

/** @param {RowStore} store @param {unknown} name @returns {SheetColumn | null} */
function rowMember(store, name) {
  /**
   * @param {string} field
   * @param {string} title
   * @param {string} type
   * @param {(slot: number) => Cell} cell
   * @returns {SheetColumn}
   */
  const member = (field, title, type, cell) => {
    const info = { id: field, field, name: title, type };
    return { info, family: familyOf(info), position: -1, repeats: false, cell };
  };
  if (name === "issuekey" || name === "key") {
    return member("issuekey", "Key", "key", (slot) => store.key(slot) || null);
  }
  if (name === "issuetype") {
    return member("issuetype", "Type", "issuetype", (slot) => {
      const id = store.issueType(slot);
      return id === "" ? null : { v: id, t: store.look("issuetype", id)?.text ?? "" };
    });
  }
  return name === "parent" ? member("parent", "Parent", "parent", (slot) => store.parent(slot) || null) : null;
}
