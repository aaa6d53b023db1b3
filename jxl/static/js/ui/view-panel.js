// The panel beside the grid in which a view is set up: columns, sort, filter, formats, and the view itself. What is
// changed shows at once, and only for this person until it is saved.

import { conditionsIn, pinnedOf } from "../state/view-draft.js";
import { ColumnList } from "./column-list.js";
import { el, icon, uniqueId } from "./dom.js";
import { FilterBuilder } from "./filter-builder.js";
import { guard } from "./guarded.js";
import { SortEditor } from "./sort-editor.js";
import { swatch } from "./style-palette.js";
import { DENSITY_LABELS } from "./toolbar.js";

/** @import { ColumnInfo, Density, FormatRule, SheetView, Verdict } from "../types.d.ts" */
/** @import { Format } from "../state/format.js" */
/** @import { ViewChanges } from "../state/view-draft.js" */
/** @import { ChoiceItem } from "./choice-button.js" */

const TABS = /** @type {const} */ ([
  ["columns", "Columns"],
  ["sort", "Sort"],
  ["filter", "Filter"],
  ["format", "Format"],
  ["more", "More"],
]);
/** @typedef {typeof TABS[number][0]} PanelTab */

/**
 * @typedef {object} PanelFacts
 * @property {SheetView} view  As the person has it.
 * @property {string[]} columnIds  What shows, in order.
 * @property {readonly ColumnInfo[]} columns  Of the sheet.
 * @property {readonly FormatRule[]} formats  Of the sheet.
 * @property {boolean} isEdited
 * @property {boolean} isSaving
 * @property {boolean} isDefault
 * @property {boolean} isOnly  Whether the sheet has no other view.
 * @property {Verdict} maySave
 * @property {string[]} problems
 */

/**
 * @typedef {object} PanelActions
 * @property {(changes: ViewChanges) => void} onChange
 * @property {() => void} onDiscard
 * @property {() => void} onSave
 * @property {() => void} onSaveAs
 * @property {(name: string) => void} onRename
 * @property {() => void} onDefault
 * @property {() => void} onDelete
 * @property {() => void} [onEditFormats]  Go to the page of the sheet’s formats.
 * @property {() => void} onClose
 * @property {(columnId: string) => Promise<(ChoiceItem & { order?: number })[]>} loadValues
 */

export class ViewPanel {
  #root;
  #actions;
  /** @type {PanelFacts} */
  #facts;
  /** @type {PanelTab} */
  #tab = "columns";
  #title = el("h2", { tabindex: -1, id: uniqueId("panel"), class: "cut" });
  /** @type {Map<PanelTab, { tab: HTMLElement, badge: HTMLElement, body: HTMLElement }>} */
  #parts = new Map();
  #columns;
  #sort;
  #filter;
  #problems = el("ul", { class: "filter-problems" });
  #formats = el("div", {});
  #more = el("div", { class: "form" });
  #note = el("span", { class: "grow small subtle" });
  #foot;
  #discard;
  #save;
  #saveAs;
  /** @type {HTMLElement | null} */
  #cameFrom = null;

