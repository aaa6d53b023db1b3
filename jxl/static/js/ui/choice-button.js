// A field that shows what is chosen and opens a list with a search: one value or several. The list is a listbox; the
// keyboard stays in the search field.

import { el, icon, uniqueId } from "./dom.js";

/**
 * @typedef {object} ChoiceItem
 * @property {string} id
 * @property {string} text
 * @property {number} [count]  Rows that hold it.
 */

/**
 * @typedef {object} ChoiceOptions
 * @property {string} label
 * @property {boolean} isMany
 * @property {() => Promise<ChoiceItem[]>} load
 * @property {boolean} [takesOther]  Whether a text that is not in the list can be chosen, too.
 * @property {(chosen: ChoiceItem[]) => void} onChange
 */

const LIMIT = 200;
const GAP_PX = 4;
const EDGE_PX = 8;

export class ChoiceButton {
  #options;
  /** @type {ChoiceItem[]} */
  #chosen;
  /** @type {ChoiceItem[]} */
  #items = [];
  #at = 0;
  /** @type {AbortController | null} */
  #open = null;

  /** @param {ChoiceItem[]} chosen @param {ChoiceOptions} options */
  constructor(chosen, options) {
    this.#chosen = chosen;
    this.#options = options;
    this.element = el("button", {
      type: "button",
      class: "input is-small choice",
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      onclick: () => void this.#toggle(),
    });
    this.#show();
  }

