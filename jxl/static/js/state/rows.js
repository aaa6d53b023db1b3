// The rows of a sheet, kept column by column and filled by the events of the row protocol. Pure: no DOM, no fetch.
// A slot is a row's place in the columns and never changes; `order` lists slots as the sheet shows them.

import { AccessTable } from "./access.js";
import { CodedData, TextData, createColumnData } from "./column-data.js";

/** @import { AccessEvent, Cell, ColumnInfo, ErrorBody, Look, RowBody, RowEvent } from "../types.d.ts" */
/** @import { ColumnData } from "./column-data.js" */

/** What an event changed, as bits: who listens redraws no more than that. */
export const CHANGED = Object.freeze({ nothing: 0, columns: 1, order: 2, cells: 4 });

const WAITING = 0;
const LOADED = 1;
const FAILED = 2;

export class RowStore {
  /** @type {ColumnInfo[]} */
  columns = [];
  /** Slots in sheet order. @type {number[]} */
  order = [];
  /** Rows whose cells are there. */
  loaded = 0;
  /** Rows that could not be read. */
  failed = 0;

  /** @type {ColumnData[]} */
  #data = [];
  /** @type {string[]} */
  #ids = [];
  /** @type {Map<string, number>} */
  #slots = new Map();
  #states = new Uint8Array(0);
  /** Number of the listing that last told of each slot, by a row or an error. */
  #toldBy = new Uint32Array(0);
  #listing = 0;
  #keys = new TextData();
  #types = new CodedData();
  #parents = new CodedData();
  #access = new AccessTable();
  /** @type {Map<string, Map<string, Look>>} */
  #looks = new Map();
  /** @type {Map<number, ErrorBody>} */
  #errors = new Map();
  /** Order of a listing that replaces the present one once it is complete. @type {number[] | null} */
  #nextOrder = null;
  /** Slots whose cells came since they were last taken; null when those of any row may mean something else. */
  /** @type {number[] | null} */
  #touched = [];

  /** Rows known by id, loaded or not. */
  get size() {
    return this.order.length;
  }

  /** Rows that the present listing has named so far. */
  get expected() {
    return this.#nextOrder?.length ?? this.order.length;
  }

  /** Rows in the sheet that have cells, be they of this listing or of an earlier one. */
  countShown() {
    return this.order.reduce((count, slot) => count + Number(this.isLoaded(slot)), 0);
  }

  /**
   * Slots whose cells are new since the last call, for who follows the rows: a filter tests no others again. One
   * reader only. undefined: any may be, since columns or the names of values changed.
   * @returns {number[] | undefined}
   */
  takeTouched() {
    const touched = this.#touched;
    this.#touched = [];
    return touched ?? undefined;
  }

  /**
   * Take the next event.
   * @param {RowEvent} event
   * @returns {number} bits of CHANGED
   */
  apply(event) {
    switch (event.type) {
      case "columns":
        return this.#setColumns(event.columns);
      case "index":
        return this.#addIds(event.ids);
      case "values":
        return this.#addLooks(event.field, event.values);
      case "rows":
        for (const row of event.rows) this.#setRow(row);
        return CHANGED.cells;
      case "parents":
        return this.#nameParents(event.ids);
      case "access":
        return this.#setAccess(event);
      case "gone":
        return this.#remove(event.ids);
      case "error":
        return this.#fail(event.ids ?? [], event.error);
      case "done":
        return this.#finish();
      default:
        return CHANGED.nothing; // an event of a newer server; the rest of the listing is still good
    }
  }

