// One structure of a sheet: its levels, totals and order, what that means in words, and the rows that it will arrange.

import { ApiError } from "../api.js";
import { asApiError } from "../loader.js";
import { SheetClient } from "../sheet-client.js";
import { copyName, freeName, newId } from "../state/item-lists.js";
import { structureProblem, structureWords } from "../state/structures.js";
import { AggregateEditor } from "../ui/aggregate-editor.js";
import { el, icon, need } from "../ui/dom.js";
import { EditorFrame } from "../ui/editor-frame.js";
import { columnsOf, fetchFields } from "../ui/fields.js";
import { flag } from "../ui/flag.js";
import { formRow } from "../ui/form-parts.js";
import { LevelEditor } from "../ui/level-editor.js";
import { connectMenu } from "../ui/menu.js";
import { PreviewRows } from "../ui/preview-rows.js";
import { PreviewTable } from "../ui/preview-table.js";
import { openSaveConflict } from "../ui/save-conflict.js";
import { SortEditor } from "../ui/sort-editor.js";
import { failed } from "../ui/states.js";

/** @import { App, ColumnInfo, ConnectScreen, SheetDocument, Target } from "../types.d.ts" */
/** @import { LinkType, Names, Structure } from "../state/structures.js" */
/** @import { FieldInfo } from "../ui/fields.js" */

const NEW = "new";
const KIND = "structures";

/** @type {ConnectScreen} */
export function connect(root, app, signal) {
  const page = new StructurePage(root, app, signal);
  void page.start();
  return { mayLeave: () => page.mayLeave() };
}

class StructurePage {
  #root;
  #app;
  #signal;
  #client;
  #frame;
  #rows;
  #isNew;
  /** @type {Structure} */
  #saved;
  /** @type {Structure} */
  #draft;
  /** @type {readonly FieldInfo[]} */
  #fields = [];
  /** @type {ColumnInfo[]} */
  #columns = [];
  /** @type {readonly LinkType[]} */
  #linkTypes = [];
  #linkProblem = "";
  /** Revision of the sheet that the person began with: what others saved since is a conflict until they saw it. */
  #seen = 0;
  /** @type {HTMLInputElement | null} */
  #name = null;
  /** @type {(() => void)[]} */
  #editors = [];