  #show() {
    const names = this.#chosen.map(({ text }) => text);
    const label = this.#options.label;
    this.element.setAttribute(
      "aria-label",
      names.length ? `${label}: ${names.join(", ")}` : `${label}: nothing chosen`,
    );
    this.element.replaceChildren(
      el(
        "span",
        { class: "choice-values" },
        ...(names.length
          ? names.map((name) => el("span", { class: "tag" }, name))
          : [el("span", { class: "subtlest" }, "Choose")]),
      ),
      icon("down", { size: 12 }),
    );
  }

  async #toggle() {
    if (this.#open) return this.#close(true);
    const abort = new AbortController();
    this.#open = abort;
    const { signal } = abort;
    const search = el("input", {
      class: "input is-small",
      type: "text",
      placeholder: "Search",
      role: "combobox",
      "aria-expanded": "true",
      "aria-label": this.#options.label,
      autocomplete: "off",
    });
    const list = el("div", {
      role: "listbox",
      id: uniqueId("choices"),
      "aria-label": this.#options.label,
      "aria-multiselectable": String(this.#options.isMany),
      class: "choice-list",
    });
    const note = el("p", { class: "small subtle choice-note", role: "status" }, "Reading values…");
    search.setAttribute("aria-controls", list.id);
    const popup = el("div", { class: "popup choice-popup" }, search, list, note);
    document.body.append(popup);
    this.element.setAttribute("aria-expanded", "true");
    place(popup, this.element);
    search.focus();
    signal.addEventListener("abort", () => popup.remove());
    const parts = { search, list, note };
    search.addEventListener("input", () => {
      this.#at = 0;
      this.#draw(parts);
    });
    popup.addEventListener("keydown", (event) => this.#onKey(event, parts));
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const entry = event.target instanceof Element ? event.target.closest("[role=option]") : null;
      if (!entry) return;
      this.#at = [...list.children].indexOf(entry);
      this.#choose(parts);
    });
    const outside = (/** @type {Event} */ event) => {
      if (event.target instanceof Node && !popup.contains(event.target) && !this.element.contains(event.target))
        this.#close(false);
    };
    document.addEventListener("mousedown", outside, { signal, capture: true });
    document.addEventListener("focusin", outside, { signal });
    window.addEventListener("resize", () => this.#close(false), { signal });
    const items = await this.#options.load();
    if (signal.aborted) return;
    const extra = this.#chosen.filter(({ id }) => !items.some((item) => item.id === id));
    this.#items = [...extra, ...items];
    this.#draw(parts);
    place(popup, this.element);
  }

  /** @param {boolean} giveFocusBack */
  #close(giveFocusBack) {
    if (!this.#open) return;
    this.#open.abort();
    this.#open = null;
    this.element.setAttribute("aria-expanded", "false");
    if (giveFocusBack) this.element.focus();
  }

  /** @param {string} query @returns {ChoiceItem[]} */
  #matching(query) {
    const wanted = query.trim().toLocaleLowerCase();
    const found = this.#items.filter(({ text }) => text.toLocaleLowerCase().includes(wanted));
    const isNew = wanted !== "" && !this.#items.some(({ text }) => text.toLocaleLowerCase() === wanted);
    return this.#options.takesOther && isNew ? [{ id: query.trim(), text: query.trim() }, ...found] : found;
  }

  /** @param {{ search: HTMLInputElement, list: HTMLElement, note: HTMLElement }} parts */
  #draw({ search, list, note }) {
    const found = this.#matching(search.value);
    const shown = found.slice(0, LIMIT);
    list.replaceChildren(
      ...shown.map((item, i) => {
        const isChosen = this.#chosen.some(({ id }) => id === item.id);
        return el(
          "div",
          {
            class: `popup-entry choice-entry${i === this.#at ? " is-at" : ""}`,
            role: "option",
            id: `${list.id}-${i}`,
            "aria-selected": String(isChosen),
          },
          el("span", { class: `tick${isChosen ? " is-on" : ""}` }, isChosen ? icon("check", { size: 12 }) : null),
          el("span", { class: "grow cut" }, item.text),
          item.count ? el("span", { class: "small subtlest figures" }, String(item.count)) : null,
        );
      }),
    );
    if (shown.length > 0) search.setAttribute("aria-activedescendant", `${list.id}-${this.#at}`);
    else search.removeAttribute("aria-activedescendant");
    note.textContent =
      found.length === 0
        ? search.value
          ? "Nothing in this sheet matches."
          : "No row of this sheet has a value here."
        : found.length > LIMIT
          ? `The first ${LIMIT} of ${found.length}. Type to find others.`
          : "";
    note.hidden = note.textContent === "";
    list.children[this.#at]?.scrollIntoView({ block: "nearest" });
  }

  /** @param {{ search: HTMLInputElement, list: HTMLElement, note: HTMLElement }} parts */
  #choose(parts) {
    const item = this.#matching(parts.search.value)[this.#at];
    if (!item) return;
    const isChosen = this.#chosen.some(({ id }) => id === item.id);
    if (!this.#options.isMany) this.#chosen = [item];
    else this.#chosen = isChosen ? this.#chosen.filter(({ id }) => id !== item.id) : [...this.#chosen, item];
    this.#show();
    if (this.#options.isMany) this.#draw(parts);
    else this.#close(true);
    this.#options.onChange(this.#chosen);
  }

  /** @param {KeyboardEvent} event @param {{ search: HTMLInputElement, list: HTMLElement, note: HTMLElement }} parts */
  #onKey(event, parts) {
    const last = parts.list.children.length - 1;
    if (event.key === "ArrowDown") this.#at = Math.min(last, this.#at + 1);
    else if (event.key === "ArrowUp") this.#at = Math.max(0, this.#at - 1);
    else if (event.key === "Enter") this.#choose(parts);
    else if (event.key === "Escape") this.#close(true);
    else if (event.key === "Tab") return this.#close(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
    if (this.#open && event.key !== "Enter") this.#draw(parts);
  }
}

/** The popup is fixed, so that no box cuts it off. @param {HTMLElement} popup @param {HTMLElement} button */
function place(popup, button) {
  const at = button.getBoundingClientRect();
  const left = Math.min(at.left, innerWidth - popup.offsetWidth - EDGE_PX);
  const below = at.bottom + GAP_PX + popup.offsetHeight <= innerHeight - EDGE_PX;
  popup.style.left = `${Math.max(EDGE_PX, left)}px`;
  popup.style.top = `${below ? at.bottom + GAP_PX : Math.max(EDGE_PX, at.top - GAP_PX - popup.offsetHeight)}px`;
}
