// The bar above the grid: one stop for Tab, arrows move inside. The view, what of it is in use, row height; what is not
// built is not shown.

import { connectMenu } from "./menu.js";
import { el, icon, need } from "./dom.js";

/** @import { Density, SheetView } from "../types.d.ts" */
/** @import { PanelTab } from "./view-panel.js" */

/** @type {Readonly<Record<Density, string>>} */
export const DENSITY_LABELS = { compact: "Compact rows", standard: "Standard rows", tall: "Tall rows" };

/**
 * @typedef {object} ToolbarFacts
 * @property {readonly SheetView[]} views
 * @property {string} viewId
 * @property {boolean} isEdited
 * @property {boolean} isSaving
 * @property {boolean} maySave
 * @property {Density} density
 * @property {number} conditions
 * @property {number} sorts
 * @property {number} formats
 * @property {string} count  "21 of 164"; "" when all show.
 * @property {string[]} problems  What of the view is not understood.
 * @property {string} panel  Tab of the panel that is open; "".
 */

/**
 * @typedef {object} ToolbarActions
 * @property {(viewId: string) => void} onView
 * @property {(density: Density) => void} onDensity
 * @property {() => void} onReload
 * @property {(tab: PanelTab) => void} onPanel
 * @property {() => void} onSave
 * @property {() => void} onDiscard
 */

export class Toolbar {
  #root;
  #actions;
  /** @type {ToolbarFacts} */
  #facts;
  #shown = "";

  /** @param {HTMLElement} root @param {ToolbarFacts} facts @param {ToolbarActions} actions @param {AbortSignal} signal */
  constructor(root, facts, actions, signal) {
    this.#root = root;
    this.#actions = actions;
    this.#facts = facts;
    connectMenu(need(root, "[data-view-menu]"), () => this.#views(), signal);
    connectMenu(need(root, "[data-density-menu]"), () => this.#densities(), signal);
    need(root, "[data-reload]").addEventListener("click", () => actions.onReload(), { signal });
    need(root, "[data-save-view]").addEventListener("click", () => actions.onSave(), { signal });
    need(root, "[data-problems]").addEventListener("click", () => actions.onPanel("filter"), { signal });
    for (const button of this.#tabs)
      button.addEventListener("click", () => actions.onPanel(/** @type {PanelTab} */ (button.dataset["panel"])), {
        signal,
      });
    connectArrows(root, signal);
    this.show(facts);
  }

  /** @param {ToolbarFacts} facts */
  show(facts) {
    this.#facts = facts;
    const state = JSON.stringify({ ...facts, views: facts.views.map(({ id, name }) => [id, name]) });
    if (state === this.#shown) return; // rows arrive many times a second; the bar seldom changes
    this.#shown = state;
    const name = facts.views.find(({ id }) => id === facts.viewId)?.name ?? "All columns";
    need(this.#root, "[data-view-menu] [data-label]").textContent = name;
    const badge = need(this.#root, "[data-edited]");
    badge.hidden = !facts.isEdited;
    badge.textContent = facts.maySave ? "edited" : "your own";
    const save = need(this.#root, "[data-save-view]");
    save.hidden = !facts.isEdited || !facts.maySave;
    save.textContent = facts.isSaving ? "Saving…" : "Save view";
    const counts = { filter: facts.conditions, sort: facts.sorts, format: facts.formats, columns: 0 };
    for (const button of this.#tabs) {
      const tab = /** @type {keyof typeof counts} */ (button.dataset["panel"]);
      const count = counts[tab];
      const isOpen = facts.panel === tab;
      button.classList.toggle("is-on", count > 0 || isOpen);
      button.setAttribute("aria-expanded", String(isOpen));
      const words = button.dataset["tip"] ?? "";
      button.setAttribute("aria-label", count > 0 ? `${words}: ${count}` : words);
      const mark = need(button, ".badge");
      mark.hidden = count === 0;
      mark.textContent = String(count);
    }
    need(this.#root, "[data-matching]").textContent = facts.count;
    this.#showProblems(facts.problems);
    settleStop(this.#root);
  }

  get #tabs() {
    return /** @type {HTMLElement[]} */ ([...this.#root.querySelectorAll("[data-panel]")]);
  }

  /** @param {string[]} problems */
  #showProblems(problems) {
    const button = need(this.#root, "[data-problems]");
    button.hidden = problems.length === 0;
    const text =
      problems.length === 1 ? "1 condition is not understood" : `${problems.length} conditions are not understood`;
    button.replaceChildren(icon("warning"), el("span", { class: "label" }, text));
    button.setAttribute("aria-label", text);
    button.setAttribute("data-tip", problems.join("\n"));
  }

  #views() {
    const { views, viewId, isEdited } = this.#facts;
    const items = views.map((view) => ({
      label: view.name,
      checked: view.id === viewId,
      run: () => this.#actions.onView(view.id),
    }));
    const settings = {
      label: "View settings",
      icon: "settings",
      startsGroup: true,
      run: () => this.#actions.onPanel("more"),
    };
    const discard = { label: "Discard my changes", icon: "close", run: () => this.#actions.onDiscard() };
    return [...items, settings, ...(isEdited ? [discard] : [])];
  }

  #densities() {
    return /** @type {Density[]} */ (["compact", "standard", "tall"]).map((density) => ({
      label: DENSITY_LABELS[density],
      checked: density === this.#facts.density,
      run: () => this.#actions.onDensity(density),
    }));
  }
}

/** @param {HTMLElement} toolbar */
function itemsOf(toolbar) {
  const all = /** @type {HTMLElement[]} */ ([...toolbar.querySelectorAll("button:not([disabled])")]);
  return all.filter((item) => !item.closest("[hidden], [role=search]")); // the find box is a stop of its own
}

/** A button that went may have been the bar's only tab stop. @param {HTMLElement} toolbar */
function settleStop(toolbar) {
  const items = itemsOf(toolbar);
  const stop =
    items.find((item) => item === document.activeElement) ?? items.find((item) => item.tabIndex === 0) ?? items[0];
  for (const item of items) item.tabIndex = item === stop ? 0 : -1;
}

/** Arrow keys inside a toolbar that is one tab stop. @param {HTMLElement} toolbar @param {AbortSignal} signal */
export function connectArrows(toolbar, signal) {
  settleStop(toolbar);
  toolbar.addEventListener(
    "keydown",
    (event) => {
      const all = itemsOf(toolbar);
      const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
      if (at < 0 || to === undefined) return;
      event.preventDefault();
      const next = all[(to + all.length) % all.length];
      for (const item of all) item.tabIndex = item === next ? 0 : -1;
      next?.focus();
    },
    { signal },
  );
}
