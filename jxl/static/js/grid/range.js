// One selection over pinned and other columns. The grid keeps a range per viewport; here anchor and head are kept
// in columns counted from the left over all viewports, and each viewport gets its share.

import { commandOf } from "./commands.js";

/** @import { GridArea, GridColumn, GridColumnPart, GridProviders, GridSelectionStore, RevoGridElement } from "../types.d.ts" */

/** @type {readonly GridColumnPart[]} */
const PARTS = ["colPinStart", "rgCol", "colPinEnd"];
/** The grid's own handling of a drag ends a little after the mouse button: what it did is then put right. */
const AFTER_DRAG_MS = 30;
const SCROLL_PAUSE_MS = 200;
const MAX_FRAMES_TO_CELL = 20;
const TEXT_INPUT = /^(INPUT|TEXTAREA|SELECT)$/;

/** @typedef {{ x: number, y: number }} Place  Column from the left over all viewports, row. */
/** @typedef {{ part: GridColumnPart, index: number, column: GridColumn }} PlacedColumn */

export class GridRange {
  #grid;
  #providers;
  #onChange;
  /** @type {Place | null} */
  #anchor = null;
  /** @type {Place | null} */
  #head = null;
  /** @type {"cells" | "rows" | null} */
  #drag = null;
  #isAcross = false;
  #keepScroll = false;
  #moves = 0;

