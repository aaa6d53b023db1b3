// The menus of a column and of a cell: what each offers, as items of a menu. They change the person's view and nothing
// else.

import { quickFilters } from "../../state/quick-filters.js";
import { moved, narrowed, pinnedOf, sortedBy, withoutColumn } from "../../state/view-draft.js";
import { sortLabels } from "../../ui/sort-editor.js";

/** @import { CellPlace, SheetGrid } from "../../grid/sheet-grid.js" */
/** @import { RowStore } from "../../state/rows.js" */
/** @import { Format } from "../../state/format.js" */
/** @import { MenuItem } from "../../ui/menu.js" */
/** @import { SheetViews } from "./views.js" */

/**
 * @typedef {object} MenuTools
 * @property {SheetViews} views
 * @property {RowStore} store
 * @property {SheetGrid} grid
 * @property {Format} format
 * @property {(columnId: string) => void} onFilter  Make a condition on a column.
 * @property {(cell: CellPlace) => void} onWhy
 */

/** @param {string} columnId @param {MenuTools} tools @returns {MenuItem[]} */
export function columnMenu(columnId, { views, store, grid, onFilter }) {
  const info = store.columns.find(({ id }) => id === columnId);
  if (!info) return [];
  const { draft } = views;
  const sort = draft.sort ?? [];
  const level = sort.find(({ column }) => column === columnId);
  const labels = sortLabels(info);
  const order = (/** @type {"asc" | "desc"} */ dir) => ({
    label: labels[dir],
    icon: dir === "asc" ? "sort-up" : "sort-down",
    checked: level !== undefined && (level.dir ?? "asc") === dir && sort.length === 1,
    run: () => views.change({ sort: sortedBy(sort, columnId, dir, false) }),
  });
  const shown = views.columnIds;
  const pinned = pinnedOf(draft, shown);
  const isPinned = pinned.includes(columnId);
  // What moves is its place among those that are drawn together: the pinned ones, or the others.
  const drawn = [...pinned, ...shown.filter((id) => !pinned.includes(id))];
  const at = drawn.indexOf(columnId);
  const peers = isPinned ? pinned : drawn.slice(pinned.length);
  const step = (/** @type {number} */ by) => () => {
    views.change({ columns: moved(drawn, at, at + by), pinned });
  };
  const isFiltered = withoutColumn(draft.filter, [columnId, info.field]) !== (draft.filter ?? null);
  const names = [columnId, info.field];
  /** @type {(MenuItem | false)[]} */
  const items = [
    order("asc"),
    order("desc"),
    sort.length > 0 &&
      !level && {
        label: `Then by ${info.name}`,
        icon: "sort",
        run: () => views.change({ sort: sortedBy(sort, columnId, "asc", true) }),
      },
    level !== undefined && {
      label: "Do not sort by this",
      icon: "close",
      run: () => views.change({ sort: sort.filter(({ column }) => column !== columnId) }),
    },
    { label: `Filter by ${info.name}…`, icon: "filter", startsGroup: true, run: () => onFilter(columnId) },
    isFiltered && {
      label: "Remove its filter",
      icon: "close",
      run: () => views.change({ filter: withoutColumn(draft.filter, names) }),
    },
    {
      label: isPinned ? "Unpin" : "Pin to the left",
      icon: "pin",
      startsGroup: true,
      run: () => views.change({ pinned: isPinned ? pinned.filter((id) => id !== columnId) : [...pinned, columnId] }),
    },
    peers[0] !== columnId && { label: "Move left", run: step(-1) },
    peers[peers.length - 1] !== columnId && { label: "Move right", run: step(1) },
    {
      label: "Width to fit",
      run: () => views.change({ widths: { ...draft.widths, [columnId]: grid.fittingWidth(columnId) } }),
    },
    {
      label: "Hide",
      icon: "eye",
      ...(shown.length > 1 ? {} : { disabled: "A view shows at least one column." }),
      run: () => views.change({ columns: shown.filter((id) => id !== columnId) }),
    },
  ];
  return items.filter((item) => item !== false);
}

/** @param {CellPlace} cell @param {MenuTools} tools @returns {MenuItem[]} */
export function cellMenu(cell, { views, store, format, onWhy }) {
  const filters = quickFilters(store, format, cell.slot, cell.columnId);
  return [
    ...filters.map(({ label, condition }, i) => ({
      label,
      icon: "filter",
      ...(i === 0 ? { keys: "Alt Shift F" } : {}),
      run: () => views.change({ filter: narrowed(views.draft.filter, condition) }),
    })),
    { label: "Why this colour?", icon: "paint", startsGroup: filters.length > 0, run: () => onWhy(cell) },
  ];
}

/** Keep only rows with the value of a cell. @param {CellPlace} cell @param {MenuTools} tools */
export function filterByValue(cell, { views, store, format }) {
  const [first] = quickFilters(store, format, cell.slot, cell.columnId);
  if (first) views.change({ filter: narrowed(views.draft.filter, first.condition) });
}
