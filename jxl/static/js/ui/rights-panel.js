// The panel "What may I do here?" beside the grid: the selected cells first, then what the person may do in the
// project.

import { el, icon, uniqueId } from "./dom.js";
import { verdictEntry } from "./verdicts.js";

/** @import { Format } from "../state/format.js" */
/** @import { LockReason, SelectionRights } from "../state/selection-rights.js" */
/** @import { VerdictList } from "./verdicts.js" */

/** Reasons that are shown without asking, those with most cells. */
const REASONS_AT_ONCE = 5;

/**
 * @typedef {object} RightsPanelOptions
 * @property {string} projectKey
 * @property {string} projectName
 * @property {VerdictList} list
 * @property {Format} format
 * @property {HTMLElement} button  Opens and closes it; gets the focus back when what had it is gone.
 */

export class RightsPanel {
  #root;
  #options;
  #title = el("h2", { id: uniqueId("panel"), tabindex: -1 }, "What may I do here?");
  #selected = el("section", { class: "panel-section" });
  /** @type {SelectionRights | null} */
  #rights = null;
  /** @type {HTMLElement | null} */
  #cameFrom = null;

  /**
   * @param {HTMLElement} root  An empty `aside`, hidden.
   * @param {RightsPanelOptions} options
   * @param {AbortSignal} signal
   */
  constructor(root, options, signal) {
    this.#root = root;
    this.#options = options;
    root.setAttribute("aria-labelledby", this.#title.id);
    root.id = uniqueId("panel");
    options.button.setAttribute("aria-controls", root.id);
    options.button.addEventListener("click", () => (this.isOpen ? this.close() : this.open()), { signal });
    const close = el(
      "button",
      { type: "button", class: "button is-ghost is-icon", "aria-label": "Close", "data-tip": "Close" },
      icon("close"),
    );
    close.addEventListener("click", () => this.close());
    const heading = el("h3", {}, options.projectName ? `In ${options.projectName}` : "In this project");
    root.replaceChildren(
      el("header", { class: "panel-head" }, this.#title, close),
      el(
        "div",
        { class: "panel-body" },
        this.#selected,
        el("section", { class: "panel-section" }, heading, options.list.element),
      ),
    );
    root.addEventListener("keydown", (event) => this.#onKey(event), { signal });
    signal.addEventListener("abort", () => options.list.disconnect());
  }

  get isOpen() {
    return !this.#root.hidden;
  }

  /** Show it and give it the focus, which closing gives back. */
  open() {
    if (!this.isOpen) {
      this.#cameFrom = /** @type {HTMLElement | null} */ (document.activeElement);
      this.#root.hidden = false;
      this.#options.button.setAttribute("aria-expanded", "true");
      this.#show();
      void this.#options.list.refresh();
    }
    this.#title.focus();
  }

  close() {
    if (!this.isOpen) return;
    const hadFocus = this.#root.contains(document.activeElement);
    this.#root.hidden = true;
    this.#options.list.disconnect();
    this.#options.button.setAttribute("aria-expanded", "false");
    if (hadFocus) (this.#cameFrom?.isConnected ? this.#cameFrom : this.#options.button).focus();
  }

  /** @param {SelectionRights | null} rights  null: no cell has the cursor. */
  showSelection(rights) {
    this.#rights = rights;
    this.#show();
  }

  /** The verdicts changed: those that count for the selection are among them. */
  update() {
    this.#show();
  }

  #show() {
    if (!this.isOpen) return;
    const rights = this.#rights;
    this.#selected.replaceChildren(
      ...(rights ? [...this.#facts(rights), ...this.#counting(rights)] : [nothingSelected()]),
    );
  }

  /** @param {SelectionRights} rights @returns {Node[]} */
  #facts(rights) {
    const { cells, editable, locked, checking, reasons, key, column } = rights;
    if (cells === 1) {
      const name = [key, column].filter(Boolean).join(" · ");
      const fact =
        locked > 0
          ? outcome("lock", "", "Read-only", reasons[0]?.message ?? "")
          : checking > 0
            ? outcome(null, "", "Being checked", "jxl is asking Jira what you may change here.")
            : editable > 0
              ? outcome("ok", "is-yes", "You may change it", "Jira lets you change this field of this issue.")
              : outcome("info", "", "Not known", "What Jira lets you change here is not known on this page.");
      return [el("h3", {}, name || "This cell"), el("ul", { class: "verdicts" }, fact)];
    }
    const count = (/** @type {number} */ number) => this.#options.format.number(number);
    /** @type {HTMLElement[]} */
    const parts = [];
    if (editable > 0) parts.push(outcome("ok", "is-yes", `${count(editable)} of ${count(cells)} may be changed`, ""));
    if (checking > 0) parts.push(outcome(null, "", `${count(checking)} are being checked`, ""));
    for (const reason of reasons.slice(0, REASONS_AT_ONCE)) parts.push(this.#reason(reason));
    if (parts.length === 0)
      parts.push(outcome("info", "", "Not known", "What Jira lets you change here is not known on this page."));
    const title = [key || `${count(rights.rows)} issues`, column || `${count(cells)} cells`].join(" · ");
    const more = reasons.slice(REASONS_AT_ONCE).map((reason) => this.#reason(reason));
    return [
      el("h3", {}, title),
      el("ul", { class: "verdicts" }, ...parts),
      ...(more.length > 0
        ? [el("details", {}, el("summary", {}, `${count(more.length)} more`), el("ul", { class: "verdicts" }, ...more))]
        : []),
    ];
  }

  /** @param {LockReason} reason */
  #reason({ message, cells, columns }) {
    const title = `${this.#options.format.number(cells)} read-only: ${columns.join(", ")}`;
    return outcome("lock", "", title, message);
  }

  /** Which rights count for changing what is selected. @param {SelectionRights} rights @returns {Node[]} */
  #counting({ rows, projects }) {
    const { verdicts } = this.#options.list;
    if (projects.some((key) => key !== this.#options.projectKey)) {
      const whose = rows === 1 ? "This issue belongs" : "Some of these issues belong";
      return [el("p", { class: "hint" }, `${whose} to another project than the sheet: what you may do there counts.`)];
    }
    const actions = ["editCells", ...(rows > 1 ? ["bulkChange"] : [])];
    const entries = actions.flatMap((action) => (verdicts[action] ? [verdictEntry(action, verdicts[action])] : []));
    if (entries.length === 0) return [];
    return [
      el("h4", {}, "Rights that count"),
      el("ul", { class: "verdicts" }, ...entries),
      el(
        "p",
        { class: "hint" },
        "Besides, Jira looks at each issue: its workflow step, its security level and the fields on its screen.",
      ),
    ];
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.close();
  }
}

function nothingSelected() {
  return el("p", { class: "hint" }, icon("info"), "Select cells to see whether you may change them.");
}

/**
 * @param {string | null} name  Of an icon; null: waiting.
 * @param {string} classes
 * @param {string} title
 * @param {string} text
 */
function outcome(name, classes, title, text) {
  return el(
    "li",
    {},
    el("span", { class: `verdict ${classes}`.trim() }, name ? icon(name) : el("i", { class: "spinner" })),
    el("div", { class: "grow" }, el("div", {}, title), text ? el("div", { class: "small subtle" }, text) : null),
  );
}
