// The editor of one conditional format: its name, what it colours, when, and how. Gives a new rule with every change.

import { isAboutToday } from "../state/filter-words.js";
import { el, icon } from "./dom.js";
import { FilterBuilder } from "./filter-builder.js";
import { check, formGroup, formRow, iconButton, select, toggle } from "./form-parts.js";
import { StylePalette, styleFrom, swatch } from "./style-palette.js";

/** @import { ColumnInfo, EngineProblem, FormatRule } from "../types.d.ts" */

/** @type {Readonly<Record<string, string>>} */
const KINDS = { scale: "a scale of colours", bar: "a bar", icon: "an icon" };

/**
 * @typedef {object} RuleContext
 * @property {readonly ColumnInfo[]} columns  Of the sheet, in order.
 * @property {readonly { id: string, name: string }[]} views
 * @property {(rule: FormatRule) => string} words  When the rule applies.
 * @property {ConstructorParameters<typeof FilterBuilder>[1]} filter  What the builder of conditions needs.
 */

/**
 * @typedef {object} RuleActions
 * @property {(rule: FormatRule) => void} onChange
 * @property {(viewId: string, isShown: boolean) => void} onShow
 * @property {() => void} onCopy
 * @property {() => void} onDelete
 */

export class FormatRuleEditor {
  #host;
  #context;
  #actions;
  /** @type {FormatRule} */
  #rule;
  #problems = el("div", { class: "rule-problems", role: "status" });
  #today = el(
    "div",
    { class: "message small", role: "note" },
    icon("info"),
    el("p", {}, "“Today” is each reader’s own day."),
  );
  #title = el("h2", { class: "grow cut" });
  /** @type {HTMLInputElement} */
  #name;
  #nameHint = el("p", { class: "hint is-bad", role: "alert", hidden: true });
  #target = el("div", { class: "rule-target" });

  /**
   * @param {HTMLElement} host
   * @param {FormatRule} rule
   * @param {RuleContext} context
   * @param {ReadonlySet<string>} shownIn  Ids of views.
   * @param {RuleActions} actions
   */
  constructor(host, rule, context, shownIn, actions) {
    this.#host = host;
    this.#rule = rule;
    this.#context = context;
    this.#actions = actions;
    this.#name = el("input", { class: "input", type: "text", maxlength: 255, value: rule.name, autocomplete: "off" });
    this.#name.addEventListener("input", () => {
      this.showNameProblem("");
      this.#change({ name: this.#name.value });
    });
    const conditions = el("div", { class: "rule-conditions" });
    host.replaceChildren(
      el(
        "div",
        { class: "row editor-part-head" },
        this.#title,
        el("span", { class: "small subtle", "aria-hidden": "true", "data-on": true }),
        toggle("This rule is on", rule.enabled !== false, (isOn) => this.#change({ enabled: isOn })),
        iconButton("copy", "Copy the rule", actions.onCopy),
        iconButton("trash", "Delete the rule", actions.onDelete),
      ),
      formRow("Name", this.#name, this.#nameHint),
      formGroup("Colour", this.#target),
      formGroup("When", conditions, this.#problems),
      this.#styleGroup(),
      check("Stop here: lower rules leave these cells alone", rule.stop === true, (stop) => {
        const { stop: _before, ...rest } = this.#rule;
        this.#rule = stop ? { ...rest, stop: true } : rest;
        this.#changed();
      }),
      this.#today,
      this.#viewsGroup(shownIn),
    );
    const builder = new FilterBuilder(conditions, context.filter, {
      onChange: (filter) => this.#change({ when: filter }),
    });
    builder.filter = rule.when ?? null;
    this.#drawTarget();
    this.#drawHead();
  }

  focusName() {
    this.#name.focus();
    this.#name.select();
  }

  /** @param {string} words  "" when there is none. */
  showNameProblem(words) {
    this.#nameHint.textContent = words;
    this.#nameHint.hidden = words === "";
    if (words) this.#name.setAttribute("aria-invalid", "true");
    else this.#name.removeAttribute("aria-invalid");
  }

  /** Parts that could not be understood: then the rule colours nothing. @param {readonly EngineProblem[]} problems */
  showProblems(problems) {
    this.#problems.replaceChildren(
      ...problems.map(({ message }) => el("p", { class: "hint is-bad" }, icon("warning"), el("span", {}, message))),
    );
  }

  /** @param {Partial<FormatRule>} members */
  #change(members) {
    this.#rule = { ...this.#rule, ...members };
    this.#changed();
  }

  #changed() {
    this.#drawHead();
    this.#actions.onChange(this.#rule);
  }

  #drawHead() {
    this.#title.textContent = this.#rule.name.trim() || "Without a name";
    const on = this.#host.querySelector("[data-on]");
    if (on) on.textContent = this.#rule.enabled === false ? "Off" : "On";
    this.#today.hidden = !isAboutToday(this.#rule.when);
  }

  #drawTarget() {
    const { target } = this.#rule;
    const isRow = !target || target.kind === "row";
    const chosen = target?.columns ?? [];
    const set = (/** @type {NonNullable<FormatRule["target"]>} */ next) => {
      this.#change({ target: { ...target, ...next } });
      this.#drawTarget();
    };
    const name = "rule-target";
    const radio = (/** @type {string} */ label, /** @type {boolean} */ isOn, /** @type {() => void} */ run) =>
      el("label", { class: "check" }, el("input", { type: "radio", name, checked: isOn, onchange: run }), label);
    const rest = this.#context.columns.filter(({ id }) => !chosen.includes(id));
    const focusOn = (/** @type {string} */ selector) => {
      const found = this.#target.querySelector(selector);
      if (found instanceof HTMLElement) found.focus();
    };
    const add = select(
      rest.map(({ id, name: label }) => ({ id, label })),
      null,
      (id) => {
        if (!id) return;
        set({ kind: "columns", columns: [...chosen, id] });
        focusOn("select");
      },
      { label: "Column to colour", none: chosen.length > 0 ? "Add a column" : "Choose a column", small: true },
    );
    this.#target.replaceChildren(
      el(
        "div",
        { class: "row editor-checks" },
        radio("Whole row", isRow, () => {
          set({ kind: "row" });
          focusOn("input:checked");
        }),
        radio("Cells of", !isRow, () => {
          const first = this.#context.columns.find(({ id }) => id === this.#firstColumn) ?? this.#context.columns[0];
          set({ kind: "columns", columns: chosen.length > 0 || !first ? [...chosen] : [first.id] });
          focusOn("input:checked");
        }),
      ),
      ...(isRow
        ? []
        : [
            el(
              "div",
              { class: "row rule-columns" },
              ...chosen.map((id) =>
                this.#chip(id, () => {
                  set({ kind: "columns", columns: chosen.filter((one) => one !== id) });
                  focusOn("select");
                }),
              ),
              rest.length > 0 ? add : null,
            ),
            ...(chosen.length > 0
              ? []
              : [el("p", { class: "hint is-bad" }, icon("warning"), "Choose the columns that it colours.")]),
          ]),
    );
  }

  /** The column that the first condition is about: most likely the one to colour. */
  get #firstColumn() {
    const first = (/** @type {FormatRule["when"]} */ filter) => {
      let found = filter;
      while (found && !("column" in found)) found = (found.all ?? found.any ?? [])[0];
      return found?.column;
    };
    const named = first(this.#rule.when);
    return this.#context.columns.find(({ id, field }) => id === named || field === named)?.id;
  }

  /** @param {string} id @param {() => void} onRemove */
  #chip(id, onRemove) {
    const name = this.#context.columns.find((column) => column.id === id)?.name ?? "A column that is gone";
    return el(
      "button",
      {
        type: "button",
        class: "chip",
        "aria-label": `Do not colour ${name}`,
        "data-tip": "Take it off",
        onclick: onRemove,
      },
      el("span", { class: "cut" }, name),
      icon("close", { size: 12 }),
    );
  }

  #styleGroup() {
    const { then } = this.#rule;
    if (then.kind !== "style") {
      const what = KINDS[then.kind] ?? "something that this version of jxl does not know";
      return el(
        "div",
        { class: "message small", role: "note" },
        icon("info"),
        el("p", {}, `It shows ${what}. It is kept as it is, and not drawn yet.`),
      );
    }
    const place = el("div", { class: "rule-style" });
    // The sample has its colours once it stands in the page.
    queueMicrotask(() => {
      new StylePalette(place, then, (effect) => this.#change({ then: { ...effect, kind: "style" } }));
    });
    return formGroup("Style", place);
  }

  /** @param {ReadonlySet<string>} shownIn */
  #viewsGroup(shownIn) {
    const { views } = this.#context;
    const boxes = views.map(({ id, name }) =>
      check(name, shownIn.has(id), (isShown) => this.#actions.onShow(id, isShown)),
    );
    return formGroup("Shown in the views", el("div", { class: "rule-views" }, ...boxes));
  }
}

