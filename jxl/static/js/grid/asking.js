// What a person asks for at heads and cells, by pointer and by key: menus, the find box, a filter by a cell's value,
// another width of a column.

/** @import { GridColumn, RevoGridElement } from "../types.d.ts" */
/** @import { GridRange } from "./range.js" */
/** @import { CellPlace } from "./sheet-grid.js" */

/**
 * @typedef {object} AskingEvents
 * @property {(columnId: string, width: number) => void} [onWidth]  The person drew a column to another width.
 * @property {(columnId: string, at: DOMRect) => void} [onColumnMenu]  `at` is where it opens.
 * @property {(cell: CellPlace, at: DOMRect) => void} [onCellMenu]
 * @property {() => void} [onFind]
 * @property {(cell: CellPlace) => void} [onFilterByValue]
 */

/**
 * @typedef {object} Places
 * @property {GridRange} range
 * @property {() => CellPlace | null} cell  The one with the cursor.
 * @property {(x: number, y: number) => CellPlace | null} cellAt
 * @property {(columnId: string) => DOMRect} headBox
 */

/**
 * @param {RevoGridElement} grid
 * @param {Places} places
 * @param {AskingEvents} events
 * @param {AbortSignal} signal
 */
export function connectAsking(grid, places, events, signal) {
  grid.addEventListener("aftercolumnresize", (event) => tellWidths(event, events), { signal });
  grid.addEventListener(
    "click",
    (event) => {
      const button = event.target instanceof Element ? event.target.closest(".column-menu") : null;
      if (button instanceof HTMLElement) events.onColumnMenu?.(button.dataset["column"] ?? "", boxOf(button));
    },
    { signal },
  );
  grid.addEventListener("contextmenu", (event) => void onContextMenu(event, places, events), { signal });
  document.addEventListener("keydown", (event) => onKey(event, places, events), { signal, capture: true });
}

/** @param {Event} event @param {AskingEvents} events */
function tellWidths(event, events) {
  const columns = /** @type {CustomEvent<Record<string, GridColumn>>} */ (event).detail;
  for (const { prop, size } of Object.values(columns)) if (prop) events.onWidth?.(prop, Math.round(size));
}

/** @param {MouseEvent} event @param {Places} places @param {AskingEvents} events */
async function onContextMenu(event, { range, cellAt }, events) {
  if (!(event.target instanceof Element) || event.target.closest("a")) return;
  const head = event.target.closest(".rgHeaderCell")?.querySelector(".column-menu");
  if (head instanceof HTMLElement) {
    event.preventDefault();
    events.onColumnMenu?.(head.dataset["column"] ?? "", boxOf(head));
    return;
  }
  const place = range.placeAt(event);
  if (!place || place.x < 0) return;
  event.preventDefault();
  const at = new DOMRect(event.clientX, event.clientY, 0, 0);
  await range.moveTo(place);
  const cell = cellAt(place.x, place.y);
  if (cell) events.onCellMenu?.(cell, at);
}

/** @param {KeyboardEvent} event @param {Places} places @param {AskingEvents} events */
function onKey(event, { range, cell: cursor, headBox }, events) {
  if (!range.isActive || event.defaultPrevented) return;
  const cell = cursor();
  const isMod = event.ctrlKey || event.metaKey;
  const isMenu = event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey);
  const isFind = (isMod && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "f") || event.key === "F3";
  if (isFind) events.onFind?.();
  else if (!cell) return;
  else if (isMenu) events.onCellMenu?.(cell, boxOf(document.activeElement));
  else if (isMod && event.altKey && event.key === "ArrowDown") {
    events.onColumnMenu?.(cell.columnId, headBox(cell.columnId));
  } else if (event.altKey && event.shiftKey && event.code === "KeyF") events.onFilterByValue?.(cell);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** @param {Element | null} element */
function boxOf(element) {
  return element?.getBoundingClientRect() ?? new DOMRect(0, 0, 0, 0);
}