  /** @param {HTMLElement} root @param {App} app @param {AbortSignal} signal */
  constructor(root, app, signal) {
    this.#root = root;
    this.#app = app;
    this.#signal = signal;
    /** @type {SheetDocument} */
    const sheet = JSON.parse(root.dataset["sheet"] ?? "{}");
    this.#client = new SheetClient(app.api, root.dataset["projectKey"] ?? "", sheet);
    this.#see();
    const item = root.dataset["item"] ?? "";
    const found = item ? this.#find(item) : this.#structures[0];
    this.#isNew = found === undefined;
    this.#saved = found ?? this.#begin();
    this.#draft = this.#saved;
    this.#frame = new EditorFrame(root, app, signal, {
      what: "This structure’s levels, totals and order",
      isChanged: () =>
        this.#isNew ? this.#draft !== this.#saved : JSON.stringify(this.#draft) !== JSON.stringify(this.#saved),
      problem: () => this.#findProblem(),
      save: () => this.#save(),
      onConflict: (error) => this.#explainConflict(error),
      discard: () => this.#take(this.#saved),
    });
    this.#rows = new PreviewRows({
      app,
      projectKey: this.#frame.projectKey,
      sheetId: this.#frame.sheetId,
      host: need(root, "[data-preview]"),
      onRows: () => this.#showRows(),
      signal,
    });
    this.#connectActions();
    this.#drawHead();
  }

  mayLeave() {
    return this.#frame.mayLeave();
  }

  async start() {
    void this.#rows.load();
    try {
      const [fields] = await Promise.all([fetchFields(this.#app.api, this.#signal), this.#askLinkTypes()]);
      this.#fields = fields;
      this.#columns = columnsOf(this.#client.sheet, fields);
    } catch (error) {
      if (this.#signal.aborted) return;
      const retry = { error: asApiError(error), onRetry: () => void this.start() };
      need(this.#root, "[data-levels]").replaceChildren(failed(retry));
      return;
    }
    this.#drawEditors();
    this.#drawWords();
  }

  /** Links are one kind of level: without their types the others can still be edited. */
  async #askLinkTypes() {
    try {
      const { values } = /** @type {{ values: LinkType[] }} */ (
        await this.#app.api.get("api/v1/link-types", { signal: this.#signal })
      );
      this.#linkTypes = values;
      this.#linkProblem = values.length > 0 ? "" : "This site has no types of links: linking is switched off in Jira.";
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#linkProblem = `The types of links could not be read. ${error.message}`;
    }
  }

  /** @param {string} id @returns {Structure | undefined} */
  #find(id) {
    return this.#structures.find((structure) => structure.id === id);
  }

  #see() {
    this.#seen = this.#client.sheet.revision ?? 0;
  }

  get #structures() {
    return /** @type {Structure[]} */ (this.#client.sheet.structures ?? []);
  }

  /** @returns {Structure} */
  #begin() {
    const names = this.#structures.map(({ name }) => name);
    const id = newId(this.#structures.map((one) => one.id));
    return { id, name: freeName("New structure", names), levels: [{ kind: "parent" }], aggregates: {}, order: [] };
  }

  /** @returns {Names} */
  get #names() {
    const nameOfField = (/** @type {string} */ id) =>
      this.#columns.find(({ field }) => field === id)?.name ?? this.#fields.find((one) => one.id === id)?.name ?? id;
    return {
      linkTypes: this.#linkTypes,
      field: nameOfField,
      column: (id) =>
        this.#columns.find((column) => column.id === id || column.field === id)?.name ?? "A column that is gone",
    };
  }

  // -- drawing -------------------------------------------------------------------------------------------------------

  /** @param {Partial<Structure>} members */
  #change(members) {
    this.#draft = { ...this.#draft, ...members };
    this.#frame.update();
    this.#drawHead();
    this.#drawWords();
  }

  /** @param {Structure} draft */
  #take(draft) {
    this.#draft = draft;
    if (this.#name) this.#name.value = draft.name;
    for (const show of this.#editors) show();
    this.#frame.update();
    this.#drawHead();
    this.#drawWords();
  }

  #drawHead() {
    need(this.#root, "[data-title]").textContent = this.#draft.name.trim() || "Without a name";
    this.#drawUse();
  }

  #drawEditors() {
    if (!this.#frame.mayChange) {
      this.#root.querySelector("[data-name]")?.remove();
      need(this.#root, "[data-levels]").closest("section")?.remove();
      need(this.#root, ".editor").classList.add("is-read");
      return;
    }
    const name = el("input", {
      class: "input",
      type: "text",
      maxlength: 255,
      value: this.#draft.name,
      autocomplete: "off",
    });
    name.addEventListener("input", () => {
      name.removeAttribute("aria-invalid");
      this.#change({ name: name.value });
    });
    this.#name = name;
    need(this.#root, "[data-name]").replaceChildren(formRow("Name", name));
    const levels = new LevelEditor(
      need(this.#root, "[data-levels]"),
      { columns: this.#columns, fields: this.#fields, names: this.#names, linkProblem: this.#linkProblem },
      (next) => this.#change({ levels: next }),
      this.#signal,
    );
    const totals = new AggregateEditor(need(this.#root, "[data-totals]"), this.#columns, (next) =>
      this.#change({ aggregates: next }),
    );
    const order = new SortEditor(
      need(this.#root, "[data-order]"),
      { columns: this.#columns },
      { onChange: (next) => this.#change({ order: next }) },
      this.#signal,
    );
    this.#editors = [
      () => levels.show(this.#draft.levels ?? []),
      () => totals.show(this.#draft.aggregates ?? {}),
      () => order.show(this.#draft.order ?? [], this.#columns),
    ];
    for (const show of this.#editors) show();
    if (this.#isNew) {
      name.focus();
      name.select();
    }
  }

  #drawWords() {
    const words = structureWords(this.#draft, this.#names);
    need(this.#root, "[data-words]").replaceChildren(...words.map((sentence) => el("li", {}, sentence)));
  }

  #drawUse() {
    const views = (this.#client.sheet.views ?? []).filter(({ structure }) => structure === this.#draft.id);
    const place = need(this.#root, "[data-used]");
    if (views.length === 0) {
      place.textContent = this.#isNew
        ? "A view shows it once somebody chooses it there."
        : "No view shows it yet. Choose it in a view to use it.";
      return;
    }
    const links = views.flatMap((view, i) => [
      i > 0 ? ", " : "",
      el(
        "button",
        {
          type: "button",
          class: "button is-link",
          onclick: () => void this.#app.go({ ...this.#frame.sheet, view: view.id }),
        },
        view.name,
      ),
    ]);
    place.replaceChildren(views.length === 1 ? "Used by the view " : "Used by the views ", ...links, ".");
  }

  #showRows() {
    const { store, slots, scopeWords } = this.#rows;
    if (slots.length === 0 || store.columns.length === 0) return;
    const table = new PreviewTable(need(this.#root, "[data-preview]"), {
      store,
      format: this.#app.format,
      site: this.#root.dataset["site"] ?? "",
      label: "The first rows of the sheet",
    });
    table.setRows(
      slots,
      store.columns.map((_column, i) => i),
    );
    need(this.#root, "[data-count]").textContent = capitalised(scopeWords);
  }

  // -- actions -------------------------------------------------------------------------------------------------------

  #connectActions() {
    const more = need(this.#root, "[data-more]");
    const others = el("button", { type: "button", class: "button" }, "Other structures", icon("down"));
    connectMenu(
      others,
      () => [
        ...this.#structures.map(({ id, name }) => ({
          label: name,
          checked: id === this.#draft.id,
          run: () => void this.#open(id),
        })),
        ...(this.#frame.mayChange ? [{ label: "New structure", icon: "plus", run: () => void this.#open(NEW) }] : []),
      ],
      this.#signal,
    );
    const parts = [others];
    if (this.#frame.mayChange && !this.#isNew) {
      const copy = el("button", { type: "button", class: "button" }, icon("copy"), "Copy");
      const remove = el("button", { type: "button", class: "button" }, icon("trash"), "Delete");
      copy.addEventListener("click", () => void this.#try(() => this.#copy()), { signal: this.#signal });
      remove.addEventListener("click", () => void this.#try(() => this.#delete()), { signal: this.#signal });
      parts.push(copy, remove);
    }
    more.replaceChildren(...parts);
  }

  /** @param {string} item */
  #open(item) {
    /** @type {Target} */
    const target = { screen: "structure", projectKey: this.#frame.projectKey, sheet: this.#frame.sheetId, item };
    return this.#app.go(target);
  }

  /** @param {() => Promise<void>} act */
  async #try(act) {
    try {
      await act();
    } catch (error) {
      const known = asApiError(error);
      if (known.status === 409 && known.code === "conflict") this.#explainConflict(known);
      else this.#frame.showProblem(known.message);
    }
  }

  /** A copy of what is saved; the draft, if any, is asked about when the page goes to the copy. */
  async #copy() {
    const names = this.#structures.map(({ name }) => name);
    const { id: _own, ...rest } = this.#saved;
    const made = await this.#client.addItem(KIND, { ...rest, name: copyName(rest.name, names) });
    flag(`“${made.name}” is saved.`);
    await this.#open(made.id);
  }

  async #delete() {
    const { name } = this.#saved;
    const undo = await this.#client.removeItem(KIND, this.#saved.id);
    this.#draft = this.#saved;
    const back = this.#saved.id;
    await this.#app.go(this.#frame.sheet);
    flag(`The structure “${name}” is deleted.`, "done", {
      label: "Undo",
      run: () =>
        void undo().then(
          () => this.#open(back),
          (error) => flag(asApiError(error).message, "warning"),
        ),
    });
  }

  // -- saving --------------------------------------------------------------------------------------------------------

  #findProblem() {
    const problem = structureProblem(this.#draft, this.#names);
    if (problem && !this.#draft.name.trim()) {
      this.#name?.setAttribute("aria-invalid", "true");
      this.#name?.focus();
    }
    return problem;
  }

  async #save() {
    const draft = { ...this.#draft, name: this.#draft.name.trim() };
    if (this.#isNew) {
      const { id: _own, ...rest } = draft;
      const made = await this.#client.addItem(KIND, rest);
      this.#draft = this.#saved;
      flag(`“${made.name}” is saved.`);
      await this.#open(made.id);
      return;
    }
    await this.#client.saveItem(KIND, draft, { seen: this.#seen });
    this.#see();
    this.#saved = this.#find(draft.id) ?? draft;
    this.#take(this.#saved);
    flag("The structure is saved.");
  }

  /** @param {ApiError} error */
  #explainConflict(error) {
    const takeTheirs = async () => {
      await this.#client.reload();
      this.#see();
      const theirs = this.#find(this.#draft.id);
      if (!theirs) {
        this.#draft = this.#saved;
        await this.#app.go(this.#frame.sheet);
        return;
      }
      this.#saved = theirs;
      this.#take(theirs);
    };
    const saveMine = async () => {
      await this.#client.reload();
      this.#see();
      if (!this.#find(this.#draft.id)) this.#isNew = true; // they deleted it: mine is a new one
      await this.#save();
    };
    openSaveConflict({
      error,
      kind: KIND,
      mine: this.#draft,
      theirs: this.#find(this.#draft.id) ?? null,
      onTakeTheirs: () => void this.#try(takeTheirs),
      onSaveMine: () => void this.#try(saveMine),
      format: this.#app.format,
    });
  }
}

/** @param {string} text */
function capitalised(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
