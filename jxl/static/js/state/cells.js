// What a cell is and says: the kind of a column, the parts of a value, the text that is shown and copied. Pure.

/** @import { Cell, CellKind, ColumnInfo, Look } from "../types.d.ts" */
/** @import { Format } from "./format.js" */
/** @import { RowStore } from "./rows.js" */

/** What the server's column types are drawn as; those that are not here are texts. @type {Readonly<Record<string, CellKind>>} */
const KIND_OF_TYPE = {
  key: "key",
  number: "number",
  count: "number",
  percent: "percent",
  duration: "duration",
  date: "date",
  datetime: "datetime",
  user: "person",
  users: "people",
  status: "status",
  statusCategory: "status",
  priority: "pictured",
  issuetype: "pictured",
  project: "pictured",
  team: "pictured",
  labels: "tags",
  components: "tags",
  versions: "tags",
  options: "tags",
  groups: "tags",
};

/**
 * How cells of a column are drawn, aligned and copied.
 * @param {ColumnInfo} column
 * @returns {CellKind}
 */
export function kindOf(column) {
  return KIND_OF_TYPE[column.type] ?? "text";
}

/** Kinds that stand at the right, with figures of one width. @param {CellKind} kind */
export function isNumeric(kind) {
  return kind === "number" || kind === "percent" || kind === "duration";
}

/** Canonical value of a cell. @param {Cell} cell @returns {unknown} */
export function valueOf(cell) {
  return cell !== null && typeof cell === "object" ? cell.v : cell;
}

/** The server's text of a cell; "" when there is none. @param {Cell} cell */
export function textOf(cell) {
  if (cell === null) return "";
  return typeof cell === "object" ? cell.t : String(cell);
}

/**
 * The single values of a cell that may hold several, with their looks.
 * @param {RowStore} store
 * @param {string} field
 * @param {Cell} cell
 * @returns {Look[]}
 */
export function partsOf(store, field, cell) {
  const value = valueOf(cell);
  if (value === null || value === undefined || value === "") return [];
  const values = Array.isArray(value) ? value : [value];
  const texts = textOf(cell);
  /** @type {Look[]} */
  const parts = [];
  for (const single of values) {
    const look = store.look(field, single);
    if (look) parts.push(look);
    else if (values.length === 1 && texts) parts.push({ text: texts });
    else if (typeof single === "string" && texts.includes(single)) parts.push({ text: single });
    else return [{ text: texts }]; // ids without looks: the server's text says it all
  }
  return parts;
}

/**
 * The text that the cell shows.
 * @param {RowStore} store
 * @param {Format} format
 * @param {number} slot
 * @param {number} position  -1 for the key.
 * @param {CellKind} kind
 * @returns {string}
 */
export function shownText(store, format, slot, position, kind) {
  if (kind === "key") return store.key(slot);
  const cell = store.cell(slot, position);
  const value = valueOf(cell);
  if (value === null || value === undefined || value === "") return "";
  const field = store.columns[position]?.field ?? "";
  switch (kind) {
    case "number":
      return typeof value === "number" ? format.number(value) : textOf(cell);
    case "percent":
      return typeof value === "number" ? `${format.number(value)}%` : textOf(cell);
    case "duration":
      return typeof value === "number" ? durationText(cell, value, format) : textOf(cell);
    case "date":
      return typeof value === "string" ? format.date(value) : textOf(cell);
    case "datetime":
      return format.dateTime(textOf(cell));
    case "tags":
    case "people":
    case "person":
    case "status":
    case "pictured":
      return partsOf(store, field, cell)
        .map((part) => part.text)
        .join(", ");
    default:
      return typeof value === "boolean" ? (value ? "Yes" : "No") : textOf(cell);
  }
}

/**
 * The text that goes to the clipboard: what other programs read best. Numbers and dates without decoration.
 * @param {RowStore} store
 * @param {Format} format
 * @param {number} slot
 * @param {number} position
 * @param {CellKind} kind
 */
export function copiedText(store, format, slot, position, kind) {
  if (kind === "number" || kind === "percent" || kind === "date") {
    const value = valueOf(store.cell(slot, position));
    if (typeof value === "number" || typeof value === "string") return String(value);
  }
  return shownText(store, format, slot, position, kind);
}

/** @param {Cell} cell @param {number} seconds @param {Format} format */
function durationText(cell, seconds, format) {
  return cell !== null && typeof cell === "object" && cell.t ? cell.t : format.duration(seconds);
}

/**
 * Rows and columns of texts as tab-separated values; what holds a tab, a line break or a quote is quoted.
 * @param {readonly (readonly string[])[]} rows
 */
export function toTSV(rows) {
  return rows.map((cells) => cells.map(quoted).join("\t")).join("\n");
}

/** @param {string} text */
function quoted(text) {
  return /[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** @typedef {"todo" | "progress" | "done"} StatusCategory */

/** @type {Readonly<Record<string, StatusCategory>>} */
const CATEGORY_OF_COLOR = { neutral: "todo", information: "progress", success: "done" };

/**
 * Category of a status, from the colour role that the server gives it.
 * @param {string | null | undefined} color
 * @returns {StatusCategory}
 */
export function statusCategory(color) {
  return CATEGORY_OF_COLOR[color ?? ""] ?? "todo";
}

/** Two letters for a person without a picture. @param {string} name */
export function initials(name) {
  const words = name.split(/[\s._@-]+/).filter(Boolean);
  const first = words[0] ?? "";
  const last = words.length > 1 ? (words[words.length - 1] ?? "") : "";
  return ([...first][0] ?? "?").toLocaleUpperCase() + ([...last][0] ?? "").toLocaleUpperCase();
}

/** One of eight colours that stays with a person or a sheet. @param {string} id */
export function hueOf(id) {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return sum % 8;
}
