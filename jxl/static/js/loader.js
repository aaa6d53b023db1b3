// Drives one listing of a sheet: takes events from the API, feeds the row store, tells how far it is.
// No DOM; time and pauses are passed in, so that it runs under node --test.

import { ApiError } from "./api.js";
import { CHANGED } from "./state/rows.js";

/** @import { RowEvent } from "./types.d.ts" */
/** @import { RowStore } from "./state/rows.js" */

/** @typedef {"idle" | "loading" | "done" | "stopped" | "failed"} LoadPhase */

/**
 * @typedef {object} LoadOptions
 * @property {(signal: AbortSignal) => AsyncIterable<RowEvent>} open  Begins the listing at the server.
 * @property {RowStore} store
 * @property {(changed: number) => void} onChange  Called after each event, with bits of CHANGED.
 * @property {() => void} onPhase  Called when `phase` changed.
 * @property {() => Promise<void>} pause  Lets the browser draw and listen.
 * @property {() => number} clock  Milliseconds that only grow.
 */

/** Longest stretch of work before the browser gets its turn: half a frame. */
const WORK_MS = 8;

export class RowLoader {
  /** @type {LoadPhase} */
  phase = "idle";
  /** Why the last listing did not complete. @type {ApiError | null} */
  error = null;
  /** Change counter of the site when the last complete listing was made. @type {number | null} */
  seq = null;

  #options;
  /** @type {AbortController | null} */
  #abort = null;

  /** @param {LoadOptions} options */
  constructor(options) {
    this.#options = options;
  }

  /** Begin a listing; one that is under way is given up first. */
  async start() {
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.error = null;
    this.#options.store.beginListing();
    this.#enter("loading");
    try {
      const complete = await this.#listen(abort.signal);
      if (abort.signal.aborted) return;
      if (!complete)
        this.error ??= new ApiError({
          code: "incomplete",
          message: "The server ended the list before it was complete.",
        });
      this.#end(this.error ? "failed" : "done");
    } catch (error) {
      if (abort.signal.aborted) return;
      this.error = asApiError(error);
      this.#end("failed");
    }
  }

  /** Stop reading; what is there stays. */
  stop() {
    if (this.phase !== "loading") return;
    this.#abort?.abort();
    this.#end("stopped");
  }

  /** Stop without telling anybody: the screen is gone. */
  disconnect() {
    this.#abort?.abort();
  }

  /** @param {AbortSignal} signal @returns {Promise<boolean>} whether the listing came to its end */
  async #listen(signal) {
    const { open, store, onChange, pause, clock } = this.#options;
    let complete = false;
    let since = clock();
    for await (const event of open(signal)) {
      if (signal.aborted) return false;
      const changed = store.apply(event);
      if (event.type === "done") {
        complete = true;
        this.seq = event.seq;
      }
      if (event.type === "error" && !event.ids?.length) this.error = new ApiError(event.error);
      if (changed !== CHANGED.nothing) onChange(changed);
      if (clock() - since > WORK_MS) {
        await pause();
        since = clock();
      }
    }
    if (complete) this.error = null;
    return complete;
  }

  /** @param {LoadPhase} phase */
  #end(phase) {
    this.#options.onChange(this.#options.store.abandonListing());
    this.#enter(phase);
  }

  /** @param {LoadPhase} phase */
  #enter(phase) {
    this.phase = phase;
    this.#options.onPhase();
  }
}

/** @param {unknown} error */
export function asApiError(error) {
  if (error instanceof ApiError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ApiError({ code: "page_error", message });
}
