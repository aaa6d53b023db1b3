// The conditional formats of a sheet: the rules in order, one of them open, and what they do to the first rows.

import { SheetClient } from "../sheet-client.js";
import { asApiError } from "../loader.js";
import { shownText, kindOf } from "../state/cells.js";
import { compileFilter } from "../state/filter.js";
import { filterWords } from "../state/filter-words.js";
import * as drafts from "../state/format-draft.js";
import { compileFormats } from "../state/formats.js";
import { seenValues } from "../state/seen-values.js";
import { findColumn } from "../state/sheet-columns.js";
import { styleClasses } from "../state/styles.js";
import { el, need } from "../ui/dom.js";
import { EditorFrame } from "../ui/editor-frame.js";
import { columnsOf, fetchFields } from "../ui/fields.js";
import { flag } from "../ui/flag.js";
import { FormatList } from "../ui/format-list.js";
import { FormatRuleEditor, ruleInWords } from "../ui/format-rule.js";
import { PreviewRows } from "../ui/preview-rows.js";
import { PreviewTable } from "../ui/preview-table.js";
import { openSaveConflict } from "../ui/save-conflict.js";
import { failed } from "../ui/states.js";
import { openWhy } from "../ui/why-colour.js";

/** @import { App, ColumnInfo, ConnectScreen, EngineContext, FormatRule, SheetDocument } from "../types.d.ts" */
/** @import { ApiError } from "../api.js" */
/** @import { FormatDraft } from "../state/format-draft.js" */
/** @import { CompiledFormats } from "../state/formats.js" */

/** @type {ConnectScreen} */
export function connect(root, app, signal) {
  const page = new FormatsPage(root, app, signal);
  void page.start();
  return { mayLeave: () => page.mayLeave() };
}

class FormatsPage {
  #root;
  #app;
  #signal;
  #client;
  #frame;
  #list;
  #rows;
  /** @type {FormatDraft} */
  #saved;
  /** @type {FormatDraft} */
  #draft;
  /** @type {string | null} */
  #chosen;
  /** @type {ColumnInfo[]} */
  #columns = [];
  /** @type {FormatRuleEditor | null} */
  #editor = null;
  /** @type {PreviewTable | null} */
  #table = null;
  /** @type {CompiledFormats | null} */
  #compiled = null;
  /** What others saved and this person has not decided about. @type {ApiError | null} */
  #clash = null;

