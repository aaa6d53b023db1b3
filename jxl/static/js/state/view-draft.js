// A view as one person has it: the saved one with what they changed and did not save. Pure; every function gives a new
// value and leaves the old one alone.

/** @import { Condition, Filter, FilterGroup, SheetView, SortLevel } from "../types.d.ts" */

/** Members of a view that a person may change without saving. */
export const DRAFT_MEMBERS = Object.freeze(
  /** @type {const} */ (["columns", "pinned", "widths", "sort", "filter", "structure", "formats", "density"]),
);
/** What a view says when it leaves a member out. @type {Readonly<Record<string, unknown>>} */
const DEFAULTS = { pinned: 1, widths: {}, sort: [], filter: null, structure: null, formats: [], density: "standard" };
/** The server takes no more sort levels. */
export const MAX_SORT_LEVELS = 10;

/** @typedef {Partial<Pick<SheetView, typeof DRAFT_MEMBERS[number]>>} ViewChanges */

/** @param {SheetView} view @param {ViewChanges | undefined} changes @returns {SheetView} */
export function draftOf(view, changes) {
  return { ...view, ...changes };
}

/**
 * What of a draft differs from the saved view.
 * @param {SheetView} view
 * @param {SheetView} draft
 * @returns {ViewChanges}
 */
export function changesOf(view, draft) {
  /** @type {Record<string, unknown>} */
  const changes = {};
  for (const member of DRAFT_MEMBERS) {
    const [saved, wanted] = [view[member] ?? DEFAULTS[member], draft[member] ?? DEFAULTS[member]];
    if (!isSame(saved, wanted)) changes[member] = wanted;
  }
  return changes;
}

/**
 * Read changes that were kept: what is not a view's member, or not of its kind, is left out.
 * @param {unknown} stored
 * @returns {ViewChanges}
 */
export function readChanges(stored) {
  if (stored === null || typeof stored !== "object") return {};
  const { columns, pinned, widths, sort, filter, structure, formats, density } =
    /** @type {Record<string, unknown>} */ (stored);
  return {
    ...(isTexts(columns) ? { columns } : {}),
    ...(typeof pinned === "number" || isTexts(pinned) ? { pinned } : {}),
    ...(isWidths(widths) ? { widths } : {}),
    ...(Array.isArray(sort) && sort.every(isLevel) ? { sort } : {}),
    ...(filter === null || typeof filter === "object" ? { filter: /** @type {Filter | null} */ (filter) } : {}),
    ...(structure === null || typeof structure === "string" ? { structure } : {}),
    ...(isTexts(formats) ? { formats } : {}),
    ...(density === "compact" || density === "standard" || density === "tall" ? { density } : {}),
  };
}

/**
 * Ids of the pinned columns.
 * @param {SheetView} view
 * @param {readonly string[]} shown  Columns in order.
 * @returns {string[]}
 */
export function pinnedOf({ pinned }, shown) {
  if (Array.isArray(pinned)) return shown.filter((id) => pinned.includes(id));
  return shown.slice(0, pinned ?? 1);
}

/**
 * Sort by a column: alone, or after the levels that are there. Its own level changes its direction where it stands.
 * @param {readonly SortLevel[]} levels
 * @param {string} column
 * @param {"asc" | "desc"} dir
 * @param {boolean} isAdded
 * @returns {SortLevel[]}
 */
export function sortedBy(levels, column, dir, isAdded) {
  const level = { column, dir };
  if (!isAdded) return [level];
  if (levels.some((one) => one.column === column)) return levels.map((one) => (one.column === column ? level : one));
  return [...levels, level].slice(0, MAX_SORT_LEVELS);
}

/**
 * Move one entry of a list.
 * @template T
 * @param {readonly T[]} list
 * @param {number} from
 * @param {number} to  Place in the result; one outside means the nearest inside.
 * @returns {T[]}
 */
export function moved(list, from, to) {
  const rest = list.filter((_one, i) => i !== from);
  const one = list.slice(from, from + 1);
  const at = Math.max(0, Math.min(rest.length, to));
  return [...rest.slice(0, at), ...one, ...rest.slice(at)];
}

/**
 * A filter and one more condition that must hold, too. One that says the same is not added again.
 * @param {Filter | null | undefined} filter
 * @param {Filter} condition
 * @returns {Filter}
 */
export function narrowed(filter, condition) {
  if (!filter || conditionsIn(filter) === 0) return { all: [condition] };
  const members = membersOf(filter, "all") ?? [filter];
  return members.some((one) => isSame(one, condition)) ? filter : { all: [...members, condition] };
}

/**
 * A filter without the conditions on a column; groups that lose all go as well.
 * @param {Filter | null | undefined} filter
 * @param {readonly string[]} names  Id and field of the column.
 * @returns {Filter | null}
 */
export function withoutColumn(filter, names) {
  if (!filter) return null;
  const group = /** @type {FilterGroup} */ (filter);
  for (const join of /** @type {const} */ (["all", "any"])) {
    const members = membersOf(filter, join);
    if (!members) continue;
    const left = members.flatMap((one) => withoutColumn(one, names) ?? []);
    return left.length > 0 ? { ...group, [join]: left } : null;
  }
  return names.includes(/** @type {Condition} */ (filter).column) ? null : filter;
}

/** How many conditions a filter has. @param {Filter | null | undefined} filter @returns {number} */
export function conditionsIn(filter) {
  if (!filter) return 0;
  const members = membersOf(filter, "all") ?? membersOf(filter, "any");
  return members ? members.reduce((count, one) => count + conditionsIn(one), 0) : 1;
}

/** Names of columns that a filter asks. @param {Filter | null | undefined} filter @returns {string[]} */
export function columnsIn(filter) {
  if (!filter) return [];
  const members = membersOf(filter, "all") ?? membersOf(filter, "any");
  return members ? members.flatMap(columnsIn) : [String(/** @type {Condition} */ (filter).column)];
}

/** @param {Filter} filter @param {"all" | "any"} join @returns {Filter[] | null} */
function membersOf(filter, join) {
  const members = /** @type {FilterGroup} */ (filter)[join];
  return Array.isArray(members) ? members : null;
}

/** Whether two values say the same as JSON, in whatever order their members stand. @param {unknown} a @param {unknown} b */
export function isSame(a, b) {
  return canonical(a) === canonical(b);
}

/** @param {unknown} value */
function canonical(value) {
  return JSON.stringify(value, (_key, part) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** @param {unknown} value @returns {value is string[]} */
function isTexts(value) {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

/** @param {unknown} value @returns {value is Record<string, number>} */
function isWidths(value) {
  return value !== null && typeof value === "object" && Object.values(value).every((one) => Number.isFinite(one));
}

/** @param {unknown} value @returns {value is SortLevel} */
function isLevel(value) {
  return typeof (/** @type {SortLevel | null} */ (value)?.column) === "string";
}
