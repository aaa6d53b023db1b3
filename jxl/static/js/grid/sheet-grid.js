// The grid of a sheet, and the only place that knows which grid it is: RevoGrid, vendored. Draws what the row store
// holds, one paint per frame; fetches nothing.

import { copiedText, isNumeric, shownText, toTSV, valueOf } from "../state/cells.js";
import { rightsOf } from "../state/selection-rights.js";
import { buildColumns, rowNumber } from "./columns.js";
import { connectCursorMark, connectRowHover } from "./hover.js";
import { GridRange } from "./range.js";
import { createRowClass } from "./row.js";

/** @import { Density, GridColumn, RevoGridElement } from "../types.d.ts" */
/** @import { DrawContext } from "./cells.js" */
/** @import { SelectionRights } from "../state/selection-rights.js" */
/** @import { ColumnChoice } from "./columns.js" */

const VENDORED = new URL("../../vendor/revogrid-4.28.1/revo-grid.esm.js", import.meta.url).href;
const ROW_NUMBER_WIDTH = 44;
/** @type {Readonly<Record<Density, number>>} */
const ROW_HEIGHTS = { compact: 24, standard: 32, tall: 56 };
/** More selected cells than this are only counted, so that selecting a column never makes the page wait. */
const MAX_FIGURED_CELLS = 200_000;
const MAX_COPIED_CELLS = 2_000_000;

/**
 * @typedef {object} Selected
 * @property {number} rows
 * @property {number} columns
 * @property {number} filled
 * @property {{ kind: import("../types.d.ts").CellKind, sum: number, average: number, min: number, max: number } | null} figures
 */

/**
 * @typedef {object} GridEvents
 * @property {(selected: Selected | null) => void} [onSelect]  Several cells are selected; null: one, or none.
 * @property {(rights: SelectionRights | null) => void} [onRights]  What may be changed of the selected cells, be it one;
 *   also called when that becomes known.
 * @property {(rows: number, columns: number) => void} [onCopy]
 */

export class SheetGrid {
  #host;
  #context;
  #events;
  /** @type {RevoGridElement | null} */
  #grid = null;
  /** @type {GridRange | null} */
  #range = null;
  /** @type {GridColumn[]} */
  #columns = [];
  /** One object per slot, made when the row is first shown. @type {{ slot: number }[]} */
  #rows = [];
  /** @type {new (slot: number) => { slot: number }} */
  #Row = createRowClass(/** @type {any} */ (null), /** @type {any} */ (null), []);
  #frame = 0;
  #wantsRows = false;
  #abort = new AbortController();
  #markCursor = connectCursorMark(this.#abort.signal);

  /**
   * @param {HTMLElement} host
   * @param {Omit<DrawContext, "broken">} context
   * @param {GridEvents} events
   */
  constructor(host, context, events = {}) {
    this.#host = host;
    /** @type {DrawContext} */
    this.#context = { ...context, broken: new Set() };
    this.#events = events;
  }

  /** Load the grid's code; worth starting before the columns are known. */
  static async preload() {
    await import(VENDORED);
    await customElements.whenDefined("revo-grid");
  }

