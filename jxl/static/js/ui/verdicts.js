// "What may I do here?": what the person may do, each with the reason and who can change it. The page brings the
// verdicts that counted when it was opened; whoever looks at them gets those that count now.

import { asApiError } from "../loader.js";
import { Dialog } from "./dialog.js";
import { el, icon } from "./dom.js";

/** @import { Api } from "../api.js" */
/** @import { Verdict, Verdicts } from "../types.d.ts" */

/** Actions in the order of the list. @type {Readonly<Record<string, string>>} */
const LABELS = {
  openSheet: "Open a sheet",
  openDirectory: "Open the directory of all sheets",
  listProjectSheets: "See the project’s sheets",
  createSheet: "Create a sheet",
  changeSheet: "Change and delete sheets",
  editCells: "Edit one issue",
  bulkChange: "Change several issues at once",
  openAdmin: "Open the administration of jxl",
};

/** Where the project only opens the door, and Jira decides issue by issue. */
const BY_ISSUE = new Set(["editCells"]);

/** @param {string} text  JSON that the page brings. @returns {Verdicts} */
export function parseVerdicts(text) {
  return text ? /** @type {Verdicts} */ (JSON.parse(text)) : {};
}

/**
 * @param {Api} api
 * @param {string} projectKey
 * @param {AbortSignal} signal
 * @returns {Promise<Verdicts>}
 */
export async function askVerdicts(api, projectKey, signal) {
  const path = `api/v1/me?${new URLSearchParams({ projectKey })}`;
  const { actions } = /** @type {{ actions: Verdicts }} */ (await api.get(path, { signal }));
  return actions;
}

/** Verdicts in the order in which people think of them; those of a newer server last. @param {Verdicts} verdicts */
export function inOrder(verdicts) {
  const order = Object.keys(LABELS);
  const rank = (/** @type {string} */ action) => (order.includes(action) ? order.indexOf(action) : order.length);
  return Object.entries(verdicts).sort(([a], [b]) => rank(a) - rank(b));
}

/** One action: may the person, and why. @param {string} action @param {Verdict} verdict */
export function verdictEntry(action, { allowed, reason }) {
  const [name, classes, word] = !allowed
    ? ["no", "is-no", "No:"]
    : BY_ISSUE.has(action)
      ? ["info", "", "By issue:"]
      : ["ok", "is-yes", "Yes:"];
  return el(
    "li",
    {},
    el("span", { class: `verdict ${classes}`.trim() }, icon(name), el("span", { class: "visually-hidden" }, word)),
    el("div", { class: "grow" }, el("div", {}, LABELS[action] ?? action), el("div", { class: "small subtle" }, reason)),
  );
}

/**
 * @typedef {object} VerdictOptions
 * @property {(signal: AbortSignal) => Promise<Verdicts>} ask  Those that count now.
 * @property {(verdicts: Verdicts) => void} [onChange]
 */

export class VerdictList {
  #options;
  /** @type {AbortController | null} */
  #abort = null;
  #state = el("p", { class: "hint verdicts-state", "aria-live": "polite" });
  #list = el("ul", { class: "verdicts" });

  /** @param {Verdicts} verdicts @param {VerdictOptions} options */
  constructor(verdicts, options) {
    this.verdicts = verdicts;
    this.#options = options;
    this.element = el("div", {}, this.#state, this.#list);
    this.#show();
  }

  /** Ask again; what is shown stays until the answer is there. */
  async refresh() {
    this.disconnect();
    const abort = new AbortController();
    this.#abort = abort;
    this.#state.replaceChildren(el("i", { class: "spinner" }), "Asking Jira what counts now");
    try {
      this.verdicts = await this.#options.ask(abort.signal);
      if (abort.signal.aborted) return;
      this.#state.replaceChildren();
      this.#show();
      this.#options.onChange?.(this.verdicts);
    } catch (error) {
      if (!abort.signal.aborted) this.#showProblem(asApiError(error).message);
    }
  }

  disconnect() {
    this.#abort?.abort();
  }

  #show() {
    this.#list.replaceChildren(...inOrder(this.verdicts).map(([action, verdict]) => verdictEntry(action, verdict)));
  }

  /** @param {string} message */
  #showProblem(message) {
    this.#state.replaceChildren(
      icon("warning"),
      el(
        "span",
        {},
        `${message} This is what counted when the page was opened. `,
        el("button", { type: "button", class: "button is-link", onclick: () => void this.refresh() }, "Try again"),
      ),
    );
  }
}

/** @param {VerdictList} list @param {string} projectName */
export function openVerdicts(list, projectName) {
  const title = projectName ? `What you may do in ${projectName}` : "What you may do";
  const dialog = new Dialog({ title, body: [list.element] });
  dialog.signal.addEventListener("abort", () => list.disconnect());
  dialog.open();
  void list.refresh();
}
