// The find box: counts the cells that hold a text and walks through them. Enter goes on, Shift+Enter back, Escape
// gives the keyboard back to the grid.

import { el, icon, need } from "./dom.js";
import { announce } from "./live.js";

/** @import { Format } from "../state/format.js" */
/** @import { SearchHits } from "../state/search.js" */

const FIND_AFTER_MS = 120;
const SAY_AFTER_MS = 700;

/**
 * @typedef {object} FindActions
 * @property {() => Promise<void>} prepare  Makes finding quick; called when the person is about to type, and before
 *   each search.
 * @property {(query: string) => SearchHits} find
 * @property {(hits: SearchHits | null) => void} onHits  null: nothing is searched.
 * @property {(place: { row: number, column: number }) => void} onGo
 * @property {() => { row: number, column: number } | null} from  Where the cursor is.
 * @property {(place: { row: number, column: number } | null) => void} onLeave  The keyboard goes back to the grid: to
 *   the hit where the person stood.
 */

export class FindBox {
  #input;
  #actions;
  #format;
  #count = el("span", { class: "find-count small subtle figures" });
  #hint = el("kbd", { class: "small subtlest label" }, "Ctrl F");
  #buttons;
  /** @type {SearchHits | null} */
  #hits = null;
  #at = -1;
  #turn = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #saying;

  /** @param {HTMLElement} root @param {Format} format @param {FindActions} actions @param {AbortSignal} signal */
  constructor(root, format, actions, signal) {
    this.#actions = actions;
    this.#format = format;
    this.#input = /** @type {HTMLInputElement} */ (need(root, "input"));
    this.#buttons = [this.#button("Previous hit", "up", -1), this.#button("Next hit", "down", 1)];
    root.append(this.#count, ...this.#buttons, this.#hint);
    this.#input.addEventListener("input", () => this.#typed(), { signal });
    this.#input.addEventListener("focus", () => void actions.prepare(), { signal });
    this.#input.addEventListener("keydown", (event) => this.#onKey(event), { signal });
    signal.addEventListener("abort", () => {
      clearTimeout(this.#timer);
      clearTimeout(this.#saying);
    });
    this.#show();
  }

  focus() {
    this.#input.focus();
    this.#input.select();
  }

  /** Rows or columns changed: look again, and stay where the person is. */
  refresh() {
    if (this.#hits) this.#find();
  }

  #typed() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#search(), FIND_AFTER_MS);
  }

  /** Find what is typed; a later search goes before this one. @returns {Promise<boolean>} whether it was done */
  async #search() {
    clearTimeout(this.#timer);
    this.#turn += 1;
    const turn = this.#turn;
    await this.#actions.prepare();
    if (turn !== this.#turn) return false;
    this.#at = -1;
    this.#find();
    this.#say();
    return true;
  }

  #find() {
    const query = this.#input.value.trim();
    this.#hits = query === "" ? null : this.#actions.find(query);
    if (this.#at >= (this.#hits?.count ?? 0)) this.#at = -1;
    this.#actions.onHits(this.#hits);
    this.#show();
  }

  /** @param {1 | -1} step */
  async #walk(step) {
    // What was typed last may not have been looked for yet.
    if (this.#at < 0 && !(await this.#search())) return;
    const hits = this.#hits;
    if (!hits?.count) return;
    const from = this.#at >= 0 ? hits.at(this.#at) : this.#actions.from();
    // The cell of the cursor counts when the walk begins there.
    const isFirst = this.#at < 0 && from !== null && step > 0;
    const start = isFirst && from ? { row: from.row, column: from.column - 1 } : from;
    this.#at = step > 0 ? hits.next(start) : hits.previous(start);
    const place = hits.at(this.#at);
    if (place) this.#actions.onGo(place);
    this.#show();
    this.#say();
  }

  #show() {
    const hits = this.#hits;
    const count = this.#format.number(hits?.count ?? 0);
    this.#count.textContent = !hits
      ? ""
      : hits.count === 0
        ? "None"
        : `${this.#at >= 0 ? `${this.#format.number(this.#at + 1)} of ` : ""}${count}`;
    for (const button of this.#buttons) button.hidden = !hits?.count;
    this.#hint.hidden = hits !== null || this.#input.value !== "";
  }

  #say() {
    clearTimeout(this.#saying);
    this.#saying = setTimeout(() => {
      const hits = this.#hits;
      if (!hits) return;
      const text = this.#count.textContent ?? "";
      announce(
        hits.count === 0 ? "Not found" : this.#at >= 0 ? `Hit ${text}` : hits.count === 1 ? "1 hit" : `${text} hits`,
      );
    }, SAY_AFTER_MS);
  }

  /** @param {string} label @param {string} name @param {1 | -1} step */
  #button(label, name, step) {
    return el(
      "button",
      {
        type: "button",
        class: "button is-ghost is-icon is-small",
        "aria-label": label,
        "data-tip": label,
        onclick: () => void this.#walk(step),
      },
      icon(name),
    );
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key === "Enter" || event.key === "F3") void this.#walk(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") this.#leave();
    else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "f") this.#input.select();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #leave() {
    clearTimeout(this.#timer);
    this.#turn += 1;
    const place = this.#hits?.at(this.#at) ?? null;
    this.#input.value = "";
    this.#at = -1;
    this.#hits = null;
    this.#actions.onHits(null);
    this.#show();
    this.#actions.onLeave(place);
  }
}
