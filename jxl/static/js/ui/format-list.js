// The rules of a sheet in their order: chosen, moved, switched on and off.

import { el, icon } from "./dom.js";
import { toggle } from "./form-parts.js";
import { connectReorder, grip } from "./reorder.js";
import { swatch } from "./style-palette.js";

/** @import { FormatRule } from "../types.d.ts" */

/** @type {Readonly<Record<string, string>>} */
const KINDS = { scale: "scale", bar: "bar", icon: "icon" };

/**
 * @typedef {object} ListActions
 * @property {(id: string) => void} onChoose
 * @property {(from: number, to: number) => void} onMove
 * @property {(id: string, isOn: boolean) => void} onToggle
 */

export class FormatList {
  #list = el("ol", { class: "rules", "aria-label": "Rules in their order" });
  #actions;
  #mayChange;
  #columnName;

  /**
   * @param {HTMLElement} host
   * @param {object} options
   * @param {boolean} options.mayChange
   * @param {(id: string) => string} options.columnName
   * @param {ListActions} options.actions
   * @param {AbortSignal} options.signal
   */
  constructor(host, { mayChange, columnName, actions, signal }) {
    this.#actions = actions;
    this.#mayChange = mayChange;
    this.#columnName = columnName;
    host.replaceChildren(this.#list);
    if (mayChange) connectReorder(this.#list, (from, to) => actions.onMove(from, to), signal);
  }

  /**
   * @param {readonly FormatRule[]} rules
   * @param {string | null} chosen
   * @param {ReadonlySet<string>} troubled  Ids of rules that are not understood in all parts.
   */
  draw(rules, chosen, troubled) {
    const focused = this.#list.contains(document.activeElement) ? focusKey(document.activeElement) : null;
    this.#list.replaceChildren(...rules.map((rule) => this.#entry(rule, rule.id === chosen, troubled.has(rule.id))));
    if (focused) {
      const again = this.#list.querySelector(focused);
      if (again instanceof HTMLElement) again.focus();
    }
  }

  /** @param {FormatRule} rule @param {boolean} isChosen @param {boolean} isTroubled */
  #entry(rule, isChosen, isTroubled) {
    const name = rule.name.trim() || "Without a name";
    return el(
      "li",
      { class: `rule${isChosen ? " is-chosen" : ""}`, "data-entry": rule.id },
      this.#mayChange ? grip(name) : null,
      el(
        "button",
        {
          type: "button",
          class: "rule-choose",
          "data-choose": true,
          "aria-current": isChosen ? "true" : null,
          onclick: () => this.#actions.onChoose(rule.id),
        },
        swatch(rule.then),
        el(
          "span",
          { class: "grow" },
          el("span", { class: "rule-name cut" }, name),
          el("span", { class: "small subtle cut" }, this.#about(rule)),
        ),
        isTroubled
          ? el("span", { class: "rule-trouble", "data-tip": "Not understood: it colours nothing" }, icon("warning"))
          : null,
      ),
      this.#mayChange
        ? toggle(`${name} is on`, rule.enabled !== false, (isOn) => this.#actions.onToggle(rule.id, isOn))
        : null,
    );
  }

  /** @param {FormatRule} rule */
  #about({ target, then, stop, enabled }) {
    const columns = target?.kind === "columns" ? (target.columns ?? []) : null;
    const where = columns === null ? "Whole row" : columns.map(this.#columnName).join(", ") || "No column";
    const kind = then.kind === "style" ? "" : `${KINDS[then.kind] ?? "unknown"}, not drawn yet`;
    return [where, kind, stop ? "stops" : "", enabled === false ? "off" : ""].filter(Boolean).join(" · ");
  }
}

/** Where the focus is, to give it back after the list is drawn anew. @param {Element | null} element */
function focusKey(element) {
  const entry = element?.closest("[data-entry]");
  if (!(entry instanceof HTMLElement)) return null;
  const part = element?.matches("[data-grip]")
    ? "[data-grip]"
    : element?.matches("[role=switch]")
      ? "[role=switch]"
      : "[data-choose]";
  return `[data-entry="${CSS.escape(entry.dataset["entry"] ?? "")}"] ${part}`;
}
