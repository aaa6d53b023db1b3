// What a structure says, in words, and what its totals can be. Pure; the tree itself is not evaluated here.

import { familyOf } from "./operators.js";

/** @import { ColumnInfo } from "../types.d.ts" */

/**
 * @typedef {{ kind: "parent" } | { kind: "link", type: string, direction: "inward" | "outward" }
 *   | { kind: "group", field: string }} Level
 */

/**
 * @typedef {object} Structure
 * @property {string} id
 * @property {string} name
 * @property {Level[]} [levels]  From the outside in.
 * @property {Record<string, string>} [aggregates]  Functions by column id.
 * @property {import("../types.d.ts").SortLevel[]} [order]
 */

/** @typedef {{ id: string, name: string, inward: string, outward: string }} LinkType */

/** As the server refuses more. */
export const MAX_LEVELS = 20;
export const MAX_ORDER = 10;

/** @type {Readonly<Record<string, string>>} */
const LABELS = {
  sum: "Sum",
  average: "Average",
  min: "Smallest",
  max: "Largest",
  earliest: "Earliest",
  latest: "Latest",
  span: "Earliest – latest",
  progress: "Progress",
  count: "Filled cells",
  distinct: "Different values",
};
const AMOUNT = ["sum", "average", "min", "max", "count"];
const DAYS = ["span", "earliest", "latest", "count"];
const STATUS = ["progress", "count", "distinct"];
const VALUES = ["count", "distinct"];
/** Families whose values gather several issues. */
const GROUPING = new Set(["choice", "ranked", "stage", "status", "person", "many", "people", "boolean", "day"]);
const NOT_GROUPING = new Set(["subtasks", "links", "attachments"]);

/**
 * What a column can be totalled by.
 * @param {Pick<ColumnInfo, "type">} column
 * @returns {{ id: string, label: string }[]}
 */
export function functionsFor(column) {
  const ids = functionIds(column);
  return ids.map((id) => ({ id, label: LABELS[id] ?? id }));
}

/** Words of a function, of a newer version's as well. @param {string} id */
export function functionLabel(id) {
  return Object.hasOwn(LABELS, id) ? /** @type {string} */ (LABELS[id]) : `“${id}”`;
}

/** Whether issues can be grouped by a field. @param {Pick<ColumnInfo, "type">} field */
export function canGroup(field) {
  return GROUPING.has(familyOf(field)) && !NOT_GROUPING.has(field.type);
}

/** @param {Pick<ColumnInfo, "type">} column */
function functionIds(column) {
  if (column.type === "percent") return ["average", "min", "max", "count"];
  switch (familyOf(column)) {
    case "number":
    case "duration":
      return AMOUNT;
    case "day":
    case "moment":
      return DAYS;
    case "status":
      return STATUS;
    case "stage":
      return column.type === "statusCategory" ? STATUS : VALUES;
    default:
      return VALUES;
  }
}

/**
 * @typedef {object} Names
 * @property {(field: string) => string} field
 * @property {(column: string) => string} column
 * @property {readonly LinkType[]} linkTypes
 */

/**
 * How a link reads from the issue above: "blocks", "is blocked by".
 * @param {Extract<Level, { kind: "link" }>} level
 * @param {readonly LinkType[]} linkTypes
 */
export function linkPhrase({ type, direction }, linkTypes) {
  const found = linkTypes.find(({ name, id }) => name === type || id === type);
  return found ? found[direction] : `${type} (${direction})`;
}

/** @param {Level} level @param {Names} names */
export function levelTitle(level, names) {
  switch (level.kind) {
    case "parent":
      return "Parents";
    case "link":
      return `Links: ${linkPhrase(level, names.linkTypes)}`;
    case "group":
      return `Group by ${names.field(level.field)}`;
    default:
      return "A level of a newer version";
  }
}

/** What a level does, as a sentence. @param {Level} level @param {Names} names */
export function levelWords(level, names) {
  switch (level.kind) {
    case "parent":
      return "Issues stand below their parent, as far up as Jira goes.";
    case "link":
      return `Below each issue stand those that it ${linkPhrase(level, names.linkTypes)}.`;
    case "group":
      return `Issues with the same ${names.field(level.field)} stand together under a head.`;
    default:
      return "This version of jxl does not know what it does. It is kept as it is.";
  }
}

/**
 * The whole structure, sentence by sentence.
 * @param {Structure} structure
 * @param {Names} names
 * @returns {string[]}
 */
export function structureWords({ levels = [], aggregates = {}, order = [] }, names) {
  const words = levels.map((level) => levelWords(level, names));
  if (words.length === 0) words.push("Without levels the rows stay a flat list.");
  const totals = Object.entries(aggregates).map(
    ([column, id]) => `${names.column(column)}: ${functionLabel(id).toLowerCase()}`,
  );
  if (totals.length > 0) words.push(`Rows with others below them show totals. ${totals.join("; ")}.`);
  const sorts = order.map(({ column, dir }) => `${names.column(column)}, ${dir === "desc" ? "down" : "up"}`);
  words.push(
    sorts.length > 0
      ? `Among rows of one level, the order is by ${sorts.join("; then by ")}.`
      : "Among rows of one level, the order is that of the view.",
  );
  return words;
}

/**
 * Why a structure cannot be saved; "" when it can.
 * @param {Structure} structure
 * @param {Names} names
 */
export function structureProblem({ name, levels = [] }, names) {
  if (!name.trim()) return "Give the structure a name.";
  const titles = levels.map((level) => JSON.stringify(level));
  const twice = levels.find((_level, i) => titles.indexOf(titles[i] ?? "") !== i);
  return twice ? `“${levelTitle(twice, names)}” is there twice. Remove one of them.` : "";
}
