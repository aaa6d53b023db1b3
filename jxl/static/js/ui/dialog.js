// A dialog over the app's frame: keeps the focus inside, Escape closes it, focus goes back where it came from.

import { el, icon, uniqueId } from "./dom.js";

/** @import { Child } from "./dom.js" */

const FOCUSABLE =
  "a[href], button:not([disabled]), input:not([disabled]), select, textarea:not([disabled]), [tabindex='0']";

/**
 * @typedef {object} DialogParts
 * @property {string} title
 * @property {Child[]} body
 * @property {Child[]} [footer]
 * @property {"small" | "medium" | "large"} [size]  400, 600 or 800 px.
 */

export class Dialog {
  #blanket;
  #cameFrom = /** @type {HTMLElement | null} */ (document.activeElement);
  #abort = new AbortController();

  /** @param {DialogParts} parts */
  constructor({ title, body, footer, size = "medium" }) {
    const titleId = uniqueId("dialog");
    const close = el(
      "button",
      { type: "button", class: "button is-ghost is-icon", "aria-label": "Close" },
      icon("close"),
    );
    close.addEventListener("click", () => this.close());
    this.element = el(
      "div",
      { class: `dialog is-${size}`, role: "dialog", "aria-modal": "true", "aria-labelledby": titleId },
      el("header", {}, el("h1", { id: titleId }, title), close),
      el("div", { class: "dialog-body" }, ...body),
      footer ? el("footer", {}, ...footer) : null,
    );
    this.#blanket = el("div", { class: "blanket" }, this.element);
  }

  /** Ends when the dialog closes: for listeners and requests that belong to it. */
  get signal() {
    return this.#abort.signal;
  }

  /** @param {HTMLElement} [first]  What gets the focus; else the first thing that can have it. */
  open(first) {
    document.body.append(this.#blanket);
    for (const other of this.#others()) other.inert = true;
    const { signal } = this;
    this.#blanket.addEventListener("mousedown", (event) => event.target === this.#blanket && this.close(), { signal });
    this.#blanket.addEventListener("keydown", (event) => this.#onKey(event), { signal });
    (first ?? this.#focusable()[0] ?? this.element).focus();
  }

  close() {
    if (this.#abort.signal.aborted) return;
    this.#abort.abort();
    for (const other of this.#others()) other.inert = false;
    this.#blanket.remove();
    if (this.#cameFrom?.isConnected) this.#cameFrom.focus();
  }

  #others() {
    const all = /** @type {HTMLElement[]} */ ([...document.body.children]);
    return all.filter((child) => child !== this.#blanket && !["live", "tip"].includes(child.id));
  }

  #focusable() {
    const all = /** @type {HTMLElement[]} */ ([...this.element.querySelectorAll(FOCUSABLE)]);
    return all.filter((element) => element.offsetParent !== null);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key === "Escape") {
      event.stopPropagation();
      this.close();
    } else if (event.key === "Tab") {
      const all = this.#focusable();
      const [first, last] = [all[0], all[all.length - 1]];
      const leaves = event.shiftKey ? document.activeElement === first : document.activeElement === last;
      if (!leaves) return;
      event.preventDefault();
      (event.shiftKey ? last : first)?.focus();
    }
  }
}
