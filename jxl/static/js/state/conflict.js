// What two people made of the same thing, in words. Pure.

import { isSame } from "./merge.js";

/** @typedef {{ [member: string]: any }} Members */
/** @typedef {{ label: string, mine: string, theirs: string }} Difference */

/** @type {Record<string, string>} */
const LABELS = {
  name: "Name",
  description: "Description",
  scope: "Issues, in JQL",
  columns: "Columns",
  views: "Views",
  structures: "Structures",
  formats: "Formats",
  defaultView: "Default view",
  pinned: "Pinned columns",
  widths: "Column widths",
  sort: "Sorting",
  filter: "Filter",
  structure: "Structure",
  density: "Row height",
  levels: "Levels",
  aggregates: "Totals",
  order: "Order",
  enabled: "Switched on",
  target: "Applies to",
  when: "Condition",
  then: "Look",
};

/** Members that say nothing to a person. */
const SILENT = new Set(["id", "revision", "updatedAt", "updatedBy", "createdAt", "createdBy", "project"]);

const LONGEST_TEXT = 80;

/** What a list of this name holds. @type {Record<string, string>} */
const NOUNS = {
  columns: "column",
  pinned: "column",
  widths: "column",
  views: "view",
  structures: "structure",
  formats: "format",
  sort: "level",
  levels: "level",
  order: "level",
  aggregates: "column",
};

/**
 * Where two states of one thing differ.
 * @param {Members} mine
 * @param {Members | null} theirs  Null: deleted.
 * @returns {Difference[]}
 */
export function differencesOf(mine, theirs) {
  if (!theirs) return [];
  const names = new Set([...Object.keys(mine), ...Object.keys(theirs)]);
  return [...names]
    .filter((name) => !SILENT.has(name) && !isSame(mine[name] ?? null, theirs[name] ?? null))
    .filter((name) => textOf(name, mine[name]) !== "none" || textOf(name, theirs[name]) !== "none") // [] and null
    .map((name) => {
      const [ours, others] = [textOf(name, mine[name]), textOf(name, theirs[name])];
      return { label: LABELS[name] ?? name, mine: ours, theirs: ours === others ? `${others}, not the same` : others };
    });
}

/**
 * A value as one line: texts and numbers as they are, of a list how long it is.
 * @param {string} name  Of the member.
 * @param {unknown} value
 * @returns {string}
 */
function textOf(name, value) {
  if (value === null || value === undefined || value === "") return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (name === "filter" || name === "when") return countOf(conditionsOf(value), "condition");
  if (Array.isArray(value)) return countOf(value.length, NOUNS[name] ?? "entry");
  if (typeof value !== "object") return shorten(String(value));
  const { jql, kind } = /** @type {Members} */ (value);
  if (typeof jql === "string") return shorten(jql);
  return typeof kind === "string" ? shorten(kind) : countOf(Object.keys(value).length, NOUNS[name] ?? "entry");
}

/** @param {number} count @param {string} noun */
function countOf(count, noun) {
  const plural = noun === "entry" ? "entries" : `${noun}s`;
  return count === 0 ? "none" : `${count} ${count === 1 ? noun : plural}`;
}

/** How many conditions a filter has. @param {any} filter @returns {number} */
function conditionsOf(filter) {
  const members = filter?.all ?? filter?.any;
  if (!Array.isArray(members)) return filter ? 1 : 0;
  return members.reduce((sum, member) => sum + conditionsOf(member), 0);
}

/** @param {string} text */
function shorten(text) {
  const chars = [...text];
  return chars.length > LONGEST_TEXT ? `${chars.slice(0, LONGEST_TEXT - 1).join("")}…` : text;
}

/**
 * What happened, as a sentence: "Jonas Weber changed this view 2 minutes ago."
 * @param {object} conflict
 * @param {string} conflict.what  "view", "sheet" …
 * @param {string | null} conflict.who
 * @param {string | null} conflict.ago  "2 minutes ago"
 * @param {boolean} conflict.isDeleted
 */
export function sentenceOf({ what, who, ago, isDeleted }) {
  const verb = isDeleted ? "deleted" : "changed";
  return `${who ?? "Somebody"} ${verb} this ${what} ${ago ?? "while you were working on it"}.`;
}

/**
 * Things that the one to be saved uses and that others changed: "A structure that it uses was changed."
 * @param {unknown} differences  Of the server's answer.
 * @param {string} own  The list that the thing itself is in.
 * @returns {string[]}
 */
export function changedAround(differences, own) {
  const all = /** @type {{ member?: unknown, id?: unknown, change?: unknown }[]} */ (
    Array.isArray(differences) ? differences : []
  );
  return all
    .filter(({ member, id }) => id !== undefined && member !== own && (member === "structures" || member === "formats"))
    .map(({ member, change }) => {
      const how = change === "removed" ? "deleted" : change === "added" ? "added" : "changed";
      return `A ${member === "structures" ? "structure" : "format"} that it uses was ${how}.`;
    });
}
