// When the view catches up with rows that stream in: often enough to look alive, seldom enough that the work it takes
// stays a small part of the time.

/** While rows come, the view's own work takes at most one part in so many of the time. */
const SHARE = 5;
/** Rows come in more often than anybody can see. */
const LEAST_PAUSE_MS = 50;

export class Follower {
  #work;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #notBefore = 0;

  /** @param {() => void} work @param {AbortSignal} signal */
  constructor(work, signal) {
    this.#work = work;
    signal.addEventListener("abort", () => clearTimeout(this.#timer));
  }

  /** Work soon. @param {boolean} isStreaming  More is coming. */
  plan(isStreaming) {
    if (this.#timer !== undefined) return;
    const waitMs = isStreaming ? Math.max(LEAST_PAUSE_MS, this.#notBefore - performance.now()) : 0;
    this.#timer = setTimeout(() => this.now(), waitMs);
  }

  /** Work at once, in the place of what was planned. */
  now() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const begun = performance.now();
    this.#work();
    const ended = performance.now();
    this.#notBefore = ended + SHARE * (ended - begun);
  }
}