/**
 * A rule for somebody who may not change it, in words.
 * @param {FormatRule} rule
 * @param {RuleContext} context
 * @param {ReadonlySet<string>} shownIn
 */
export function ruleInWords(rule, context, shownIn) {
  const names = (rule.target?.columns ?? []).map(
    (id) => context.columns.find((column) => column.id === id)?.name ?? "a column that is gone",
  );
  const views = context.views.filter(({ id }) => shownIn.has(id)).map(({ name }) => name);
  const look =
    rule.then.kind === "style"
      ? [swatch(rule.then), el("span", {}, styleWords(rule.then))]
      : [el("span", {}, `${capitalised(KINDS[rule.then.kind] ?? "unknown")}, kept and not drawn yet`)];
  const parts = /** @type {[string, (Node | string)[]][]} */ ([
    ["Colours", [rule.target?.kind === "columns" ? `Cells of ${names.join(", ") || "no column"}` : "The whole row"]],
    ["When", [context.words(rule)]],
    ["Style", look],
    ["Then", [rule.stop ? "Lower rules leave these cells alone" : "Lower rules may add to it"]],
    ["State", [rule.enabled === false ? "Off" : "On"]],
    ["Shown in", [views.join(", ") || "No view"]],
  ]);
  return [
    el("div", { class: "row editor-part-head" }, el("h2", { class: "grow cut" }, rule.name)),
    el(
      "dl",
      { class: "facts" },
      ...parts.flatMap(([term, said]) => [el("dt", {}, term), el("dd", { class: "row" }, ...said)]),
    ),
  ];
}

/** @param {Record<string, unknown>} effect */
function styleWords(effect) {
  const { color, ...marks } = styleFrom(effect);
  const words = Object.keys(marks).map((mark) => ({ soft: "soft text", strike: "struck through" })[mark] ?? mark);
  return capitalised([color ?? "no colour", ...words].join(", "));
}

/** @param {string} text */
function capitalised(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
