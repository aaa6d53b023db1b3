// Reads the rows of a sheet and keeps what is to be said of it: how far it is, why it ended, when it goes on, whether
// Jira has something newer. Draws nothing.

import { ApiError, projectPath } from "../../api.js";
import { RowLoader } from "../../loader.js";
import { nextTask } from "./next-task.js";

/** @import { Api } from "../../api.js" */
/** @import { StatusFacts } from "../../ui/status-bar.js" */
/** @import { RowStore } from "../../state/rows.js" */

const WATCH_EVERY_MS = 30_000;
/** A pause longer than this is said, not waited for: the person may want to do something else. */
const MAX_WAIT_S = 3600;

/**
 * @typedef {object} LoadingEvents
 * @property {(changed: number) => void} onRows  With bits of CHANGED.
 * @property {() => void} onPhase
 * @property {() => void} onStale
 */

export class SheetLoading {
  /** When the rows were complete. @type {Date | null} */
  loadedAt = null;
  isStale = false;
  /** When loading goes on by itself. @type {Date | null} */
  retryAt = null;
  #api;
  #path;
  #store;
  #events;
  #signal;
  #loader;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #retryTimer;

  /**
   * @param {{ api: Api, store: RowStore, projectKey: string, sheetId: string }} what
   * @param {LoadingEvents} events
   * @param {AbortSignal} signal
   */
  constructor({ api, store, projectKey, sheetId }, events, signal) {
    this.#api = api;
    this.#store = store;
    this.#path = projectPath(projectKey, `/sheets/${encodeURIComponent(sheetId)}`);
    this.#events = events;
    this.#signal = signal;
    this.#loader = new RowLoader({
      open: (loadSignal) => api.rows(`${this.#path}/rows`, {}, { signal: loadSignal }),
      store,
      onChange: (changed) => events.onRows(changed),
      onPhase: () => this.#onPhase(),
      pause: nextTask,
      clock: () => performance.now(),
    });
    const watch = setInterval(() => void this.#watch(), WATCH_EVERY_MS);
    signal.addEventListener("abort", () => {
      clearInterval(watch);
      clearTimeout(this.#retryTimer);
      this.#loader.disconnect();
    });
  }

  get phase() {
    return this.#loader.phase;
  }

  get error() {
    return this.#loader.error;
  }

  /** Read the rows, again if they are there. */
  async start() {
    clearTimeout(this.#retryTimer);
    this.retryAt = null;
    this.isStale = false;
    await this.#loader.start();
  }

  stop() {
    this.#loader.stop();
  }

  /** @returns {Omit<StatusFacts, "matching">} */
  get facts() {
    const { phase } = this.#loader;
    return {
      phase,
      shown: phase === "stopped" || phase === "failed" ? this.#store.countShown() : 0,
      total: this.#store.size,
      loaded: this.#store.loaded,
      failed: this.#store.failed,
      expected: this.#store.expected,
      problem: this.#loader.error?.message ?? "",
      loadedAt: this.loadedAt,
      isStale: this.isStale,
      retryAt: this.retryAt,
    };
  }

  #onPhase() {
    const { phase, error } = this.#loader;
    if (phase === "done") this.loadedAt = new Date();
    if (phase === "failed" && error?.isRefusal) this.loadedAt = null;
    else if (phase === "failed" && error) this.#planRetry(error);
    this.#events.onPhase();
  }

  /** Jira said when to come back: then loading goes on by itself. @param {ApiError} error */
  #planRetry(error) {
    const seconds = error.retryAfterS ?? Number(error.details["retryAfterS"] ?? 0);
    if (!(seconds > 0 && seconds <= MAX_WAIT_S)) return;
    this.retryAt = new Date(Date.now() + seconds * 1000);
    this.#retryTimer = setTimeout(() => void this.start(), seconds * 1000);
  }

  /** Ask whether the site changed; only ever says so, the person decides when to load again. */
  async #watch() {
    if (document.hidden || this.phase !== "done" || this.isStale || this.#loader.seq === null) return;
    try {
      const path = `${this.#path}/changes?since=${this.#loader.seq}`;
      const { count, reset } = /** @type {{ count: number, reset: boolean }} */ (
        await this.#api.get(path, { signal: this.#signal })
      );
      if (!count && !reset) return;
      this.isStale = true;
      this.#events.onStale();
    } catch (error) {
      // Watching is a courtesy: when it fails, the rows stay as fresh as the bar says, and the next round asks again.
      if (error instanceof ApiError && error.isRefusal)
        void this.start(); // says so in the sheet's own words
      else if (!(error instanceof ApiError) && !this.#signal.aborted) throw error;
    }
  }
}
