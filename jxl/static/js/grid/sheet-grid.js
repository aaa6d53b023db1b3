// The grid of a sheet, and the only place that knows which grid it is: RevoGrid, vendored. Draws what the row store
// holds, one paint per frame; fetches nothing.

import { copiedText, shownText, toTSV } from "../state/cells.js";
import { rightsOf } from "../state/selection-rights.js";
import { connectAsking } from "./asking.js";
import { MIN_WIDTH, buildColumns, rowNumber } from "./columns.js";
import { widthToFit } from "./fit.js";
import { connectCursorMark, connectHitMark, connectRowHover } from "./hover.js";
import { GridRange } from "./range.js";
import { createRowClass } from "./row.js";
import { measureSelection } from "./selected.js";

/** @import { Density, GridColumn, RevoGridElement } from "../types.d.ts" */
/** @import { DrawContext } from "./cells.js" */
/** @import { SelectionRights } from "../state/selection-rights.js" */
/** @import { AskingEvents } from "./asking.js" */
/** @import { ColumnChoice } from "./columns.js" */
/** @import { Selected } from "./selected.js" */

const VENDORED = new URL("../../vendor/revogrid-4.28.1/revo-grid.esm.js", import.meta.url).href;
const ROW_NUMBER_WIDTH = 44;
/** @type {Readonly<Record<Density, number>>} */
const ROW_HEIGHTS = { compact: 24, standard: 32, tall: 56 };
const MAX_COPIED_CELLS = 2_000_000;

/**
 * @typedef {object} GridEvents
 * @property {(selected: Selected | null) => void} [onSelect]  Several cells are selected; null: one, or none.
 * @property {(rights: SelectionRights | null) => void} [onRights]  What may be changed of the selected cells, be it one;
 *   also called when that becomes known.
 * @property {(rows: number, columns: number) => void} [onCopy]
 */

