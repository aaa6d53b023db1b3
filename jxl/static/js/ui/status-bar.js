// The bar under the grid: how far loading is, what is selected, whether the rows are still what Jira has.

import { el, icon } from "./dom.js";

/** @import { LoadPhase } from "../loader.js" */
/** @import { Format } from "../state/format.js" */

/**
 * @typedef {object} StatusFacts
 * @property {LoadPhase} phase
 * @property {number} loaded
 * @property {number} failed  Rows that could not be read.
 * @property {number} expected
 * @property {number} shown  Rows with cells, those of an earlier listing included; told when loading ended early.
 * @property {number} total  Rows in the sheet.
 * @property {number | null} matching  Rows that the filter lets through; null when there is no filter.
 * @property {string} problem  Why loading ended early; "".
 * @property {Date | null} loadedAt
 * @property {boolean} isStale  Something changed in Jira since.
 * @property {Date | null} retryAt  When loading goes on by itself.
 */

/**
 * @typedef {object} SelectionFacts
 * @property {number} rows
 * @property {number} columns
 * @property {number} filled  Cells that hold something.
 * @property {{ sum: string, average: string, min: string, max: string } | null} figures
 */

/** @typedef {{ onCancel: () => void, onReload: () => void, onRights: () => void }} StatusActions */

export class StatusBar {
  #format;
  #actions;
  #left = el("span", { class: "status-part" });
  #right = el("span", { class: "status-part status-end" });
  /** @type {SelectionFacts | null} */
  #selection = null;
  /** What the person may not change of what is selected; "". */
  #rights = "";
  #count = "";
  #progress = el("progress", { class: "progress", max: 1, "aria-label": "Loading" });
  /** Parts of the loading state; they are kept while it lasts, so that Cancel stays the same button under the mouse. */
  #loaded = el("b");
  #expected = el("b");
  #isLoading = false;

