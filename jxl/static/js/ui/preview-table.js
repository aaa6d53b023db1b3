// The first rows of a sheet as a plain table, drawn as the grid draws them: for pages that show what a change would do.
// One cell can have the focus; Enter or a click on one asks why it looks as it does.

import { drawCell } from "../grid/cells.js";
import { isNumeric, kindOf } from "../state/cells.js";
import { el } from "./dom.js";

/** @import { CreateNode, GridCell } from "../types.d.ts" */
/** @import { DrawContext } from "../grid/cells.js" */
/** @import { Format } from "../state/format.js" */
/** @import { RowStore } from "../state/rows.js" */

const SVG = "http://www.w3.org/2000/svg";
/** Room beside the column that is brought into sight. */
const SPARE_PX = 16;
/** Width of the row numbers, as in the style sheet. */
const NUMBER_PX = 40;
const SVG_TAGS = new Set(["svg", "use"]);

/**
 * @typedef {object} PreviewOptions
 * @property {RowStore} store
 * @property {Format} format
 * @property {string} site
 * @property {string} label
 * @property {(slot: number, position: number, cell: HTMLElement) => void} [onAsk]
 */

export class PreviewTable {
  #options;
  #context;
  /** @type {readonly number[]} */
  #positions = [];
  /** @type {readonly number[]} */
  #slots = [];
  /** @type {HTMLTableCellElement[][]} */
  #cells = [];
  /** @type {HTMLElement[]} */
  #heads = [];
  /** The cell that has the place in the tab order. @type {[number, number]} */
  #at = [0, 0];
  #table;
  #scroller;

  /** @param {HTMLElement} host @param {PreviewOptions} options */
  constructor(host, options) {
    this.#options = options;
    const { store, format, site } = options;
    this.#context = /** @type {DrawContext} */ ({ store, format, site, broken: new Set() });
    this.#table = el("table", { class: "preview-table", role: "grid", "aria-label": options.label });
    this.#scroller = el("div", { class: "box preview-box" }, this.#table);
    host.replaceChildren(this.#scroller);
    this.#table.addEventListener("keydown", (event) => this.#onKey(event));
    this.#table.addEventListener("click", (event) => this.#onClick(event));
    // Jira gives the frame its width some time after the page is there.
    new ResizeObserver(() => this.#showMarked()).observe(this.#scroller);
  }

  /**
   * Draw rows anew.
   * @param {readonly number[]} slots
   * @param {readonly number[]} positions  Columns, in order.
   */
  setRows(slots, positions) {
    this.#slots = slots;
    this.#positions = positions;
    this.#at = [0, 0];
    const { store } = this.#options;
    this.#heads = positions.map((position) => {
      const info = store.columns[position];
      const isNumber = info !== undefined && isNumeric(kindOf(info));
      return el("th", { scope: "col", class: isNumber ? "is-number" : null }, el("span", { class: "cut" }, info?.name));
    });
    this.#cells = slots.map((slot, row) =>
      positions.map((position, column) => this.#drawCell(slot, position, row, column)),
    );
    this.#table.replaceChildren(
      el("thead", {}, el("tr", {}, el("th", { class: "preview-number" }, hidden("Row")), ...this.#heads)),
      el(
        "tbody",
        {},
        ...this.#cells.map((cells, row) =>
          el("tr", {}, el("th", { scope: "row", class: "preview-number" }, String(row + 1)), ...cells),
        ),
      ),
    );
  }

