// Sheets for the tests of the engine: from a table of cells, or at random from a seed.

import { RowStore } from "../../jxl/static/js/state/rows.js";

/** A person in Berlin on a Saturday; weeks begin on Monday. */
export const CONTEXT = {
  locale: "en-GB",
  now: new Date("2026-11-21T10:00:00Z"),
  timeZone: "Europe/Berlin",
  weekStart: 1,
  accountId: "me",
};

export const COLUMNS = [
  { id: "c1", field: "issuekey", name: "Key", type: "key" },
  { id: "c2", field: "summary", name: "Summary", type: "text" },
  { id: "c3", field: "points", name: "Points", type: "number" },
  { id: "c4", field: "duedate", name: "Due date", type: "date" },
  { id: "c5", field: "created", name: "Created", type: "datetime" },
  { id: "c6", field: "status", name: "Status", type: "status" },
  { id: "c7", field: "priority", name: "Priority", type: "priority" },
  { id: "c8", field: "assignee", name: "Assignee", type: "user" },
  { id: "c9", field: "labels", name: "Labels", type: "labels" },
  { id: "c10", field: "components", name: "Components", type: "components" },
  { id: "c11", field: "timespent", name: "Spent", type: "duration" },
  { id: "c12", field: "parent", name: "Parent", type: "parent" },
  { id: "c13", field: "description", name: "Description", type: "richText" },
  { id: "c14", field: "cf1", name: "Place", type: "cascade" },
  { id: "c15", field: "flag", name: "Flag", type: "boolean" },
];

/** @type {Record<string, Record<string, { text: string, order?: number, color?: string }>>} */
export const LOOKS = {
  status: {
    10: { text: "To do", order: 0, color: "neutral" },
    11: { text: "In progress", order: 1, color: "information" },
    12: { text: "Done", order: 2, color: "success" },
  },
  priority: {
    1: { text: "Highest", order: 0 },
    2: { text: "High", order: 1 },
    3: { text: "Medium", order: 2 },
  },
  assignee: { me: { text: "Mara Lindqvist" }, u2: { text: "Tomás Ortega" }, u3: { text: "åke Ek" } },
  components: { 1: { text: "Web" }, 2: { text: "API" }, 3: { text: "Ferry 10" }, 4: { text: "Ferry 9" } },
  issuetype: { 1: { text: "Story" }, 2: { text: "Bug" } },
};

/** A cell with the text that the looks give its value. @param {string} field @param {string | string[]} value */
export function thing(field, value) {
  const text = (/** @type {string} */ id) => LOOKS[field]?.[id]?.text ?? id;
  return { v: value, t: Array.isArray(value) ? value.map(text).join(", ") : text(value) };
}

/**
 * @param {Record<string, unknown>[]} rows  Cells by field; those that are left out are empty.
 * @param {typeof COLUMNS} [columns]
 */
export function sheetOf(rows, columns = COLUMNS) {
  const store = new RowStore();
  store.beginListing();
  store.apply({ type: "columns", columns });
  for (const [field, values] of Object.entries(LOOKS)) store.apply({ type: "values", field, values });
  store.apply({ type: "index", ids: rows.map((_row, i) => String(1000 + i)) });
  store.apply({ type: "rows", rows: rows.map((row, i) => bodyOf(row, i, columns)) });
  return store;
}

/** Replace the cells of one row. @param {RowStore} store @param {number} slot @param {Record<string, unknown>} row */
export function setRow(store, slot, row) {
  store.apply({ type: "rows", rows: [{ ...bodyOf(row, slot, store.columns), id: store.id(slot) }] });
}

/** @param {Record<string, unknown>} row @param {number} i @param {{ field: string }[]} columns */
function bodyOf(row, i, columns) {
  const key = String(row["issuekey"] ?? `FER-${i + 1}`);
  const cells = columns.map(({ field }) => (field === "issuekey" ? key : (row[field] ?? null)));
  return {
    id: String(1000 + i),
    key,
    issueType: /** @type {string} */ (row["issuetype"] ?? "1"),
    cells: /** @type {import("../../jxl/static/js/types.d.ts").Cell[]} */ (cells),
  };
}