/** Position as in GridColumn. @typedef {{ slot: number, columnId: string, name: string, position: number }} CellPlace */

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
  /** What shows, in order; null: the store's own rows. @type {ArrayLike<number> | null} */
  #slots = null;
  /** One object per slot, made when the row is first shown. @type {{ slot: number }[]} */
  #rows = [];
  /** @type {new (slot: number) => { slot: number }} */
  #Row = createRowClass(/** @type {any} */ (null), /** @type {any} */ (null), []);
  #frame = 0;
  #wantsRows = false;
  /** Where the cursor was last: a click outside takes it away. @type {{ x: number, y: number } | null} */
  #lastCell = null;
  #abort = new AbortController();
  #markCursor = connectCursorMark(this.#abort.signal);
  #markHit = connectHitMark(this.#abort.signal);

  /**
   * @param {HTMLElement} host
   * @param {Omit<DrawContext, "broken">} context
   * @param {GridEvents & AskingEvents} events
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
    connectAsking(
      grid,
      {
        range: this.#range,
        cell: () => this.cell,
        cellAt: (x, y) => this.#cellAt(x, y),
        headBox: (columnId) => this.#headBox(columnId),
      },
      this.#events,
      signal,
    );
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
    this.#draw();
  }

  /**
   * Other rows show, or the same in another order. Drawn with the next frame.
   * @param {ArrayLike<number>} [slots]  Left out: those of the store.
   */
  setRows(slots) {
    this.#slots = slots ?? null;
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
    const y = slot === undefined ? -1 : this.#rowOf(slot);
    if (y < 0 || !this.#grid || !this.#range) return false;
    await this.#grid.scrollToRow(y);
    await this.#range.moveTo({ x: this.#range.focus?.x ?? 0, y });
    return true;
  }

  /** Give the keyboard to the grid: to the cell that had it last, else the first. */
  async focus() {
    if (!this.#range || this.#range.rowCount === 0) return;
    await this.#range.moveTo(this.#range.focus ?? this.#lastCell ?? { x: 0, y: 0 });
  }

  /** Ids of the columns from left to right, as they are drawn. */
  get shownColumns() {
    return this.#range?.columns.map(({ column }) => ({ id: column.prop, position: column.position })) ?? [];
  }

  /** Where the cursor is. @returns {{ row: number, column: number } | null} */
  get cursor() {
    const focus = this.#range?.focus;
    return focus ? { row: focus.y, column: focus.x } : null;
  }

  /** The cell that has the cursor. @returns {CellPlace | null} */
  get cell() {
    const focus = this.#range?.focus;
    return focus ? this.#cellAt(focus.x, focus.y) : null;
  }

  /** Whether the keyboard is the grid's. */
  get isActive() {
    return this.#range?.isActive ?? false;
  }

  /** Scroll to a cell and mark it as the hit that the person stands at. @param {number} row @param {number} column */
  async showHit(row, column) {
    const placed = this.#range?.columns[column];
    if (!placed) return;
    this.#markHit(placed, row);
    await this.#range?.reveal({ x: column, y: row });
  }

  hideHit() {
    this.#markHit(undefined, 0);
  }

  /** Put the cursor on a cell. @param {number} row @param {number} column */
  async moveTo(row, column) {
    await this.#range?.moveTo({ x: column, y: row });
  }

  /** Width in which a column's head and its longest text show whole. @param {string} columnId */
  fittingWidth(columnId) {
    const column = this.#columns.find((one) => one.prop === columnId);
    if (!column || !this.#grid) return MIN_WIDTH;
    const { store, format } = this.#context;
    return widthToFit(this.#grid, store, format, column, this.#slots ?? store.order);
  }

  /** Where a menu of a column opens: its head, else the grid. @param {string} columnId */
  #headBox(columnId) {
    const button = this.#host.querySelector(`.column-menu[data-column="${CSS.escape(columnId)}"]`);
    return (button?.closest(".rgHeaderCell") ?? this.#host).getBoundingClientRect();
  }

  /** @param {number} x @param {number} y @returns {CellPlace | null} */
  #cellAt(x, y) {
    const slot = this.#range?.slotAt(y);
    const column = this.#range?.columns[x]?.column;
    if (slot === undefined || !column) return null;
    return { slot, columnId: column.prop, name: column.name, position: column.position };
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
    const before = this.#columns;
    this.#columns = buildColumns(store.columns, choice, this.#context);
    const isAnother = (/** @type {GridColumn} */ { prop, position, kind }) =>
      !before.some((column) => column.prop === prop && column.position === position && column.kind === kind);
    // Other widths, marks or places need no other rows: there may be 100,000 of them.
    if (this.#columns.some(isAnother)) {
      this.#Row = createRowClass(store, format, this.#columns);
      this.#rows = [];
      this.#wantsRows = true;
    }
    if (this.#grid) this.#grid.columns = this.#columns;
  }

  #applyRows() {
    if (!this.#grid) return;
    const cursor = this.#range?.isActive ? this.#range.focus : null;
    const slot = cursor ? this.#range?.slotAt(cursor.y) : undefined;
    const rows = this.#rows;
    const Row = this.#Row;
    this.#grid.source = Array.from(this.#slots ?? this.#context.store.order, (one) => (rows[one] ??= new Row(one)));
    this.#wantsRows = false;
    if (cursor && slot !== undefined) this.#keepCursor(cursor, slot);
  }

  /**
   * The grid keeps the cursor by row number; it belongs to an issue.
   * @param {{ x: number, y: number }} cursor
   * @param {number} slot
   */
  #keepCursor(cursor, slot) {
    const y = this.#rowOf(slot);
    if (y >= 0 && y !== cursor.y) void this.#range?.moveTo({ x: cursor.x, y });
  }

  /** Row that shows a slot; -1 when none does. @param {number} slot */
  #rowOf(slot) {
    return Array.prototype.indexOf.call(this.#slots ?? this.#context.store.order, slot);
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
    if (focus) this.#lastCell = focus;
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
    return measureSelection(this.#context.store, { area, columns, slotAt: (y) => range.slotAt(y) });
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
