// What stands in the place of the grid when it has nothing to show, and over it when the filter leaves nothing.

import { el, need } from "../../ui/dom.js";
import { emptySheet, failed } from "../../ui/states.js";

/** @import { Format } from "../../state/format.js" */
/** @import { SheetLoading } from "./loading.js" */

/**
 * @typedef {object} PlaceFacts
 * @property {SheetLoading} loading
 * @property {number} total  Rows of the sheet.
 * @property {number | null} matching  Rows that the filter lets through; null when there is none.
 * @property {string} jql
 */

export class GridPlace {
  #format;
  #onBack;
  #area;
  #message;
  #none;

  /**
   * @param {HTMLElement} root
   * @param {Format} format
   * @param {{ onBack: () => void, onShowAll: () => void }} actions
   */
  constructor(root, format, { onBack, onShowAll }) {
    this.#format = format;
    this.#onBack = onBack;
    this.#area = need(root, "[data-grid]");
    this.#message = need(root, "[data-state]");
    this.#none = need(root, "[data-none]");
    this.#none.append(
      el("p", { class: "subtle" }, "No issue of this sheet matches the filter."),
      el("button", { type: "button", class: "button", onclick: onShowAll }, "Show all issues"),
    );
  }

  /** @param {PlaceFacts} facts */
  show({ loading, total, matching, jql }) {
    const { phase } = loading;
    this.#area.setAttribute("aria-busy", String(phase === "loading"));
    const state = total === 0 ? this.#stateOf(loading, jql) : null;
    this.#message.replaceChildren(...(state ? [state] : []));
    this.#message.hidden = state === null;
    this.#area.hidden = state !== null;
    this.#none.hidden = !(total > 0 && matching === 0 && phase !== "loading");
  }

  /** @param {SheetLoading} loading @param {string} jql */
  #stateOf(loading, jql) {
    const { phase, error, retryAt } = loading;
    const load = () => void loading.start();
    if (phase === "done") return emptySheet({ jql, onReload: load });
    if (phase === "stopped") return el("div", { class: "state" }, el("p", {}, "Loading was stopped."));
    if (phase !== "failed" || !error) return null;
    const retry = { error, onRetry: load, onBack: this.#onBack };
    return failed(retryAt ? { ...retry, resumes: this.#format.time(retryAt) } : retry);
  }
}
