// Loads the first rows of a sheet for a preview, and says in its place what stands in the way.

import { projectPath } from "../api.js";
import { RowLoader } from "../loader.js";
import { CHANGED, RowStore } from "../state/rows.js";
import { el } from "./dom.js";
import { failed } from "./states.js";

/** @import { App } from "../types.d.ts" */

/** Enough to see what a rule does, few enough to cost next to nothing of Jira's allowance. */
export const PREVIEW_ROWS = 100;

export class PreviewRows {
  store = new RowStore();
  /** Whether the sheet has more rows than the preview. */
  hasMore = false;
  #loader;
  #host;
  #onRows;
  #retry;

  /**
   * @param {object} options
   * @param {App} options.app
   * @param {string} options.projectKey
   * @param {string} options.sheetId
   * @param {HTMLElement} options.host  Where the preview stands.
   * @param {() => void} options.onRows  The rows are there, all that will come.
   * @param {AbortSignal} options.signal
   */
  constructor({ app, projectKey, sheetId, host, onRows, signal }) {
    this.#host = host;
    this.#onRows = onRows;
    this.#retry = () => void this.load();
    const path = projectPath(projectKey, `/sheets/${encodeURIComponent(sheetId)}/rows`);
    this.#loader = new RowLoader({
      open: (loading) => app.api.rows(path, {}, { signal: loading }),
      store: this.store,
      onChange: (changed) => this.#onChange(changed),
      onPhase: () => this.#onPhase(),
      pause: () => new Promise((resolve) => setTimeout(resolve)),
      clock: () => performance.now(),
    });
    signal.addEventListener("abort", () => this.#loader.disconnect());
  }

  /** Slots of the rows to show, in the sheet's order. */
  get slots() {
    return this.store.order.slice(0, PREVIEW_ROWS).filter((slot) => this.store.isLoaded(slot));
  }

  async load() {
    this.hasMore = false;
    this.#host.setAttribute("aria-busy", "true");
    this.#host.replaceChildren(
      el("p", { class: "hint preview-wait" }, el("i", { class: "spinner" }), "Reading the first rows"),
    );
    await this.#loader.start();
  }

  /** What the count of the preview speaks of: "the first 100 issues", "64 issues". */
  get scopeWords() {
    const count = this.slots.length;
    if (this.hasMore) return `the first ${count} issues`;
    return count === 1 ? "1 issue" : `${count} issues`;
  }

  /** @param {number} changed */
  #onChange(changed) {
    if (!(changed & CHANGED.cells) || this.hasMore) return;
    const first = this.store.order.slice(0, PREVIEW_ROWS);
    if (this.store.size <= PREVIEW_ROWS || !first.every((slot) => this.store.isLoaded(slot))) return;
    this.hasMore = true;
    this.#loader.stop(); // the server reads no further
  }

  #onPhase() {
    const { phase, error } = this.#loader;
    if (phase === "loading" || phase === "idle") return;
    this.#host.removeAttribute("aria-busy");
    if (phase === "failed" && error && this.slots.length === 0) {
      this.#host.replaceChildren(failed({ error, onRetry: this.#retry }));
      return;
    }
    this.hasMore ||= this.store.size > PREVIEW_ROWS;
    if (this.slots.length === 0)
      this.#host.replaceChildren(
        el("p", { class: "box preview-none" }, "The sheet shows no issue now, so there is nothing to try this on."),
      );
    this.#onRows();
  }
}