  /**
   * Give the cells the classes of their formats.
   * @param {(slot: number, position: number) => string} classes
   */
  setClasses(classes) {
    for (const [row, cells] of this.#cells.entries()) {
      for (const [column, cell] of cells.entries()) {
        const [slot, position] = [this.#slots[row] ?? 0, this.#positions[column] ?? 0];
        cell.className = `${baseClass(this.#options.store, position)} ${classes(slot, position)}`.trim();
      }
    }
  }

  /** Mark columns and bring the first of them into sight. @param {ReadonlySet<number>} positions */
  setMarked(positions) {
    for (const [column, head] of this.#heads.entries()) {
      head.classList.toggle("is-marked", positions.has(this.#positions[column] ?? -1));
    }
    this.#showMarked();
  }

  #showMarked() {
    const [key] = this.#heads;
    const first = this.#heads.find((head) => head.classList.contains("is-marked"));
    if (!first || !key || first === key) return;
    const { scrollLeft, clientWidth } = this.#scroller;
    const from = first.getBoundingClientRect().left - this.#scroller.getBoundingClientRect().left + scrollLeft;
    const to = from + first.offsetWidth;
    const covered = NUMBER_PX + key.offsetWidth; // these columns stay where they are
    if (from >= scrollLeft + covered && to <= scrollLeft + clientWidth) return;
    this.#scroller.scrollLeft = Math.max(0, Math.min(to - clientWidth + SPARE_PX, from - covered));
  }

  /** @param {number} slot @param {number} position @param {number} row @param {number} column */
  #drawCell(slot, position, row, column) {
    const info = this.#options.store.columns[position];
    const kind = info ? kindOf(info) : "text";
    const cell = /** @type {GridCell} */ (
      /** @type {unknown} */ ({ model: { slot }, column: { kind, position }, rowIndex: row })
    );
    const inside = [drawCell(makeNode, cell, this.#context)].flat();
    return el(
      "td",
      {
        class: baseClass(this.#options.store, position),
        tabindex: row === 0 && column === 0 ? 0 : -1,
        "data-row": row,
        "data-column": column,
      },
      el("div", { class: "preview-cell" }, .../** @type {(Node | null)[]} */ (inside)),
    );
  }

  /** @param {number} row @param {number} column */
  #focus(row, column) {
    const cell = this.#cells[row]?.[column];
    if (!cell) return;
    const before = this.#cells[this.#at[0]]?.[this.#at[1]];
    if (before) before.tabIndex = -1;
    cell.tabIndex = 0;
    this.#at = [row, column];
    cell.focus();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const [row, column] = this.#at;
    const [rows, columns] = [this.#cells.length - 1, this.#positions.length - 1];
    /** @type {[number, number] | undefined} */
    const to = {
      ArrowDown: /** @type {[number, number]} */ ([Math.min(rows, row + 1), column]),
      ArrowUp: /** @type {[number, number]} */ ([Math.max(0, row - 1), column]),
      ArrowRight: /** @type {[number, number]} */ ([row, Math.min(columns, column + 1)]),
      ArrowLeft: /** @type {[number, number]} */ ([row, Math.max(0, column - 1)]),
      Home: /** @type {[number, number]} */ ([row, 0]),
      End: /** @type {[number, number]} */ ([row, columns]),
    }[event.key];
    if (to) this.#focus(...to);
    else if (event.key === "Enter" || event.key === " ") this.#ask(row, column);
    else return;
    event.preventDefault();
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const target = event.target instanceof Element ? event.target : null;
    const cell = target?.closest("td");
    if (!cell || target?.closest("a")) return;
    const [row, column] = [Number(cell.dataset["row"]), Number(cell.dataset["column"])];
    this.#focus(row, column);
    this.#ask(row, column);
  }

  /** @param {number} row @param {number} column */
  #ask(row, column) {
    const cell = this.#cells[row]?.[column];
    const [slot, position] = [this.#slots[row], this.#positions[column]];
    if (cell && slot !== undefined && position !== undefined) this.#options.onAsk?.(slot, position, cell);
  }
}

/** @param {RowStore} store @param {number} position */
function baseClass(store, position) {
  const info = store.columns[position];
  return info && isNumeric(kindOf(info)) ? "is-number" : "";
}

/** @param {string} text */
function hidden(text) {
  return el("span", { class: "visually-hidden" }, text);
}

/** Makes an element where the grid's drawing would make a node of its own. @type {CreateNode} */
function makeNode(tag, data, ...children) {
  const element = SVG_TAGS.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(data ?? {})) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== false)
      element.append(child instanceof Node ? child : String(child));
  }
  return element;
}
