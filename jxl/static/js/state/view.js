// A view applied to the rows of a sheet: which of them show, and in which order. Pure.

import { compileIn, createWorld } from "./filter.js";
import { fold } from "./folding.js";
import { compileSort } from "./sort.js";

/** @import { AppliedView, ColumnInfo, EngineContext, EngineProblem, ViewRules } from "../types.d.ts" */
/** @import { CompiledFilter } from "./filter.js" */
/** @import { RowStore } from "./rows.js" */
/** @import { CompiledSort } from "./sort.js" */

/**
 * Apply a view once.
 * @param {RowStore} store
 * @param {ViewRules} view
 * @param {EngineContext} context
 * @returns {AppliedView}
 */
export function applyView(store, view, context) {
  return new LiveView(store, view, context).update();
}

/** A view that follows its rows: after a change only the changed ones are tested again. */
export class LiveView {
  #store;
  #rules;
  #context;
  /** @type {Pick<CompiledFilter, "test">[]} */
  #filters = [];
  /** @type {CompiledSort | null} */
  #sort = null;
  /** @type {EngineProblem[]} */
  #problems = [];
  /** The columns that filters and sort were compiled for. @type {readonly ColumnInfo[] | null} */
  #columns = null;
  /** 1 where the filters let a slot through. */
  #passes = new Uint8Array(0);

  /**
   * @param {RowStore} store
   * @param {ViewRules} rules
   * @param {EngineContext} context
   */
  constructor(store, rules, context) {
    this.#store = store;
    this.#rules = rules;
    this.#context = context;
  }

  /**
   * Show other rules, or the same on another day.
   * @param {ViewRules} rules
   * @param {EngineContext} context
   * @returns {AppliedView}
   */
  set(rules, context) {
    this.#rules = rules;
    this.#context = context;
    this.#columns = null;
    return this.update();
  }

  /**
   * Follow what happened to the rows.
   * @param {Iterable<number>} [changed]  Slots whose cells are new; left out: any, or the rows themselves.
   * @returns {AppliedView}
   */
  update(changed) {
    const isCompiled = this.#columns === this.#store.columns;
    if (!isCompiled || changed === undefined) this.#compile();
    this.#test(isCompiled ? changed : undefined);
    return this.#result();
  }

  #compile() {
    const { filter, quick, search, sort } = this.#rules;
    const world = createWorld(this.#store, this.#context);
    const filters = [
      compileIn(world, filter, "filter"),
      ...(quick ?? []).map((one, i) => compileIn(world, one, `quick.${i}`)),
    ];
    this.#filters = filters.filter(({ matchesAll }) => !matchesAll);
    const wanted = search ? fold(search.query) : "";
    if (search && wanted !== "") {
      const { index, positions } = search;
      this.#filters.push({ test: (slot) => index.hasHit(wanted, slot, positions) });
    }
    this.#sort = compileSort(sort ?? [], this.#store, this.#context);
    this.#problems = [...filters.flatMap(({ problems }) => problems), ...this.#sort.problems];
    this.#columns = this.#store.columns;
  }

  /** @param {Iterable<number>} [changed] */
  #test(changed) {
    if (this.#filters.length === 0) return;
    const { order } = this.#store;
    const needed = order.reduce((most, slot) => Math.max(most, slot + 1), 0);
    let slots = changed ?? order;
    if (needed > this.#passes.length) {
      this.#passes = new Uint8Array(Math.max(needed, this.#passes.length * 2));
      slots = order;
    }
    const [first, ...others] = this.#filters;
    for (const slot of slots) {
      this.#passes[slot] = Number(first?.test(slot) && others.every(({ test }) => test(slot)));
    }
  }

  /** @returns {AppliedView} */
  #result() {
    const { order } = this.#store;
    const isFiltered = this.#filters.length > 0;
    const shown = isFiltered ? order.filter((slot) => this.#passes[slot] === 1) : order;
    const unread = isFiltered ? order.reduce((count, slot) => count + Number(!this.#store.isLoaded(slot)), 0) : 0;
    return {
      slots: this.#sort?.apply(shown) ?? Int32Array.from(shown),
      total: order.length,
      unread,
      problems: this.#problems,
    };
  }
}