  /**
   * @param {HTMLElement} root  An empty `aside`, hidden.
   * @param {Format} format
   * @param {PanelFacts} facts
   * @param {PanelActions} actions
   * @param {AbortSignal} signal
   */
  constructor(root, format, facts, actions, signal) {
    this.#root = root;
    this.#actions = actions;
    this.#facts = facts;
    root.setAttribute("aria-labelledby", this.#title.id);
    const button = (/** @type {string} */ label, /** @type {string} */ classes, /** @type {() => void} */ run) =>
      el("button", { type: "button", class: `button ${classes}`.trim(), onclick: run }, label);
    this.#discard = button("Discard", "is-ghost", actions.onDiscard);
    this.#save = button("Save view", "is-primary", actions.onSave);
    this.#saveAs = button("Save as new view", "", actions.onSaveAs);
    const tabs = el("div", { class: "tabs", role: "tablist", "aria-label": "View settings" });
    const bodies = TABS.map(([id, label]) => {
      const badge = el("span", { class: "badge", hidden: true });
      const body = el("div", { class: "panel-body", role: "tabpanel", id: uniqueId("tab"), hidden: true });
      const tab = el(
        "button",
        {
          type: "button",
          class: "tab",
          role: "tab",
          id: uniqueId("tab"),
          "aria-controls": body.id,
          onclick: () => this.#choose(id),
        },
        label,
        badge,
      );
      body.setAttribute("aria-labelledby", tab.id);
      tabs.append(tab);
      this.#parts.set(id, { tab, badge, body });
      return body;
    });
    this.#foot = el("footer", { class: "panel-foot" }, this.#note, this.#discard, this.#saveAs, this.#save);
    root.replaceChildren(
      el(
        "header",
        { class: "panel-head" },
        this.#title,
        el(
          "button",
          {
            type: "button",
            class: "button is-ghost is-icon",
            "aria-label": "Close",
            "data-tip": "Close",
            onclick: () => this.close(),
          },
          icon("close"),
        ),
      ),
      tabs,
      ...bodies,
      this.#foot,
    );
    const body = (/** @type {PanelTab} */ id) => /** @type {HTMLElement} */ (this.#parts.get(id)?.body);
    this.#columns = new ColumnList(body("columns"), { onChange: actions.onChange }, signal);
    this.#sort = new SortEditor(
      body("sort"),
      { columns: facts.columns },
      { onChange: (sort) => actions.onChange({ sort }) },
      signal,
    );
    const builder = el("div");
    body("filter").append(builder, this.#problems);
    this.#filter = new FilterBuilder(
      builder,
      { columns: facts.columns, format, loadValues: actions.loadValues },
      { onChange: (filter) => actions.onChange({ filter }) },
    );
    body("format").append(this.#formats);
    body("more").append(this.#more);
    tabs.addEventListener("keydown", (event) => this.#onTabKey(event), { signal });
    root.addEventListener("keydown", (event) => this.#onKey(event), { signal });
    this.show(facts);
  }

  /** The tab that is open; "". @returns {PanelTab | ""} */
  get openTab() {
    return this.#root.hidden ? "" : this.#tab;
  }

  /** Open it at a tab; the same tab again closes it. @param {PanelTab} tab */
  toggle(tab) {
    if (this.openTab === tab) return this.close();
    return this.open(tab);
  }

  /** @param {PanelTab} tab */
  open(tab) {
    if (this.#root.hidden) this.#cameFrom = /** @type {HTMLElement | null} */ (document.activeElement);
    this.#root.hidden = false;
    this.#choose(tab);
    this.#title.focus({ preventScroll: true });
  }

  close() {
    if (this.#root.hidden) return;
    const hadFocus = this.#root.contains(document.activeElement);
    this.#root.hidden = true;
    if (hadFocus && this.#cameFrom?.isConnected) this.#cameFrom.focus();
    this.#actions.onClose();
  }

  /** Begin a condition on a column. @param {string} columnId */
  addCondition(columnId) {
    this.open("filter");
    this.#filter.add(columnId);
  }

  /** @param {PanelFacts} facts */
  show(facts) {
    this.#facts = facts;
    if (this.#root.hidden) return;
    const { view, columnIds, columns, formats } = facts;
    this.#title.textContent = `View: ${view.name}`;
    const counts = {
      columns: columnIds.length,
      sort: view.sort?.length ?? 0,
      filter: conditionsIn(view.filter),
      format: view.formats?.filter((id) => formats.some((one) => one.id === id)).length ?? 0,
      more: 0,
    };
    for (const [id, { tab, badge, body }] of this.#parts) {
      const isOpen = id === this.#tab;
      tab.setAttribute("aria-selected", String(isOpen));
      tab.tabIndex = isOpen ? 0 : -1;
      body.hidden = !isOpen;
      badge.hidden = counts[id] === 0;
      badge.textContent = String(counts[id]);
    }
    this.#columns.show({ columns: columnIds, pinned: pinnedOf(view, columnIds) }, columns);
    this.#sort.show(view.sort ?? [], columns);
    this.#filter.setColumns(columns);
    this.#filter.filter = view.filter ?? null;
    this.#problems.replaceChildren(...facts.problems.map((text) => el("li", { class: "hint" }, icon("warning"), text)));
    if (this.#tab === "format") this.#showFormats();
    if (this.#tab === "more") this.#showMore();
    this.#showFoot();
  }

  /** @param {PanelTab} tab */
  #choose(tab) {
    this.#tab = tab;
    this.show(this.#facts);
    this.#actions.onChange({}); // the toolbar shows which tab is open
  }

  #showFoot() {
    const { isEdited, isSaving, maySave } = this.#facts;
    this.#foot.hidden = !isEdited;
    this.#save.textContent = isSaving ? "Saving…" : "Save view";
    this.#note.textContent = maySave.allowed
      ? "Only you see this until it is saved."
      : "Your own: it stays as you left it, for you alone.";
    this.#saveAs.hidden = !maySave.allowed;
    guard(this.#save, maySave);
  }

  #showFormats() {
    const { formats, view } = this.#facts;
    const { onEditFormats } = this.#actions;
    const edit = onEditFormats
      ? el(
          "button",
          { type: "button", class: "button is-link", onclick: () => onEditFormats() },
          "Formats of this sheet",
        )
      : "";
    if (formats.length === 0) {
      this.#formats.replaceChildren(el("p", { class: "hint" }, "This sheet has no formats yet."), edit);
      return;
    }
    const chosen = view.formats ?? [];
    this.#formats.replaceChildren(
      el("p", { class: "hint" }, "The first format that matches decides. Their order is the sheet’s."),
      el(
        "ul",
        { class: "format-choices" },
        ...formats.map((rule) => {
          const tick = el("input", {
            type: "checkbox",
            checked: chosen.includes(rule.id),
            onchange: () =>
              this.#actions.onChange({
                formats: tick.checked ? [...chosen, rule.id] : chosen.filter((id) => id !== rule.id),
              }),
          });
          const isOff = rule.enabled === false;
          return el(
            "li",
            {},
            el(
              "label",
              { class: "row" },
              tick,
              swatch(rule.then),
              el("span", { class: "grow cut" }, rule.name),
              isOff ? el("span", { class: "small subtlest" }, "off in the sheet") : null,
            ),
          );
        }),
      ),
      edit,
    );
  }

  #showMore() {
    const { view, maySave, isDefault, isOnly } = this.#facts;
    if (this.#more.contains(document.activeElement) && this.#more.dataset["view"] === view.id) return;
    this.#more.dataset["view"] = view.id;
    const name = el("input", {
      class: "input",
      id: uniqueId("name"),
      value: view.name,
      maxlength: 255,
      readonly: !maySave.allowed,
    });
    name.addEventListener("change", () => {
      const wanted = name.value.trim();
      if (wanted && wanted !== view.name) this.#actions.onRename(wanted);
      else name.value = view.name;
    });
    const density = el(
      "select",
      {
        class: "input",
        id: uniqueId("density"),
        onchange: () => this.#actions.onChange({ density: /** @type {Density} */ (density.value) }),
      },
      ...Object.entries(DENSITY_LABELS).map(([id, label]) =>
        el("option", { value: id, selected: id === (view.density ?? "standard") }, label),
      ),
    );
    const action = (
      /** @type {string} */ label,
      /** @type {string} */ name_,
      /** @type {() => void} */ run,
      /** @type {Verdict} */ verdict,
    ) => {
      const button = el("button", { type: "button", class: "button", onclick: run }, icon(name_), label);
      guard(button, verdict);
      return button;
    };
    const only = { allowed: false, reason: "A sheet has at least one view." };
    this.#more.replaceChildren(
      el("div", { class: "form-row" }, el("label", { for: name.id }, "Name"), name),
      el("div", { class: "form-row" }, el("label", { for: density.id }, "Row height"), density),
      el(
        "div",
        { class: "panel-actions" },
        isDefault
          ? el("p", { class: "hint is-ok" }, icon("ok"), "People who open the sheet see this view first.")
          : action("Show first when the sheet is opened", "eye", this.#actions.onDefault, maySave),
        action("Save as a new view", "copy", this.#actions.onSaveAs, maySave),
        action("Delete this view", "close", this.#actions.onDelete, isOnly ? only : maySave),
      ),
      ...(maySave.allowed ? [] : [el("p", { class: "hint" }, icon("lock"), maySave.reason)]),
    );
  }

  /** @param {KeyboardEvent} event */
  #onTabKey(event) {
    const ids = TABS.map(([id]) => id);
    const at = ids.indexOf(this.#tab);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: ids.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = /** @type {PanelTab} */ (ids[(to + ids.length) % ids.length]);
    this.#choose(next);
    this.#parts.get(next)?.tab.focus();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.close();
  }
}
