// What a person changed in the views of a sheet and did not save: theirs alone, kept by the server. The page goes on
// with what it holds when the server cannot be asked; what was not kept is told, once.

import { readChanges } from "./view-draft.js";

/** @import { ViewChanges } from "./view-draft.js" */

/** Typing and dragging make many changes: the last of them is kept. */
const KEEP_AFTER_MS = 800;

/**
 * @typedef {object} PersonalStore
 * @property {(signal: AbortSignal) => Promise<unknown>} load
 * @property {(value: object) => Promise<unknown>} save
 */

export class PersonalViews {
  #store;
  #onProblem;
  /** @type {Map<string, ViewChanges>} */
  #changes = new Map();
  /** Views changed on this page before the answer came: what was kept is older. @type {Set<string>} */
  #own = new Set();
  /** @type {Record<string, unknown>} */
  #others = {};
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {Promise<unknown>} */
  #saving = Promise.resolve();
  #hasTold = false;

  /**
   * @param {PersonalStore} store
   * @param {{ onProblem: (problem: unknown) => void }} events
   */
  constructor(store, { onProblem }) {
    this.#store = store;
    this.#onProblem = onProblem;
  }

  /** Read what was kept. @param {AbortSignal} signal */
  async load(signal) {
    try {
      const stored = /** @type {Record<string, unknown> | null} */ (await this.#store.load(signal));
      const { views, ...others } = stored && typeof stored === "object" ? stored : { views: null };
      this.#others = others;
      if (views === null || typeof views !== "object") return;
      for (const [id, changes] of Object.entries(/** @type {object} */ (views)))
        if (!this.#own.has(id)) this.#changes.set(id, readChanges(changes));
    } catch (problem) {
      if (!signal.aborted) this.#tell(problem);
    }
  }

  /** @param {string} viewId */
  get(viewId) {
    return this.#changes.get(viewId);
  }

  /** @param {string} viewId @param {ViewChanges} changes  None: as it is saved. */
  set(viewId, changes) {
    this.#own.add(viewId);
    if (Object.keys(changes).length > 0) this.#changes.set(viewId, changes);
    else if (!this.#changes.delete(viewId)) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), KEEP_AFTER_MS);
  }

  /** Keep now what waits to be kept: the page is being left. */
  async flush() {
    if (this.#timer === undefined) return this.#saving;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const views = Object.fromEntries(this.#changes);
    // One after the other, so that the older state never arrives last.
    this.#saving = this.#saving
      .then(() => this.#store.save({ ...this.#others, views }))
      .catch((problem) => this.#tell(problem));
    return this.#saving;
  }

  /** @param {unknown} problem */
  #tell(problem) {
    if (this.#hasTold) return;
    this.#hasTold = true;
    this.#onProblem(problem);
  }
}