  /** Start another listing: rows stay as they are until it is complete, then those it does not name go. */
  beginListing() {
    this.#nextOrder = this.order.length > 0 ? [] : null;
    this.#listing += 1;
    this.loaded = 0;
    this.failed = 0;
    this.#access.beginListing();
    this.#errors.clear();
    for (let slot = 0; slot < this.#ids.length; slot += 1) {
      if (this.#states[slot] === FAILED) this.#states[slot] = WAITING;
    }
  }

  /** Give up a listing that will not complete: what it brought stays, and nothing is taken away. */
  abandonListing() {
    this.#access.endListing();
    if (this.#nextOrder === null) return CHANGED.cells;
    const shown = new Set(this.order);
    for (const slot of this.#nextOrder) if (!shown.has(slot)) this.order.push(slot);
    this.#nextOrder = null;
    return CHANGED.order;
  }

  /** Forget all rows and what they held: the person may not see them any more. */
  clear() {
    this.columns = [];
    this.order = [];
    this.loaded = 0;
    this.failed = 0;
    this.#data = [];
    this.#ids = [];
    this.#slots.clear();
    this.#states = new Uint8Array(0);
    this.#toldBy = new Uint32Array(0);
    this.#keys = new TextData();
    this.#types = new CodedData();
    this.#parents = new CodedData();
    this.#access = new AccessTable();
    this.#looks.clear();
    this.#errors.clear();
    this.#nextOrder = null;
    this.#touched = null;
    return CHANGED.columns | CHANGED.order | CHANGED.cells;
  }

  /** @param {string} id */
  slotOf(id) {
    return this.#slots.get(id);
  }

  /** @param {number} slot */
  id(slot) {
    return this.#ids[slot] ?? "";
  }

  /** @param {number} slot */
  isLoaded(slot) {
    return this.#states[slot] === LOADED;
  }

  /** Why the row could not be read; undefined when nothing failed. @param {number} slot */
  error(slot) {
    return this.#errors.get(slot);
  }

  /** @param {number} slot */
  key(slot) {
    return String(this.#keys.get(slot) ?? "");
  }

  /** Id of the row's issue type. @param {number} slot */
  issueType(slot) {
    return String(this.#types.get(slot) ?? "");
  }

  /** Id of the parent issue, a mask ("~…") where it may not or not yet be known, or "". @param {number} slot */
  parent(slot) {
    return String(this.#parents.get(slot) ?? "");
  }

  /**
   * @param {number} slot
   * @param {number} position  Index into `columns`.
   * @returns {Cell}
   */
  cell(slot, position) {
    return this.#data[position]?.get(slot) ?? null;
  }

  /** Values of a field by id, as far as the listing told how they look. @param {string} field */
  looksOf(field) {
    return /** @type {ReadonlyMap<string, Look>} */ (this.#looks.get(field) ?? new Map());
  }

  /**
   * How a value of a field looks.
   * @param {string} field
   * @param {unknown} value  Canonical value: an id.
   */
  look(field, value) {
    return this.#looks.get(field)?.get(String(value));
  }

  /**
   * Whether the person may change a cell.
   * @param {number} slot
   * @param {number} position
   */
  access(slot, position) {
    return this.#access.cell(slot, position);
  }

  /** Verdicts on all cells of a row; rows with the same rights share the list. @param {number} slot */
  rowAccess(slot) {
    return this.#access.of(slot);
  }

  /** @param {string} columnId */
  position(columnId) {
    return this.columns.findIndex((column) => column.id === columnId);
  }

  /** @param {ColumnInfo[]} columns */
  #setColumns(columns) {
    const same =
      columns.length === this.columns.length &&
      columns.every((column, i) => column.id === this.columns[i]?.id && column.field === this.columns[i]?.field);
    this.columns = columns;
    this.#touched = null;
    this.#access.setColumns(columns);
    if (same) return CHANGED.columns;
    this.#data = columns.map(createColumnData);
    this.#states.fill(WAITING);
    return CHANGED.columns | CHANGED.cells;
  }

  /** @param {string[]} ids */
  #addIds(ids) {
    const order = this.#nextOrder ?? this.order;
    for (const id of ids) order.push(this.#slot(id));
    return this.#nextOrder ? CHANGED.nothing : CHANGED.order;
  }

  /** @param {string} id */
  #slot(id) {
    let slot = this.#slots.get(id);
    if (slot === undefined) {
      slot = this.#ids.push(id) - 1;
      this.#slots.set(id, slot);
      if (slot >= this.#states.length) {
        const capacity = Math.max(256, this.#states.length * 2);
        const [states, toldBy] = [new Uint8Array(capacity), new Uint32Array(capacity)];
        states.set(this.#states);
        toldBy.set(this.#toldBy);
        [this.#states, this.#toldBy] = [states, toldBy];
      }
    }
    return slot;
  }

  /** @param {string} field @param {Record<string, Look>} values */
  #addLooks(field, values) {
    let looks = this.#looks.get(field);
    if (!looks) this.#looks.set(field, (looks = new Map()));
    for (const [id, look] of Object.entries(values)) looks.set(id, look);
    this.#touched = null;
    return CHANGED.cells;
  }

  /** @param {RowBody} row */
  #setRow(row) {
    const slot = this.#slot(row.id);
    this.#keys.set(slot, row.key);
    this.#types.set(slot, row.issueType ?? null);
    this.#parents.set(slot, row.parent ?? null);
    this.#access.assign(slot, row.access ?? null);
    for (let i = 0; i < this.#data.length; i += 1) this.#setCell(slot, i, row.cells[i] ?? null);
    this.#states[slot] = LOADED;
    this.#errors.delete(slot);
    this.#touched?.push(slot);
    if (this.#toldBy[slot] !== this.#listing) this.loaded += 1;
    this.#toldBy[slot] = this.#listing;
  }

  /** Parents that were masked until it was known that the person may see them. @param {Record<string, string>} ids */
  #nameParents(ids) {
    for (let slot = 0; slot < this.#ids.length; slot += 1) {
      const parent = this.parent(slot);
      if (!parent || !Object.hasOwn(ids, parent)) continue;
      this.#parents.set(slot, ids[parent] ?? null);
      this.#touched?.push(slot);
    }
    return CHANGED.cells;
  }

  /** @param {number} slot @param {number} position @param {Cell} cell */
  #setCell(slot, position, cell) {
    const data = this.#data[position];
    if (!data || data.set(slot, cell)) return;
    // A number column that meets something else goes on as a plain list.
    const plain = new TextData();
    for (let i = 0; i < this.#ids.length; i += 1) plain.set(i, data.get(i));
    plain.set(slot, cell);
    this.#data[position] = plain;
  }

  /** @param {AccessEvent} event */
  #setAccess({ classes, rows = {} }) {
    for (const [name, denials] of Object.entries(classes)) this.#access.setClass(name, denials);
    for (const [id, name] of Object.entries(rows)) {
      const slot = this.#slots.get(id);
      if (slot !== undefined) this.#access.assign(slot, name); // a row that came after this says its class itself
    }
    return CHANGED.cells;
  }

  /** @param {string[]} ids */
  #remove(ids) {
    const gone = new Set(ids.map((id) => this.#slots.get(id)));
    this.order = this.order.filter((slot) => !gone.has(slot));
    if (this.#nextOrder) this.#nextOrder = this.#nextOrder.filter((slot) => !gone.has(slot));
    return CHANGED.order;
  }

  /** @param {string[]} ids @param {ErrorBody} error */
  #fail(ids, error) {
    for (const id of ids) {
      const slot = this.#slot(id);
      // A row read earlier keeps its cells: old ones are better than none.
      if (this.#states[slot] !== LOADED) this.#states[slot] = FAILED;
      this.#errors.set(slot, error);
      this.#toldBy[slot] = this.#listing;
    }
    this.failed += ids.length;
    return CHANGED.cells;
  }

  /** A row that was listed and then not told of is gone, or the person may not see it any more. */
  #finish() {
    const order = this.#nextOrder ?? this.order;
    this.order = order.filter((slot) => this.#toldBy[slot] === this.#listing);
    this.#nextOrder = null;
    this.#access.endListing();
    return CHANGED.order | CHANGED.cells;
  }
}