  /**
   * Put the grid on the page.
   * @param {{ label: string, density: Density, columns: ColumnChoice }} options
   */
  async connect({ label, density, columns }) {
    await SheetGrid.preload();
    const grid = /** @type {RevoGridElement} */ (document.createElement("revo-grid"));
    grid.hideAttribution = true;
    grid.readonly = true;
    grid.range = true;
    grid.resize = true;
    grid.filter = false;
    grid.exporting = false;
    grid.canMoveColumns = false;
    grid.rowSize = ROW_HEIGHTS[density];
    this.#host.dataset["density"] = density;
    grid.rowHeaders = {
      size: ROW_NUMBER_WIDTH,
      cellTemplate: (/** @type {unknown} */ _h, /** @type {any} */ cell) => rowNumber(cell),
    };
    grid.theme = "compact"; // colours come from grid.css in either theme
    this.#grid = grid;
    this.#applyColumns(columns);
    this.#applyRows();
    this.#host.replaceChildren(grid);
    await this.#hydrated(grid);
    grid.setAttribute("role", "grid");
    grid.setAttribute("aria-label", label);
    grid.setAttribute("aria-readonly", "true");
    grid.removeAttribute("aria-keyshortcuts");
    const providers = await grid.getProviders();
    if (this.#abort.signal.aborted || !providers) return;
    const { signal } = this.#abort;
    this.#range = new GridRange(grid, providers, { signal, onChange: () => this.#tellSelection() });
    document.addEventListener("copy", (event) => this.#onCopy(event), { signal, capture: true });
    grid.addEventListener("error", (event) => this.#onBrokenPicture(event), { signal, capture: true });
    connectRowHover(grid, signal);
    this.#connectTabStop(grid, signal);
  }

  disconnect() {
    this.#abort.abort();
    cancelAnimationFrame(this.#frame);
    this.#grid?.remove();
    this.#grid = null;
  }

  /** Other columns, or the same in another order. @param {ColumnChoice} choice */
  setColumns(choice) {
    this.#applyColumns(choice);
    this.#wantsRows = true;
    this.#draw();
  }

  /** The rows of the store changed in number or order. Drawn with the next frame. */
  setRows() {
    this.#wantsRows = true;
    this.#schedule();
  }

  /** Cells of the store changed. Drawn with the next frame. */
  patch() {
    this.#schedule();
  }

  /** @param {Density} density */
  setDensity(density) {
    if (!this.#grid) return;
    this.#grid.rowSize = ROW_HEIGHTS[density];
    this.#host.dataset["density"] = density;
  }

  /** Put the cursor on an issue. @param {string} id @returns {Promise<boolean>} false when it is not in the sheet */
  async focusIssue(id) {
    const slot = this.#context.store.slotOf(id);
    const y = slot === undefined ? -1 : this.#context.store.order.indexOf(slot);
    if (y < 0 || !this.#grid || !this.#range) return false;
    await this.#grid.scrollToRow(y);
    await this.#range.moveTo({ x: this.#range.focus?.x ?? 0, y });
    return true;
  }

  /** Give the keyboard to the grid: to the cell that had it last, else the first. */
  async focus() {
    if (this.#range && this.#range.rowCount > 0) await this.#range.moveTo(this.#range.focus ?? { x: 0, y: 0 });
  }

  /** @param {RevoGridElement} grid @returns {Promise<void>} */
  #hydrated(grid) {
    return new Promise((resolve) => {
      if (grid.classList.contains("hydrated")) resolve();
      else grid.addEventListener("aftergridinit", () => resolve(), { once: true });
    });
  }

  /** @param {ColumnChoice} choice */
  #applyColumns(choice) {
    const { store, format } = this.#context;
    this.#columns = buildColumns(store.columns, choice, this.#context);
    this.#Row = createRowClass(store, format, this.#columns);
    this.#rows = [];
    if (this.#grid) this.#grid.columns = this.#columns;
  }

  #applyRows() {
    if (!this.#grid) return;
    const cursor = this.#range?.isActive ? this.#range.focus : null;
    const slot = cursor ? this.#range?.slotAt(cursor.y) : undefined;
    const rows = this.#rows;
    const Row = this.#Row;
    this.#grid.source = this.#context.store.order.map((one) => (rows[one] ??= new Row(one)));
    this.#wantsRows = false;
    if (cursor && slot !== undefined) this.#keepCursor(cursor, slot);
  }

  /**
   * The grid keeps the cursor by row number; it belongs to an issue.
   * @param {{ x: number, y: number }} cursor
   * @param {number} slot
   */
  #keepCursor(cursor, slot) {
    const y = this.#context.store.order.indexOf(slot);
    if (y >= 0 && y !== cursor.y) void this.#range?.moveTo({ x: cursor.x, y });
  }

  #schedule() {
    if (this.#frame || !this.#grid) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #draw() {
    if (!this.#grid) return;
    if (this.#wantsRows) this.#applyRows();
    else void this.#grid.refresh("rgRow");
    this.#tellRights();
  }

  #tellSelection() {
    const area = this.#range?.area;
    const isMany = area && (area.x !== area.x1 || area.y !== area.y1);
    this.#events.onSelect?.(isMany ? this.#measure(area) : null);
    const focus = this.#range?.focus;
    this.#markCursor(focus ? this.#range?.columns[focus.x] : undefined, focus?.y ?? 0);
    this.#tellRights();
  }

  #tellRights() {
    const area = this.#range?.area;
    if (!area) return this.#events.onRights?.(null);
    const columns = /** @type {GridRange} */ (this.#range).columns.slice(area.x, area.x1 + 1);
    return this.#events.onRights?.(
      rightsOf(
        this.#context.store,
        this.#slotsOf(area),
        columns.map(({ column }) => column),
      ),
    );
  }

  /** @param {import("../types.d.ts").GridArea} area */
  *#slotsOf({ y, y1 }) {
    for (let row = y; row <= y1; row += 1) {
      const slot = this.#range?.slotAt(row);
      if (slot !== undefined) yield slot;
    }
  }

  /** @param {import("../types.d.ts").GridArea} area @returns {Selected} */
  #measure(area) {
    const range = /** @type {GridRange} */ (this.#range);
    const columns = range.columns.slice(area.x, area.x1 + 1).map((placed) => placed.column);
    const rows = area.y1 - area.y + 1;
    /** @type {Selected} */
    const selected = { rows, columns: columns.length, filled: rows * columns.length, figures: null };
    if (rows * columns.length > MAX_FIGURED_CELLS) return selected;
    const kind = columns[0]?.kind ?? "text";
    const isFigured = isNumeric(kind) && columns.every((column) => column.kind === kind);
    /** @type {number[]} */
    const values = [];
    selected.filled = 0;
    for (let y = area.y; y <= area.y1; y += 1) {
      const slot = range.slotAt(y);
      if (slot === undefined) continue;
      for (const column of columns) {
        const value =
          column.kind === "key"
            ? this.#context.store.key(slot)
            : valueOf(this.#context.store.cell(slot, column.position));
        if (value === null || value === "" || (Array.isArray(value) && value.length === 0)) continue;
        selected.filled += 1;
        if (isFigured && typeof value === "number") values.push(value);
      }
    }
    if (values.length > 0) selected.figures = { kind, ...figuresOf(values) };
    return selected;
  }

  /** @param {ClipboardEvent} event */
  #onCopy(event) {
    const area = this.#range?.isActive ? this.#range.area : null;
    if (!area || !event.clipboardData || !getSelection()?.isCollapsed) return;
    const columns = /** @type {GridRange} */ (this.#range).columns.slice(area.x, area.x1 + 1);
    if ((area.y1 - area.y + 1) * columns.length > MAX_COPIED_CELLS) return;
    const { store, format } = this.#context;
    /** @type {string[][]} */
    const rows = [];
    for (let y = area.y; y <= area.y1; y += 1) {
      const slot = this.#range?.slotAt(y);
      if (slot !== undefined)
        rows.push(columns.map(({ column }) => copiedText(store, format, slot, column.position, column.kind)));
    }
    event.clipboardData.setData("text/plain", toTSV(rows));
    event.preventDefault();
    event.stopImmediatePropagation(); // the grid's own copy would leave out the columns of the other viewport
    this.#events.onCopy?.(rows.length, columns.length);
  }

  /**
   * The grid is one tab stop: coming in, the focus goes to the cursor's cell; while it is there the grid itself is
   * none, so that Shift+Tab leaves.
   * @param {RevoGridElement} grid
   * @param {AbortSignal} signal
   */
  #connectTabStop(grid, signal) {
    grid.addEventListener(
      "focusin",
      (event) => {
        grid.tabIndex = -1;
        if (event.target === grid) void this.focus();
      },
      { signal },
    );
    grid.addEventListener(
      "focusout",
      (event) => {
        if (!(event.relatedTarget instanceof Node) || !grid.contains(event.relatedTarget)) grid.tabIndex = 0;
      },
      { signal },
    );
  }

  /** @param {Event} event */
  #onBrokenPicture(event) {
    if (!(event.target instanceof HTMLImageElement)) return;
    this.#context.broken.add(event.target.getAttribute("src") ?? "");
    this.#schedule();
  }

  /** Text of a cell as it is shown, for tests and for other parts of the page. @param {string} issueId @param {string} columnId */
  textAt(issueId, columnId) {
    const slot = this.#context.store.slotOf(issueId);
    const column = this.#columns.find((one) => one.prop === columnId);
    if (slot === undefined || !column) return undefined;
    return shownText(this.#context.store, this.#context.format, slot, column.position, column.kind);
  }
}

/** @param {readonly number[]} values */
function figuresOf(values) {
  let [sum, min, max] = [0, Infinity, -Infinity];
  for (const value of values) {
    sum += value;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return { sum, min, max, average: sum / values.length };
}