  /** @param {HTMLElement} root @param {App} app @param {AbortSignal} signal */
  constructor(root, app, signal) {
    this.#root = root;
    this.#app = app;
    this.#signal = signal;
    /** @type {SheetDocument} */
    const sheet = JSON.parse(root.dataset["sheet"] ?? "{}");
    this.#client = new SheetClient(app.api, root.dataset["projectKey"] ?? "", sheet);
    this.#saved = drafts.draftOf(sheet);
    this.#draft = this.#saved;
    const asked = root.dataset["item"];
    this.#chosen = this.#draft.formats.find(({ id }) => id === asked)?.id ?? this.#draft.formats[0]?.id ?? null;
    this.#frame = new EditorFrame(root, app, signal, {
      what: "These formats",
      isChanged: () => !drafts.isSameDraft(this.#draft, this.#saved),
      problem: () => this.#findProblem(),
      save: () => this.#save(),
      onConflict: (error) => this.#explainConflict(error),
      discard: () => this.#discard(),
    });
    this.#list = new FormatList(need(root, "[data-rules]"), {
      mayChange: this.#frame.mayChange,
      columnName: (id) => this.#columns.find((column) => column.id === id)?.name ?? "A column that is gone",
      actions: {
        onChoose: (id) => this.#choose(id),
        onMove: (from, to) => this.#change(drafts.reordered(this.#draft, from, to)),
        onToggle: (id, isOn) => this.#toggle(id, isOn),
      },
      signal,
    });
    this.#rows = new PreviewRows({
      app,
      projectKey: this.#frame.projectKey,
      sheetId: this.#frame.sheetId,
      host: need(root, "[data-preview]"),
      onRows: () => this.#showRows(),
      signal,
    });
    need(root, "[data-new-rule]").addEventListener("click", () => this.#add(), { signal });
  }

  mayLeave() {
    return this.#frame.mayLeave();
  }

  async start() {
    void this.#rows.load();
    try {
      this.#columns = columnsOf(this.#client.sheet, await fetchFields(this.#app.api, this.#signal));
    } catch (error) {
      if (this.#signal.aborted) return;
      const retry = { error: asApiError(error), onRetry: () => void this.start() };
      need(this.#root, "[data-rule]").replaceChildren(failed(retry));
      return;
    }
    this.#drawList();
    this.#drawRule();
    if (this.#root.dataset["item"] === "new" && this.#frame.mayChange) this.#add();
  }

  get #rule() {
    return this.#draft.formats.find(({ id }) => id === this.#chosen) ?? null;
  }

  /** @returns {EngineContext} */
  get #context() {
    return { locale: navigator.language, now: new Date(), accountId: this.#root.dataset["account"] ?? null };
  }

  /** Another draft, with the list and the preview that belong to it. @param {FormatDraft} draft */
  #change(draft) {
    this.#draft = draft;
    this.#frame.update();
    this.#drawList();
    this.#showStyles();
  }

  /** Another draft, and another rule or another state of the one that is open. @param {FormatDraft} draft */
  #take(draft) {
    if (!draft.formats.some(({ id }) => id === this.#chosen)) this.#chosen = draft.formats[0]?.id ?? null;
    this.#change(draft);
    this.#drawRule();
  }

  #discard() {
    this.#clash = null;
    this.#saved = drafts.draftOf(this.#client.sheet);
    this.#take(this.#saved);
  }

  /** @param {string} id */
  #choose(id) {
    this.#chosen = id;
    this.#drawList();
    this.#drawRule();
    this.#showStyles();
  }

  #add() {
    if (this.#draft.formats.length >= drafts.MAX_FORMATS) {
      this.#frame.showProblem(`A sheet has at most ${drafts.MAX_FORMATS} rules.`);
      return;
    }
    const { draft, id } = drafts.withNew(this.#draft);
    this.#chosen = id;
    this.#take(draft);
    this.#editor?.focusName();
  }

  #copy() {
    const made = drafts.withCopy(this.#draft, this.#chosen ?? "");
    if (!made) return;
    if (this.#draft.formats.length >= drafts.MAX_FORMATS) {
      this.#frame.showProblem(`A sheet has at most ${drafts.MAX_FORMATS} rules.`);
      return;
    }
    this.#chosen = made.id;
    this.#take(made.draft);
    this.#editor?.focusName();
  }

  #delete() {
    const rule = this.#rule;
    if (!rule) return;
    const at = this.#draft.formats.indexOf(rule);
    const views = drafts.viewsOf(this.#draft, rule.id);
    this.#chosen = (this.#draft.formats[at + 1] ?? this.#draft.formats[at - 1])?.id ?? null;
    this.#take(drafts.without(this.#draft, rule.id));
    need(this.#root, "[data-new-rule]").focus();
    flag(`“${rule.name}” is deleted when you save.`, "done", {
      label: "Undo",
      run: () => {
        if (this.#signal.aborted || this.#draft.formats.some(({ id }) => id === rule.id)) return;
        this.#chosen = rule.id;
        this.#take(drafts.inserted(this.#draft, rule, Math.min(at, this.#draft.formats.length), views));
      },
    });
  }

  /** @param {string} id @param {boolean} isOn */
  #toggle(id, isOn) {
    const rule = this.#draft.formats.find((one) => one.id === id);
    if (!rule) return;
    this.#change(drafts.replaced(this.#draft, { ...rule, enabled: isOn }));
    if (id === this.#chosen) this.#drawRule();
  }

  #drawList() {
    const { formats } = this.#draft;
    const lead = need(this.#root, "[data-rules-lead]");
    lead.textContent =
      formats.length > 0
        ? "The first rule that matches wins where two colour the same thing."
        : "There is no rule yet. A rule colours cells or rows that meet its conditions.";
    const troubled = new Set((this.#compiled?.problems ?? []).map(({ path }) => path.split(".")[1] ?? ""));
    for (const { id, then } of formats) if (then.kind !== "style") troubled.delete(id);
    this.#list.draw(formats, this.#chosen, troubled);
  }

  #drawRule() {
    const host = need(this.#root, "[data-rule]");
    const rule = this.#rule;
    this.#editor = null;
    if (!rule) {
      host.replaceChildren();
      return;
    }
    const sheet = this.#client.sheet;
    /** @type {import("../ui/format-rule.js").RuleContext} */
    const context = {
      columns: this.#columns,
      views: sheet.views ?? [],
      words: (one) => this.#words(one),
      filter: {
        columns: this.#columns,
        me: this.#root.dataset["account"] ?? null,
        format: this.#app.format,
        loadValues: async (columnId) => seenValues(this.#rows.store, columnId),
        none: "It applies to every row.",
      },
    };
    const shownIn = drafts.viewsOf(this.#draft, rule.id);
    if (!this.#frame.mayChange) {
      host.replaceChildren(...ruleInWords(rule, context, shownIn));
      return;
    }
    this.#editor = new FormatRuleEditor(host, rule, context, shownIn, {
      onChange: (changed) => this.#change(drafts.replaced(this.#draft, changed)),
      onShow: (view, isShown) => this.#change(drafts.withShown(this.#draft, rule.id, view, isShown)),
      onCopy: () => this.#copy(),
      onDelete: () => this.#delete(),
    });
    this.#showRuleProblems();
  }

  /** @param {FormatRule} rule */
  #words(rule) {
    const { store } = this.#rows;
    const column = (/** @type {string} */ name) =>
      this.#columns.find(({ id }) => id === name) ?? this.#columns.find(({ field }) => field === name);
    const value = (/** @type {string} */ name, /** @type {string} */ id) => {
      const field = column(name)?.field;
      return field ? store.look(field, id)?.text : undefined;
    };
    const words = filterWords(rule.when, { column, value, format: this.#app.format });
    return words || "Every issue";
  }

  // -- the preview ---------------------------------------------------------------------------------------------------

  #showRows() {
    const { store, slots } = this.#rows;
    if (slots.length === 0 || store.columns.length === 0) return;
    const { views = [], defaultView } = this.#client.sheet;
    const view = views.find(({ id }) => id === defaultView) ?? views[0];
    const positions = (view?.columns ?? store.columns.map(({ id }) => id))
      .map((id) => store.position(id))
      .filter((position) => position >= 0);
    this.#table = new PreviewTable(need(this.#root, "[data-preview]"), {
      store,
      format: this.#app.format,
      site: this.#root.dataset["site"] ?? "",
      label: "Preview of the formats on the first rows",
      onAsk: (slot, position, cell) => this.#explain(slot, position, cell),
    });
    this.#table.setRows(slots, positions.length > 0 ? positions : store.columns.map((_column, i) => i));
    this.#showStyles();
    this.#drawList();
  }

  #showStyles() {
    const { store, slots, scopeWords } = this.#rows;
    if (!this.#table) return;
    const compiled = compileFormats(this.#draft.formats, store, this.#context);
    const before = this.#compiled?.problems.length ?? 0;
    this.#compiled = compiled;
    this.#table.setClasses((slot, position) => styleClasses(compiled.style(slot, position)));
    const rule = this.#rule;
    const targets = (rule?.target?.kind === "columns" ? (rule.target.columns ?? []) : [])
      .map((id) => findColumn(store, id)?.position ?? -1)
      .filter((position) => position >= 0);
    this.#table.setMarked(new Set(targets));
    const count = need(this.#root, "[data-count]");
    if (!rule) count.textContent = "";
    else {
      const { test, problems } = compileFilter(rule.when, store, this.#context);
      const matches = problems.length > 0 ? 0 : slots.filter(test).length;
      const isRow = rule.target?.kind !== "columns";
      const number = isRow ? matches : matches * targets.length;
      const noun = isRow
        ? number === 1
          ? "row matches"
          : "rows match"
        : number === 1
          ? "cell matches"
          : "cells match";
      count.replaceChildren(el("b", {}, this.#app.format.number(number)), ` ${noun} in ${scopeWords}`);
    }
    this.#showRuleProblems();
    if (before !== compiled.problems.length) this.#drawList();
  }

  #showRuleProblems() {
    const path = `format.${this.#chosen}`;
    const problems = this.#compiled?.problems ?? [];
    this.#editor?.showProblems(
      problems.filter((one) => (one.path === path || one.path.startsWith(`${path}.`)) && one.code !== "unknown_effect"),
    );
  }

  /** @param {number} slot @param {number} position @param {HTMLElement} cell */
  #explain(slot, position, cell) {
    const { store } = this.#rows;
    const info = store.columns[position];
    if (!info || !this.#compiled) return;
    const said = shownText(store, this.#app.format, slot, position, kindOf(info)) || "empty";
    openWhy(
      cell,
      {
        title: `${store.key(slot)}, ${info.name}: ${said}`,
        reasons: this.#compiled.why(slot, position),
        rules: this.#draft.formats,
        words: (rule) => this.#words(rule),
        onChoose: (id) => {
          this.#choose(id);
          this.#root.querySelector("[aria-current=true]")?.scrollIntoView({ block: "nearest" });
          const chosen = this.#root.querySelector("[data-choose][aria-current=true]");
          if (chosen instanceof HTMLElement) chosen.focus();
        },
      },
      this.#signal,
    );
  }

  // -- saving --------------------------------------------------------------------------------------------------------

  #findProblem() {
    const nameless = this.#draft.formats.find(({ name }) => !name.trim());
    if (nameless) {
      this.#choose(nameless.id);
      this.#editor?.showNameProblem("Give the rule a name.");
      this.#editor?.focusName();
      return "A rule has no name.";
    }
    const aimless = this.#draft.formats.find(({ target }) => target?.kind === "columns" && !target.columns?.length);
    if (!aimless) return "";
    this.#choose(aimless.id);
    return `“${aimless.name}” colours no column. Choose one, or the whole row.`;
  }

  async #save() {
    if (this.#clash) throw this.#clash; // the person has not chosen between both yet
    await this.#client.change(drafts.membersOf(this.#draft, this.#client.sheet.views ?? []));
    this.#saved = drafts.draftOf(this.#client.sheet);
    this.#take(this.#saved);
    flag("The formats are saved.");
  }

  /** @param {() => Promise<void>} act */
  async #try(act) {
    this.#clash = null;
    try {
      await act();
    } catch (error) {
      const known = asApiError(error);
      if (known.status === 409) this.#explainConflict(known);
      else this.#frame.showProblem(`Not saved. ${known.message}`);
    }
  }

  /** @param {ApiError} error */
  #explainConflict(error) {
    this.#clash = error;
    const takeTheirs = async () => {
      await this.#client.reload();
      this.#saved = drafts.draftOf(this.#client.sheet);
      this.#take(this.#saved);
    };
    const saveMine = async () => {
      await this.#client.reload();
      await this.#save();
    };
    openSaveConflict({
      error,
      kind: "sheet",
      mine: { formats: this.#draft.formats },
      theirs: { formats: this.#client.sheet.formats ?? [] },
      onTakeTheirs: () => void this.#try(takeTheirs),
      onSaveMine: () => void this.#try(saveMine),
      format: this.#app.format,
    });
  }
}
