// A field with suggestions that the server looks for while one types: arrows move, Enter chooses, Escape closes.
// The pattern is the combobox with a list: the focus stays in the field.

import { asApiError } from "../loader.js";
import { el, uniqueId } from "./dom.js";

const ASK_AFTER_MS = 200;
const WIDTH_PX = 360;
const EDGE_PX = 8;

/**
 * @typedef {object} Choice
 * @property {string} id
 * @property {string} label  What the field shows once it is chosen.
 * @property {string} detail  What tells two of the same name apart.
 */

/** @typedef {{ values: Choice[], hasMore: boolean }} Found */

/**
 * @typedef {object} PickerOptions
 * @property {(query: string, signal: AbortSignal) => Promise<Found>} find
 * @property {(choice: Choice | null) => void} onChosen  null: what was chosen is being typed over.
 * @property {string} hint  Said while nothing is typed and nothing was found.
 * @property {string} none  Said when nothing matches.
 */

export class Picker {
  #input;
  #options;
  #list = el("div", { class: "picker-list", role: "listbox", id: uniqueId("choices") });
  #note = el("p", { class: "picker-note small subtle" });
  #popup;
  /** @type {Choice[]} */
  #choices = [];
  #at = -1;
  /** @type {Choice | null} */
  #chosen = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #asking = new AbortController();

  /**
   * @param {HTMLElement} place  Holds the input with its label.
   * @param {HTMLInputElement} input
   * @param {PickerOptions} options
   * @param {AbortSignal} signal
   */
  constructor(place, input, options, signal) {
    this.#input = input;
    this.#options = options;
    this.#popup = el("div", { class: "popup picker-popup", hidden: true }, this.#list, this.#note);
    this.#note.setAttribute("role", "status");
    this.#list.setAttribute("aria-label", input.labels?.[0]?.textContent ?? "");
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.#list.id,
    }))
      input.setAttribute(name, value);
    place.append(this.#popup);
    input.addEventListener("input", () => this.#typed(), { signal });
    input.addEventListener("click", () => this.#popup.hidden && this.#open(), { signal });
    input.addEventListener("focus", () => input.select(), { signal });
    input.addEventListener("blur", () => this.#close(), { signal });
    input.addEventListener("keydown", (event) => this.#onKey(event), { signal });
    // The field keeps the focus when an entry is clicked.
    this.#popup.addEventListener("mousedown", (event) => event.preventDefault(), { signal });
    this.#list.addEventListener("click", (event) => this.#onClick(event), { signal });
    signal.addEventListener("abort", () => this.#stop());
  }

  /** @returns {Choice | null} */
  get chosen() {
    return this.#chosen;
  }

  focus() {
    this.#input.focus();
  }

  #typed() {
    if (this.#chosen) {
      this.#chosen = null;
      this.#options.onChosen(null);
    }
    this.#stop();
    this.#timer = setTimeout(() => this.#open(), ASK_AFTER_MS);
  }

  #stop() {
    clearTimeout(this.#timer);
    this.#asking.abort();
  }

  #open() {
    this.#popup.hidden = false;
    this.#input.setAttribute("aria-expanded", "true");
    this.#place();
    void this.#ask();
  }

  #close() {
    this.#stop();
    this.#popup.hidden = true;
    this.#input.setAttribute("aria-expanded", "false");
    this.#point(-1);
  }

  /** The popup is fixed, so that no box cuts it off. */
  #place() {
    const at = this.#input.getBoundingClientRect();
    const width = Math.min(Math.max(at.width, WIDTH_PX), innerWidth - 2 * EDGE_PX);
    this.#popup.style.width = `${width}px`;
    this.#popup.style.left = `${Math.min(at.left, innerWidth - width - EDGE_PX)}px`;
    const below = innerHeight - at.bottom;
    const isAbove = below < 240 && at.top > below;
    this.#popup.style.top = isAbove ? "auto" : `${at.bottom + 4}px`;
    this.#popup.style.bottom = isAbove ? `${innerHeight - at.top + 4}px` : "auto";
    this.#popup.style.maxHeight = `${Math.max(120, (isAbove ? at.top : below) - 16)}px`;
  }

  async #ask() {
    this.#stop();
    const asking = new AbortController();
    this.#asking = asking;
    const query = this.#chosen ? "" : this.#input.value.trim();
    if (this.#choices.length === 0) this.#note.textContent = "Asking Jira…";
    try {
      const found = await this.#options.find(query, asking.signal);
      if (!asking.signal.aborted) this.#show(found, query);
    } catch (error) {
      if (asking.signal.aborted) return;
      this.#show({ values: [], hasMore: false }, query);
      this.#note.textContent = asApiError(error).message;
    }
  }

  /** @param {Found} found @param {string} query */
  #show(found, query) {
    this.#choices = found.values;
    this.#list.replaceChildren(
      ...found.values.map(({ label, detail }, index) =>
        el(
          "div",
          {
            class: "popup-entry picker-entry",
            role: "option",
            id: `${this.#list.id}-${index}`,
            "aria-selected": "false",
          },
          el("span", { class: "grow cut" }, label),
          detail ? el("span", { class: "small subtle cut picker-detail" }, detail) : null,
        ),
      ),
    );
    this.#note.textContent = found.values.length
      ? found.hasMore
        ? `The first ${found.values.length}. Type more to find others.`
        : ""
      : query
        ? this.#options.none
        : this.#options.hint;
    this.#note.hidden = this.#note.textContent === "";
    this.#point(query && found.values.length ? 0 : -1);
  }

  /** @param {number} index  -1: no entry. */
  #point(index) {
    this.#at = index;
    for (const [position, entry] of [...this.#list.children].entries()) {
      entry.setAttribute("aria-selected", String(position === index));
      if (position === index) entry.scrollIntoView({ block: "nearest" });
    }
    if (index < 0) this.#input.removeAttribute("aria-activedescendant");
    else this.#input.setAttribute("aria-activedescendant", `${this.#list.id}-${index}`);
  }

  /** @param {Choice} choice */
  #choose(choice) {
    this.#chosen = choice;
    this.#input.value = choice.label;
    this.#close();
    this.#options.onChosen(choice);
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const entry = event.target instanceof Element ? event.target.closest("[role=option]") : null;
    const choice = entry && this.#choices[[...this.#list.children].indexOf(entry)];
    if (choice) this.#choose(choice);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const isOpen = !this.#popup.hidden;
    const count = this.#choices.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!isOpen) this.#open();
      else if (count) this.#point((this.#at + (event.key === "ArrowDown" ? 1 : this.#at < 0 ? 0 : -1) + count) % count);
    } else if (event.key === "Escape" && isOpen) {
      event.stopPropagation();
      this.#close();
    } else if (event.key === "Enter" && isOpen) {
      const choice = this.#choices[this.#at];
      if (choice) this.#choose(choice);
    } else return;
    event.preventDefault();
  }
}
