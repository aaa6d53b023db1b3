// The draft of a sheet's settings, and its columns. Pure.

import { isSame } from "./merge.js";

/** @import { SheetColumn, SheetDocument } from "../types.d.ts" */

/** As the server refuses more. */
export const MAX_COLUMNS = 200;
export const MIN_WIDTH = 20;
export const MAX_WIDTH = 4000;
const MAX_NAME_CHARS = 255;
const MAX_JQL_CHARS = 10_000;

/**
 * @typedef {object} SettingsDraft
 * @property {string} name
 * @property {string} description
 * @property {string} jql
 * @property {SheetColumn[]} columns
 */

/** @param {SheetDocument} sheet @returns {SettingsDraft} */
export function settingsOf({ name, description, scope, columns }) {
  return { name, description: description ?? "", jql: scope.jql, columns: columns ?? [] };
}

/**
 * What a save sends: the members that differ, so that what others do to the rest is not touched.
 * @param {SettingsDraft} draft
 * @param {SheetDocument} sheet
 */
export function changedMembers(draft, sheet) {
  const saved = settingsOf(sheet);
  /** @type {Partial<SheetDocument>} */
  const members = {};
  if (draft.name.trim() !== saved.name) members.name = draft.name.trim();
  if (draft.description.trim() !== saved.description) members.description = draft.description.trim();
  if (draft.jql.trim() !== saved.jql) members.scope = { ...sheet.scope, jql: draft.jql.trim() };
  if (!isSame(draft.columns, saved.columns)) members.columns = draft.columns;
  return members;
}

/**
 * Bring a draft up to a newer document: what the person changed stays, all else becomes what is saved.
 * @param {SettingsDraft} draft
 * @param {SheetDocument} before
 * @param {SheetDocument} after
 * @returns {SettingsDraft}
 */
export function rebased(draft, before, after) {
  const mine = changedMembers(draft, before);
  const saved = settingsOf(after);
  return {
    name: mine.name === undefined ? saved.name : draft.name,
    description: mine.description === undefined ? saved.description : draft.description,
    jql: mine.scope === undefined ? saved.jql : draft.jql,
    columns: mine.columns === undefined ? saved.columns : draft.columns,
  };
}

/** Why a draft cannot be saved; "" when it can. @param {SettingsDraft} draft */
export function settingsProblem({ name, jql, columns }) {
  if (!name.trim()) return "A sheet needs a name.";
  if (name.trim().length > MAX_NAME_CHARS) return `A name has at most ${MAX_NAME_CHARS} characters.`;
  if (!jql.trim()) return "Say which issues the sheet shows.";
  if (jql.length > MAX_JQL_CHARS) return `JQL has at most ${MAX_JQL_CHARS.toLocaleString("en")} characters here.`;
  if (columns.length === 0) return "A sheet shows at least one column.";
  if (columns.length > MAX_COLUMNS) return `A sheet has at most ${MAX_COLUMNS} columns.`;
  return "";
}

/**
 * A column with another title or width; null takes it away, so that the field's own counts.
 * @param {SheetColumn} column
 * @param {{ title?: string | null, width?: number | null }} members
 * @returns {SheetColumn}
 */
export function withColumnMembers(column, members) {
  const changed = /** @type {Record<string, unknown>} */ ({ ...column, ...members });
  for (const name of Object.keys(members)) if (changed[name] === null) delete changed[name];
  return /** @type {SheetColumn} */ (/** @type {unknown} */ (changed));
}

/** A width as typed: null when left empty, NaN when it is none. @param {string} text */
export function readWidth(text) {
  if (!text.trim()) return null;
  const width = Number(text);
  return Number.isInteger(width) && width >= MIN_WIDTH && width <= MAX_WIDTH ? width : Number.NaN;
}

/**
 * Fields whose name or id holds all the words, the name's beginnings first.
 * @template {{ id: string, name: string }} Field
 * @param {readonly Field[]} fields
 * @param {string} query
 * @returns {Field[]}
 */
export function fieldsNamed(fields, query) {
  const words = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const found = fields.filter(({ id, name }) => {
    const text = `${name} ${id}`.toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
  const begins = (/** @type {Field} */ { name }) => Number(!name.toLocaleLowerCase().startsWith(words[0] ?? ""));
  return found.sort((a, b) => begins(a) - begins(b) || a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
}

/** What of a sheet names a column: deleting it changes these. @param {SheetDocument} sheet @param {SheetColumn} column */
export function usersOf(sheet, { id, field }) {
  const isNamed = (/** @type {unknown} */ value) => {
    const text = JSON.stringify(value ?? null);
    return [id, field].some((name) => text.includes(`"column":${JSON.stringify(name)}`));
  };
  const views = (sheet.views ?? []).filter(({ sort, filter }) => isNamed(sort) || isNamed(filter));
  const formats = (sheet.formats ?? []).filter(
    ({ when, target }) => isNamed(when) || (target?.columns ?? []).includes(id),
  );
  return [...views, ...formats].map(({ name }) => name);
}