/** A source of chance that a seed repeats. */
export class Chance {
  #state;

  /** @param {number} seed */
  constructor(seed) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 to below the limit. @param {number} limit */
  below(limit) {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0; // mulberry32
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  /** @template T @param {readonly T[]} from @returns {T} */
  one(from) {
    return /** @type {T} */ (from[this.below(from.length)]);
  }

  /** @template T @param {readonly T[]} from @param {number} most */
  some(from, most) {
    return [...new Set(Array.from({ length: this.below(most + 1) }, () => this.one(from)))];
  }
}

export const TEXTS = [
  "Freight check-in",
  "freight CHECK-IN",
  "Tomás pays",
  "Straße 10",
  "strasse 9",
  "a.*(b)+[c]$",
  "__proto__",
  "constructor",
  "ﬁnal Ünïcode",
  " ",
  "10",
  "9",
  "x".repeat(5000),
];

/** Cells by field, from a column's point of view. @type {Record<string, (chance: Chance) => unknown>} */
const CELLS = {
  summary: (chance) => chance.one(TEXTS),
  points: (chance) => chance.one([0, -0, 1, 2, 3, 5, 8, -1.5, 1e300]),
  duedate: (chance) => chance.one([day(chance), day(chance), day(chance), "soon"]),
  created: (chance) => {
    const at = new Date(Date.UTC(2026, 10, 1 + chance.below(40), chance.below(24), chance.below(60)));
    const there = new Date(at.getTime() + 3_600_000).toISOString(); // Berlin in winter
    return { v: at.toISOString(), t: `${there.slice(0, 10)} ${there.slice(11, 16)}` };
  },
  status: (chance) => thing("status", chance.one(["10", "11", "12", "99"])),
  priority: (chance) => thing("priority", chance.one(["1", "2", "3", "99"])),
  assignee: (chance) => thing("assignee", chance.one(["me", "u2", "u3", "gone"])),
  labels: (chance) => listed("labels", chance.some(["a", "b", "c", "__proto__", "B"], 3)),
  components: (chance) => listed("components", chance.some(["1", "2", "3", "4"], 3)),
  timespent: (chance) => ({ v: chance.below(10) * 1800, t: "some" }),
  parent: (chance) =>
    chance.one([
      { v: "5", t: "FER-9" },
      { v: "6", t: "FER-10" },
      { v: "7", t: "ANT-2" },
    ]),
  description: (chance) => ({ v: String(chance.below(9)), t: chance.one(TEXTS) }),
  cf1: (chance) =>
    chance.one([
      { v: "10", t: "North" },
      { v: "10:11", t: "North - Quay" },
      { v: "20", t: "South" },
    ]),
  flag: (chance) => chance.one([true, false]),
  issuekey: (chance) => `${chance.one(["FER", "ANT"])}-${1 + chance.below(200)}`,
};

/** @param {Chance} chance */
export function randomRow(chance) {
  /** @type {Record<string, unknown>} */
  const row = {};
  for (const [field, make] of Object.entries(CELLS))
    if (field === "issuekey" || chance.below(4) > 0) row[field] = make(chance);
  return row;
}

/** @param {Chance} chance @param {number} count */
export function randomSheet(chance, count) {
  return sheetOf(Array.from({ length: count }, () => randomRow(chance)));
}

/** @param {Chance} chance */
export function day(chance) {
  return new Date(Date.UTC(2026, 10, 1 + chance.below(40))).toISOString().slice(0, 10);
}

/** @param {string} field @param {string[]} ids */
function listed(field, ids) {
  return ids.length > 0 ? thing(field, ids) : null;
}
