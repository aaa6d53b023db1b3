// The operators of the filter language: what each is called, which columns it applies to, how its value is asked for.
// One table for the editors, the evaluator and the documentation. Pure.

/** @import { ColumnInfo } from "../types.d.ts" */

/**
 * How columns compare. `ranked` has an order with a top (priority), `stage` one with a beginning (sprint).
 * @typedef {"text" | "issue" | "number" | "duration" | "day" | "moment" | "choice" | "ranked" | "stage" | "status"
 *   | "person" | "many" | "people" | "boolean"} Family
 */

/**
 * How a value is asked for: `choice` is one id, `choices` several; a range is `[from, to]`; `day` is a date or a
 * relative one; `span` is a count of days, weeks …; `categories` are keys of status categories.
 * @typedef {"none" | "text" | "texts" | "number" | "numbers" | "numberRange" | "day" | "dayRange" | "span"
 *   | "choice" | "choices" | "categories"} ValueEditor
 */

/**
 * @typedef {object} Operator
 * @property {string} id
 * @property {string} [opposite]  Matches exactly the rows that this one does not, empty cells included.
 * @property {ReadonlyMap<Family, { label: string, editor: ValueEditor }>} uses
 */

/** @type {ReadonlyMap<string, Family>} */
const FAMILY_OF_TYPE = new Map(
  /** @type {[Family, string][]} */ ([
    ["text", "text richText url timetracking rank other"],
    ["issue", "key parent"],
    ["number", "number percent count"],
    ["duration", "duration"],
    ["day", "date"],
    ["moment", "datetime"],
    ["choice", "option cascade issuetype resolution security project version group team"],
    ["ranked", "priority"],
    ["stage", "statusCategory sprint"],
    ["status", "status"],
    ["person", "user"],
    ["many", "groups options labels versions components subtasks links attachments"],
    ["people", "users"],
    ["boolean", "boolean"],
  ]).flatMap(([family, types]) => types.split(" ").map((type) => /** @type {[string, Family]} */ ([type, family]))),
);

const DAYS = "day moment";
const SINGLES = "choice ranked stage status person";
const LISTS = "many people";
const NAMED = `text issue ${SINGLES} ${LISTS}`;
const ALL = `${NAMED} number duration ${DAYS} boolean`;

/** @typedef {[families: string, label: string, editor: ValueEditor]} Use */

/** @type {readonly Operator[]} In the order in which menus list them. */
export const OPERATORS = [
  operator(
    "is",
    "isNot",
    ["text", "is", "text"],
    ["issue", "is", "choice"],
    ["number duration", "=", "number"],
    [DAYS, "is on", "day"],
    [SINGLES, "is", "choice"],
  ),
  operator(
    "isNot",
    "is",
    ["text", "is not", "text"],
    ["issue", "is not", "choice"],
    ["number duration", "≠", "number"],
    [DAYS, "is not on", "day"],
    [SINGLES, "is not", "choice"],
  ),
  operator(
    "anyOf",
    "noneOf",
    [`issue ${SINGLES}`, "is any of", "choices"],
    ["text", "is any of", "texts"],
    ["number duration", "is any of", "numbers"],
  ),
  operator(
    "noneOf",
    "anyOf",
    [`issue ${SINGLES}`, "is none of", "choices"],
    ["text", "is none of", "texts"],
    ["number duration", "is none of", "numbers"],
  ),
  operator("hasAny", "hasNone", [LISTS, "has any of", "choices"]),
  operator("hasAll", undefined, [LISTS, "has all of", "choices"]),
  operator("hasNone", "hasAny", [LISTS, "has none of", "choices"]),
  operator("isMe", "isNotMe", ["person", "is me", "none"], ["people", "has me", "none"]),
  operator("isNotMe", "isMe", ["person", "is not me", "none"], ["people", "does not have me", "none"]),
  operator("categoryIs", "categoryIsNot", ["status", "category is", "categories"]),
  operator("categoryIsNot", "categoryIs", ["status", "category is not", "categories"]),
  operator(
    "lt",
    undefined,
    ["number duration", "<", "number"],
    ["ranked", "is lower than", "choice"],
    ["stage status", "comes before", "choice"],
  ),
  operator(
    "lte",
    undefined,
    ["number duration", "≤", "number"],
    ["ranked", "is at most", "choice"],
    ["stage status", "is or comes before", "choice"],
  ),
  operator(
    "gt",
    undefined,
    ["number duration", ">", "number"],
    ["ranked", "is higher than", "choice"],
    ["stage status", "comes after", "choice"],
  ),
  operator(
    "gte",
    undefined,
    ["number duration", "≥", "number"],
    ["ranked", "is at least", "choice"],
    ["stage status", "is or comes after", "choice"],
  ),
  operator("before", undefined, [DAYS, "is before", "day"]),
  operator("onOrBefore", undefined, [DAYS, "is on or before", "day"]),
  operator("after", undefined, [DAYS, "is after", "day"]),
  operator("onOrAfter", undefined, [DAYS, "is on or after", "day"]),
  operator("between", undefined, ["number duration", "is between", "numberRange"], [DAYS, "is between", "dayRange"]),
  operator("inLast", undefined, [DAYS, "is in the last", "span"]),
  operator("inNext", undefined, [DAYS, "is in the next", "span"]),
  operator("overdue", undefined, [DAYS, "is overdue", "none"]),
  operator("contains", "notContains", [NAMED, "contains", "text"]),
  operator("notContains", "contains", [NAMED, "does not contain", "text"]),
  operator("startsWith", undefined, [NAMED, "starts with", "text"]),
  operator("endsWith", undefined, [NAMED, "ends with", "text"]),
  operator("hasWord", undefined, [`text ${LISTS}`, "has the word", "text"]),
  operator("isTrue", "isFalse", ["boolean", "is yes", "none"]),
  operator("isFalse", "isTrue", ["boolean", "is no or empty", "none"]),
  operator("empty", "notEmpty", [ALL, "is empty", "none"]),
  operator("notEmpty", "empty", [ALL, "is not empty", "none"]),
];

