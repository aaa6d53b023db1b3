// Turns the columns of a listing into the grid's: widths, pins, heads with an icon of the kind.

import { isNumeric, kindOf } from "../state/cells.js";
import { cellAttributes, drawCell, icon } from "./cells.js";

/** @import { CellKind, ColumnInfo, CreateNode, GridCell, GridColumn } from "../types.d.ts" */
/** @import { DrawContext } from "./cells.js" */

/** Prop of the key column that stands in when the sheet has none: no column id may hold a colon. */
export const OWN_KEY = "jxl:key";
export const MIN_WIDTH = 48;

/** @type {Readonly<Record<CellKind, { icon: string, width: number }>>} */
const KINDS = {
  key: { icon: "key", width: 112 },
  text: { icon: "text", width: 144 },
  number: { icon: "hash", width: 96 },
  percent: { icon: "hash", width: 96 },
  duration: { icon: "clock", width: 112 },
  date: { icon: "calendar", width: 112 },
  datetime: { icon: "calendar", width: 136 },
  person: { icon: "user", width: 160 },
  people: { icon: "users", width: 176 },
  status: { icon: "status", width: 152 },
  pictured: { icon: "list", width: 120 },
  tags: { icon: "labels", width: 160 },
};
/** Types whose head says more than their kind's. @type {Readonly<Record<string, string>>} */
const TYPE_ICONS = {
  priority: "priority",
  issuetype: "issue",
  sprint: "refresh",
  parent: "link",
  links: "link",
  url: "link",
  subtasks: "tree",
};
/** Room for the type's icon beside the key and for a date with its time: neither is ever cut. */
/** @type {Readonly<Partial<Record<CellKind, number>>>} */
const LEAST_WIDTHS = { key: 112, datetime: 120, date: 96 };

/**
 * What a view says about columns.
 * @typedef {object} ColumnChoice
 * @property {readonly string[]} [ids]  In order; left out: all, in the order of the sheet.
 * @property {number | readonly string[] | null | undefined} [pinned]  How many from the left, or which.
 * @property {ReadonlyMap<string, number>} widths
 * @property {ReadonlyMap<string, HeadMarks>} [heads]  By column id.
 */

/**
 * What a head says of its column beside the name.
 * @typedef {object} HeadMarks
 * @property {"asc" | "desc"} [sort]
 * @property {number} [level]  Of the sort, from 1; left out when it is the only one.
 * @property {boolean} [isFiltered]
 */

/**
 * @param {readonly ColumnInfo[]} infos
 * @param {ColumnChoice} choice
 * @param {DrawContext} context
 * @returns {GridColumn[]}
 */
export function buildColumns(infos, choice, context) {
  const positions = choice.ids?.length
    ? choice.ids.map((id) => infos.findIndex((info) => info.id === id)).filter((position) => position >= 0)
    : infos.map((_, position) => position);
  const columns = positions.map((position) =>
    build(/** @type {ColumnInfo} */ (infos[position]), position, choice, context),
  );
  const key = columns.find((column) => column.kind === "key");
  if (!key) columns.unshift(build({ id: OWN_KEY, field: "key", name: "Key", type: "key" }, -1, choice, context));
  pin(columns, choice.pinned);
  return columns;
}

/**
 * Pinned columns come first, whatever the view's order: the grid draws them apart.
 * @param {GridColumn[]} columns
 * @param {ColumnChoice["pinned"]} pinned
 */
function pin(columns, pinned) {
  const isPinned = (/** @type {GridColumn} */ column, /** @type {number} */ index) => {
    if (Array.isArray(pinned)) return pinned.includes(column.prop);
    if (typeof pinned === "number") return index < pinned;
    return column.kind === "key";
  };
  columns.forEach((column, index) => {
    if (isPinned(column, index)) column.pin = "colPinStart";
  });
  columns.sort((a, b) => Number(b.pin === "colPinStart") - Number(a.pin === "colPinStart"));
}

/**
 * @param {ColumnInfo} info
 * @param {number} position
 * @param {ColumnChoice} choice
 * @param {DrawContext} context
 * @returns {GridColumn}
 */
function build(info, position, choice, context) {
  const kind = kindOf(info);
  const least = Math.max(MIN_WIDTH, LEAST_WIDTHS[kind] ?? 0);
  const size = choice.widths.get(info.id) ?? Math.max(least, info.width ?? KINDS[kind].width);
  const locked = kind === "key" ? null : info.readOnly;
  const name = locked ? "lock" : (TYPE_ICONS[info.type] ?? KINDS[kind].icon);
  const tip = locked ? `Read-only. ${locked.message}` : null;
  const marks = choice.heads?.get(info.id) ?? {};
  return {
    prop: info.id,
    name: info.name,
    kind,
    position,
    size,
    minSize: MIN_WIDTH,
    sortable: false,
    readonly: true,
    cellTemplate: (h, cell) => drawCell(h, cell, context),
    cellProperties: (cell) => cellAttributes(cell, context),
    columnTemplate: (h) => drawHead(h, info, name, tip, marks),
    columnProperties: () => ({
      class: { "is-number": isNumeric(kind), "is-in-use": marks.sort !== undefined || marks.isFiltered === true },
      "aria-description": tip,
      "aria-sort": marks.sort ? (marks.sort === "asc" ? "ascending" : "descending") : null,
    }),
  };
}

/**
 * @param {CreateNode} h
 * @param {ColumnInfo} info
 * @param {string} iconName
 * @param {string | null} tip
 * @param {HeadMarks} marks
 */
function drawHead(h, info, iconName, tip, { sort, level, isFiltered }) {
  return h(
    "span",
    { class: "column-head", "data-tip": tip },
    icon(h, iconName, ""),
    h("span", { class: "cut grow" }, info.name),
    isFiltered ? h("span", { class: "column-mark", "data-tip": "Filtered" }, icon(h, "filter", "")) : null,
    sort
      ? h(
          "span",
          { class: "column-mark", "data-tip": sort === "asc" ? "Sorted upwards" : "Sorted downwards" },
          icon(h, sort === "asc" ? "sort-up" : "sort-down", ""),
          level ? String(level) : "",
        )
      : null,
    info.id === OWN_KEY
      ? null
      : h(
          "button",
          {
            type: "button",
            class: "column-menu",
            tabindex: "-1",
            "data-column": info.id,
            "aria-label": `Menu of ${info.name}`,
            "aria-haspopup": "menu",
          },
          icon(h, "down", ""),
        ),
  );
}

/** @param {GridCell} cell */
export function rowNumber(cell) {
  return cell.rowIndex + 1;
}
