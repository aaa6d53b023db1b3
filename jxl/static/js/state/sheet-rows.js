// The rows of a sheet as a view shows them, following the store: which, in which order, in which style. Pure.

import { compileFormats } from "./formats.js";
import { styleClasses } from "./styles.js";
import { LiveView } from "./view.js";

/** @import { AppliedView, EngineContext, EngineProblem, FormatRule, ViewRules } from "../types.d.ts" */
/** @import { CompiledFormats } from "./formats.js" */
/** @import { RowStore } from "./rows.js" */

/** Lists of classes by style: the grid asks for one with every cell. @type {Map<number, readonly string[]>} */
const CLASS_LISTS = new Map([[0, []]]);

export class SheetRows {
  #store;
  #context;
  #live;
  /** @type {readonly FormatRule[]} */
  #formatRules = [];
  /** @type {CompiledFormats} */
  #formats;
  /** @type {readonly import("../types.d.ts").ColumnInfo[]} */
  #columns;
  /** @type {AppliedView} */
  #applied;

  /** @param {RowStore} store @param {() => EngineContext} context  Asked each time rules are compiled: days pass. */
  constructor(store, context) {
    this.#store = store;
    this.#context = context;
    this.#live = new LiveView(store, {}, context());
    this.#formats = compileFormats([], store, context());
    this.#columns = store.columns;
    this.#applied = this.#live.update();
  }

  /** Rows in the order to show. */
  get slots() {
    return this.#applied.slots;
  }

  /** Rows of the sheet, shown or not. */
  get total() {
    return this.#applied.total;
  }

  /** Parts of the view that could not be used. @returns {EngineProblem[]} */
  get problems() {
    return [...this.#applied.problems, ...this.#formats.problems];
  }

  /** @param {ViewRules} rules @param {readonly FormatRule[]} formats */
  set(rules, formats) {
    const context = this.#context();
    this.#applied = this.#live.set(rules, context);
    this.#formatRules = formats;
    this.#compileFormats(context);
  }

  /** The store changed. @returns {boolean} whether other rows show, or the same in another order */
  follow() {
    const touched = this.#store.takeTouched();
    const before = this.#applied.slots;
    this.#applied = this.#live.update(touched);
    if (touched === undefined || this.#columns !== this.#store.columns) this.#compileFormats(this.#context());
    else this.#formats.invalidate(touched);
    return !areSame(before, this.#applied.slots);
  }

  /** Classes that formats give a cell. @param {number} slot @param {number} position @returns {readonly string[]} */
  classes(slot, position) {
    const style = this.#formats.style(slot, position);
    let classes = CLASS_LISTS.get(style);
    if (!classes) CLASS_LISTS.set(style, (classes = styleClasses(style).split(" ")));
    return classes;
  }

  /** Formats that match a cell's row, and what became of each. @param {number} slot @param {number} position */
  why(slot, position) {
    return this.#formats.why(slot, position);
  }

  /** @param {EngineContext} context */
  #compileFormats(context) {
    this.#columns = this.#store.columns;
    this.#formats = compileFormats(this.#formatRules, this.#store, context);
  }
}

/** @param {Int32Array} one @param {Int32Array} other */
function areSame(one, other) {
  return one.length === other.length && one.every((slot, i) => slot === other[i]);
}