/** @type {ReadonlyMap<string, Operator>} */
const BY_ID = new Map(OPERATORS.map((one) => [one.id, one]));

/** Days that editors offer by name, as the values of day operators. */
export const RELATIVE_DAYS = Object.freeze(
  /** @type {[string, import("./days.js").Unit, number][]} */ ([
    ["today", "day", 0],
    ["yesterday", "day", -1],
    ["tomorrow", "day", 1],
    ["this week", "week", 0],
    ["last week", "week", -1],
    ["next week", "week", 1],
    ["this month", "month", 0],
    ["last month", "month", -1],
    ["next month", "month", 1],
    ["this quarter", "quarter", 0],
    ["last quarter", "quarter", -1],
    ["next quarter", "quarter", 1],
    ["this year", "year", 0],
    ["last year", "year", -1],
    ["next year", "year", 1],
  ]).map(([label, unit, offset]) => ({ label, value: { relative: { unit, offset } } })),
);

/** Status categories by the keys that conditions hold, which are Jira's. */
export const STATUS_CATEGORIES = Object.freeze([
  { id: "new", label: "To do" },
  { id: "indeterminate", label: "In progress" },
  { id: "done", label: "Done" },
]);

/** How a column compares; types that are not known here compare as texts. @param {Pick<ColumnInfo, "type">} column */
export function familyOf(column) {
  return FAMILY_OF_TYPE.get(column.type) ?? "text";
}

/** @param {string} id */
export function findOperator(id) {
  return BY_ID.get(id);
}

/**
 * What an editor offers for a column.
 * @param {Pick<ColumnInfo, "type">} column
 * @returns {{ id: string, label: string, editor: ValueEditor, needsValue: boolean }[]}
 */
export function operatorsFor(column) {
  const family = familyOf(column);
  return OPERATORS.flatMap(({ id, uses }) => {
    const use = uses.get(family);
    return use ? [{ id, ...use, needsValue: use.editor !== "none" }] : [];
  });
}

/**
 * @param {string} id
 * @param {string | undefined} opposite
 * @param {...Use} uses
 * @returns {Operator}
 */
function operator(id, opposite, ...uses) {
  const entries = uses.flatMap(([families, label, editor]) =>
    families.split(" ").map((family) => /** @type {const} */ ([/** @type {Family} */ (family), { label, editor }])),
  );
  return { id, ...(opposite ? { opposite } : {}), uses: new Map(entries) };
}