  /**
   * @param {HTMLElement} root
   * @param {Format} format
   * @param {StatusActions} actions
   */
  constructor(root, format, actions) {
    this.#format = format;
    this.#actions = actions;
    root.replaceChildren(this.#left, el("span", { class: "grow" }), this.#right);
  }

  /** @param {SelectionFacts | null} selection  null: a single cell or nothing. */
  showSelection(selection) {
    this.#selection = selection;
    this.#showLeft();
  }

  /** @param {string} sentence  What of the selection cannot be changed, and why; "" when there is nothing to say. */
  showRights(sentence) {
    if (sentence === this.#rights) return;
    this.#rights = sentence;
    this.#showLeft();
  }

  /** @param {StatusFacts} facts */
  show(facts) {
    this.#count = this.#counted(facts);
    this.#showLeft();
    const isLoading = facts.phase === "loading" && facts.expected > 0;
    if (isLoading) {
      this.#loaded.textContent = this.#format.number(facts.loaded);
      this.#expected.textContent = this.#format.number(facts.expected);
      this.#progress.value = facts.loaded / facts.expected;
    }
    if (!isLoading || !this.#isLoading) this.#right.replaceChildren(...this.#parts(facts));
    this.#isLoading = isLoading;
  }

  /** @param {StatusFacts} facts */
  #counted({ phase, expected, matching }) {
    if (phase === "idle" || phase === "loading") return "";
    if (matching === null) return phase === "done" ? this.#issues(expected) : "";
    return `${this.#issues(matching)} ${matching === 1 ? "matches" : "match"}`;
  }

  #showLeft() {
    this.#left.replaceChildren(
      ...(this.#selection ? this.#selectionParts(this.#selection) : [this.#count]),
      ...(this.#rights ? [this.#rightsPart(this.#rights)] : []),
    );
  }

  /** @param {string} sentence */
  #rightsPart(sentence) {
    return el(
      "span",
      { class: "status-rights" },
      icon("lock", { size: 14 }),
      el("span", { class: "cut" }, sentence),
      this.#button("Why?", this.#actions.onRights),
    );
  }

  /** The same in one sentence, for the live region. @param {StatusFacts} facts */
  sentence(facts) {
    const count = this.#format.number(facts.expected);
    switch (facts.phase) {
      case "loading":
        return facts.expected ? `Loading about ${count} issues` : "Loading issues";
      case "done":
        return facts.matching === null
          ? `${this.#issues(facts.expected)}. Up to date.`
          : `${this.#counted(facts)} of ${count}. Up to date.`;
      case "stopped":
        return `Stopped. ${this.#shown(facts)}`;
      case "failed":
        return `Loading ended early. ${facts.problem}`;
      default:
        return "";
    }
  }

  /** @param {StatusFacts} facts @returns {(Node | string)[]} */
  #parts(facts) {
    switch (facts.phase) {
      case "loading":
        return [
          el("i", { class: "spinner" }),
          ...(facts.expected > 0
            ? [el("span", {}, "Loading ", this.#loaded, " of about ", this.#expected, " issues"), this.#progress]
            : [el("span", {}, "Loading issues")]),
          this.#button("Cancel", this.#actions.onCancel),
        ];
      case "stopped":
        if (facts.total === 0) return [this.#button("Load again", this.#actions.onReload)];
        return [el("span", {}, `Stopped. ${this.#shown(facts)}`), this.#button("Load all", this.#actions.onReload)];
      case "failed":
        if (facts.total === 0) return []; // what stands in the place of the grid says it
        return [
          el(
            "span",
            { class: "is-bad" },
            icon("error", { size: 14 }),
            el("span", { class: "cut" }, this.#problem(facts)),
          ),
          this.#button(facts.retryAt ? "Try now" : "Try again", this.#actions.onReload),
        ];
      case "done":
        return [...this.#failedParts(facts), ...this.#freshness(facts)];
      default:
        return [];
    }
  }

  /** @param {StatusFacts} facts */
  #problem(facts) {
    const cause = facts.retryAt ? `Loading is paused until ${this.#format.time(facts.retryAt)}.` : facts.problem;
    return `${cause} ${this.#shown(facts)}`;
  }

  /** What is on the screen when a listing did not complete. @param {StatusFacts} facts */
  #shown({ shown, total, loadedAt }) {
    if (shown < total) return `${this.#format.number(shown)} of about ${this.#format.number(total)} issues are shown.`;
    return loadedAt ? `The issues are shown as of ${this.#format.time(loadedAt)}.` : `${this.#issues(shown)} shown.`;
  }

  /** @param {StatusFacts} facts */
  #failedParts(facts) {
    if (facts.failed === 0) return [];
    return [
      el("span", { class: "is-bad" }, icon("error", { size: 14 }), `${this.#issues(facts.failed)} could not be read`),
      this.#button("Try again", this.#actions.onReload),
    ];
  }

  /** @param {StatusFacts} facts */
  #freshness(facts) {
    const time = facts.loadedAt ? this.#format.time(facts.loadedAt) : "";
    if (!facts.isStale) return [el("span", {}, "Up to date")];
    return [el("span", {}, `Changed in Jira since ${time}`), this.#button("Load again", this.#actions.onReload)];
  }

  /** @param {SelectionFacts} selection */
  #selectionParts({ rows, columns, filled, figures }) {
    const value = (/** @type {string} */ label, /** @type {string} */ text) =>
      el("span", {}, `${label} `, el("b", {}, text));
    const number = (/** @type {number} */ count) => this.#format.number(count);
    const parts = [value("Selected", `${number(rows)} × ${number(columns)}`), value("Count", number(filled))];
    if (!figures) return parts;
    return [
      ...parts,
      value("Sum", figures.sum),
      value("Average", figures.average),
      value("Min", figures.min),
      value("Max", figures.max),
    ];
  }

  /** @param {number} count */
  #issues(count) {
    return count === 1 ? "1 issue" : `${this.#format.number(count)} issues`;
  }

  /** @param {string} label @param {() => void} run */
  #button(label, run) {
    return el("button", { type: "button", class: "button is-link", onclick: run }, label);
  }
}