  /**
   * @param {RevoGridElement} grid
   * @param {GridProviders} providers
   * @param {{ signal: AbortSignal, onChange: () => void }} options
   */
  constructor(grid, providers, { signal, onChange }) {
    this.#grid = grid;
    this.#providers = providers;
    this.#onChange = onChange;
    const capture = { signal, capture: true };
    document.addEventListener("mousedown", (event) => this.#onDown(event), capture);
    document.addEventListener("mousemove", (event) => this.#onMove(event), capture);
    document.addEventListener("mouseup", () => this.#onUp(), capture);
    document.addEventListener("keydown", (event) => this.#onKey(event), capture);
    grid.addEventListener("beforeheaderclick", (event) => this.#onHead(/** @type {CustomEvent} */ (event)), { signal });
    grid.addEventListener("beforescrollintoview", (event) => this.#keepScroll && event.preventDefault(), { signal });
    for (const type of ["afterfocus", "setrange", "clearregion"])
      grid.addEventListener(type, () => setTimeout(onChange), { signal });
  }

  /** All columns from left to right. @returns {PlacedColumn[]} */
  get columns() {
    return PARTS.flatMap((part) => {
      const store = this.#providers.column.stores[part].store;
      const source = store.get("source");
      return store.get("items").flatMap((place, index) => {
        const column = source[place];
        return column ? [{ part, index, column }] : [];
      });
    });
  }

  get rowCount() {
    return this.#providers.data.stores.rgRow.store.get("items").length;
  }

  /** The selected cells; the focused one when no range is drawn; null when nothing is. @returns {GridArea | null} */
  get area() {
    const columns = this.columns;
    /** @type {GridArea | null} */
    let whole = null;
    for (const part of PARTS) {
      const range = this.#store(part)?.store.get("range");
      const first = columns.findIndex((column) => column.part === part);
      if (!range || first < 0) continue;
      const own = { x: first + range.x, x1: first + range.x1, y: range.y, y1: range.y1 };
      whole = whole ? { ...own, x: Math.min(whole.x, own.x), x1: Math.max(whole.x1, own.x1) } : own;
    }
    if (whole) return whole;
    const focus = this.focus;
    return focus ? { x: focus.x, x1: focus.x, y: focus.y, y1: focus.y } : null;
  }

  /** @returns {Place | null} */
  get focus() {
    const columns = this.columns;
    for (const part of PARTS) {
      const focus = this.#store(part)?.store.get("focus");
      if (focus)
        return { x: columns.findIndex((column) => column.part === part && column.index === focus.x), y: focus.y };
    }
    return null;
  }

  /** Whether the grid is what the person is working in. */
  get isActive() {
    if (this.focus === null || this.#providers.selection.edit) return false;
    const active = document.activeElement;
    // After Escape the grid leaves the focus on the body, and copying still means its cells.
    return active === document.body || active === null || this.#grid.contains(active);
  }

  /** Row of the model that stands at a row of the view. @param {number} y */
  slotAt(y) {
    const store = this.#providers.data.stores.rgRow.store;
    return store.get("source")[store.get("items")[y] ?? -1]?.slot;
  }

  /** How many whole rows are in sight. */
  get pageSize() {
    const height = this.#viewport?.clientHeight ?? 0;
    return Math.max(1, Math.floor(height / this.#grid.rowSize) - 1);
  }

  get #viewport() {
    return this.#grid.querySelector("revogr-viewport-scroll.rgCol .vertical-inner");
  }

  /** Put the cursor and the keyboard on a cell; a place outside means the nearest one inside. @param {Place} place */
  async moveTo(place) {
    const { x, y } = this.#inside(place);
    const target = this.columns[x];
    if (!target || y < 0) return;
    this.#anchor = this.#head = { x, y };
    await this.#grid.setCellsFocus({ x: target.index, y }, { x: target.index, y }, target.part, "rgRow");
    await this.#focusCell(target, y);
  }

  /**
   * A cell is drawn some frames after the grid has scrolled to it.
   * @param {PlacedColumn} target
   * @param {number} y
   */
  async #focusCell(target, y) {
    this.#moves += 1;
    const move = this.#moves;
    for (let frame = 0; frame < MAX_FRAMES_TO_CELL && move === this.#moves; frame += 1) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const element = this.#cellElement(target, y);
      if (element && move === this.#moves) return element.focus({ preventScroll: true });
    }
  }

  /** @param {Place} place @returns {Place} */
  #inside({ x, y }) {
    return { x: Math.max(0, Math.min(this.columns.length - 1, x)), y: Math.max(0, Math.min(this.rowCount - 1, y)) };
  }

  /** @param {PlacedColumn} target @param {number} y @returns {HTMLElement | null} */
  #cellElement({ part, index }, y) {
    return this.#grid.querySelector(
      `revogr-data[type="rgRow"][col-type="${part}"] [data-rgrow="${y}"][data-rgcol="${index}"]`,
    );
  }

  /** Scroll to a cell, if it is not in sight; cursor and keyboard stay where they are. @param {Place} place */
  async reveal(place) {
    const { x, y } = this.#inside(place);
    const target = this.columns[x];
    if (!target || y < 0) return;
    this.#showRow(y);
    if (target.part !== "rgCol") return;
    const head = this.#grid.querySelector(
      `revogr-viewport-scroll.rgCol revogr-header .rgHeaderCell[data-rgcol="${target.index}"]`,
    );
    const frame = this.#viewport?.closest("revogr-viewport-scroll")?.getBoundingClientRect();
    const box = head?.getBoundingClientRect();
    if (frame && box && box.left >= frame.left && box.right <= frame.right) return;
    await this.#grid.scrollToColumnIndex(target.index);
  }

  /** Select from one cell to another, over all viewports. @param {Place} anchor @param {Place} head */
  select(anchor, head) {
    this.#anchor = anchor;
    this.#head = head;
    const [x, x1] = [Math.min(anchor.x, head.x), Math.max(anchor.x, head.x)];
    const [y, y1] = [Math.min(anchor.y, head.y), Math.max(anchor.y, head.y)];
    const inside = this.columns.slice(x, x1 + 1);
    for (const part of PARTS) {
      const own = inside.filter((column) => column.part === part);
      const [first, last] = [own[0], own[own.length - 1]];
      this.#store(part)?.setRangeArea(first && last ? { x: first.index, x1: last.index, y, y1 } : null);
    }
    this.#onChange();
  }

  /** @param {number} from @param {number} to */
  async selectRows(from, to) {
    await this.#quietly(() => this.moveTo({ x: 0, y: from }));
    this.select({ x: 0, y: from }, { x: this.columns.length - 1, y: to });
  }

  /** @param {number} from @param {number} to */
  async selectColumns(from, to) {
    await this.#quietly(() => this.moveTo({ x: from, y: 0 }));
    this.select({ x: from, y: 0 }, { x: to, y: this.rowCount - 1 });
  }

  selectAll() {
    return this.selectRows(0, this.rowCount - 1);
  }

  /**
   * Move the far corner of the selection; the cursor stays.
   * @param {number} dx
   * @param {number} dy
   */
  grow(dx, dy) {
    const focus = this.focus;
    if (!focus) return;
    const isOurs = this.#anchor?.x === focus.x && this.#anchor.y === focus.y;
    const from = isOurs && this.#head ? this.#head : focus;
    const head = this.#inside({ x: from.x + dx, y: from.y + dy });
    this.select(focus, head);
    const column = this.columns[head.x];
    if (dx && column?.part === "rgCol") void this.#grid.scrollToColumnIndex(column.index);
    if (dy) this.#showRow(head.y);
  }

  /** @param {number} y */
  openIssue(y) {
    /** @type {HTMLAnchorElement | null} */
    const link = this.#grid.querySelector(`revogr-data[type="rgRow"] .rgRow[data-rgrow="${y}"] a.key`);
    link?.click();
  }

  /** @param {GridColumnPart} part @returns {GridSelectionStore | undefined} */
  #store(part) {
    const { stores, storesByType } = this.#providers.selection;
    return stores[storesByType["rgRow"] ?? -1]?.[storesByType[part] ?? -1];
  }

  /** Move the cursor without scrolling to it. @param {() => Promise<void>} move */
  async #quietly(move) {
    this.#keepScroll = true;
    await move();
    setTimeout(() => {
      this.#keepScroll = false;
    }, SCROLL_PAUSE_MS);
  }

  /** The cell under the pointer; x is -1 at the row's number. @param {MouseEvent} event */
  placeAt(event) {
    const cell = document.elementFromPoint(event.clientX, event.clientY)?.closest(".rgCell");
    const data = cell?.closest("revogr-data");
    if (!cell || !data || !this.#grid.contains(cell) || data.getAttribute("type") !== "rgRow") return null;
    const part = data.getAttribute("col-type");
    const y = Number(cell.getAttribute("data-rgrow"));
    const index = Number(cell.getAttribute("data-rgcol"));
    const x =
      part === "rowHeaders" ? -1 : this.columns.findIndex((column) => column.part === part && column.index === index);
    return { x, y, part };
  }

  /** @param {MouseEvent} event */
  #onDown(event) {
    const place = event.button === 0 ? this.placeAt(event) : null;
    if (!place || (event.target instanceof Element && event.target.closest("a"))) return;
    if (place.x < 0) {
      event.stopPropagation();
      event.preventDefault();
      void this.selectRows(event.shiftKey ? (this.focus?.y ?? place.y) : place.y, place.y);
      this.#drag = "rows";
      return;
    }
    const focus = this.focus;
    if (event.shiftKey && focus) {
      event.stopPropagation();
      event.preventDefault();
      this.select(focus, place);
      return;
    }
    this.#drag = "cells";
    this.#isAcross = false;
    this.#anchor = this.#head = { x: place.x, y: place.y };
    for (const part of PARTS) if (part !== place.part) this.#store(part)?.setRangeArea(null);
  }

  /** @param {MouseEvent} event */
  #onMove(event) {
    if (!this.#drag || !(event.buttons & 1) || !this.#anchor || !this.#head) return;
    const place = this.placeAt(event);
    if (!place) return;
    if (this.#drag === "rows") {
      event.stopPropagation();
      if (place.y !== this.#head.y)
        this.select({ x: 0, y: this.#anchor.y }, { x: this.columns.length - 1, y: place.y });
      return;
    }
    if (place.x < 0) return;
    const columns = this.columns;
    if (columns[place.x]?.part === columns[this.#anchor.x]?.part && !this.#isAcross) {
      this.#head = place;
      return;
    }
    this.#isAcross = true;
    event.stopPropagation();
    if (place.x !== this.#head.x || place.y !== this.#head.y) this.select(this.#anchor, place);
  }

  #onUp() {
    const [anchor, head] = [this.#anchor, this.#head];
    if (this.#drag === "cells" && this.#isAcross && anchor && head)
      setTimeout(() => this.select(anchor, head), AFTER_DRAG_MS);
    this.#drag = null;
  }

  /** @param {CustomEvent} event */
  #onHead(event) {
    const { column, originalEvent } = event.detail;
    event.preventDefault();
    if (originalEvent.target instanceof Element && originalEvent.target.closest(".column-menu")) return;
    const x = this.columns.findIndex((placed) => placed.column.prop === column.prop);
    if (x < 0) return;
    const last = this.rowCount - 1;
    const anchor = originalEvent.shiftKey ? this.#anchor : null;
    if (anchor) this.select({ x: anchor.x, y: 0 }, { x, y: last });
    else void this.selectColumns(x, x);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (!this.isActive || (event.target instanceof Element && TEXT_INPUT.test(event.target.tagName))) return;
    const command = commandOf(event);
    const at = this.focus;
    if (!command || !at) return;
    event.preventDefault();
    event.stopPropagation();
    void command.run(this, at);
  }

  /** Scroll only if the row is not in sight. @param {number} y */
  #showRow(y) {
    const viewport = this.#viewport;
    const row = this.#grid.querySelector(`revogr-data[type="rgRow"] .rgRow[data-rgrow="${y}"]`);
    if (!viewport) return;
    const [frame, box] = [viewport.getBoundingClientRect(), row?.getBoundingClientRect()];
    if (box && box.top >= frame.top && box.bottom <= frame.bottom) return;
    const inView = Math.floor(frame.height / (box?.height ?? this.#grid.rowSize));
    const goesDown = !box || box.bottom > frame.bottom;
    void this.#grid.scrollToRow(Math.max(0, goesDown ? y - inView + 2 : y));
  }
}
