// The settings of a sheet: a draft of its name, issues and columns, saved together; its parts, each saved at once.

import { projectPath } from "../api.js";
import { asApiError } from "../loader.js";
import { SheetClient } from "../sheet-client.js";
import { changedMembers, rebased, settingsOf, settingsProblem, usersOf } from "../state/sheet-settings.js";
import { el, icon, need } from "../ui/dom.js";
import { askCopy } from "../ui/ask-copy.js";
import { EditorFrame } from "../ui/editor-frame.js";
import { FieldChooser } from "../ui/field-chooser.js";
import { fetchFields } from "../ui/fields.js";
import { showFirstRows } from "../ui/first-rows.js";
import { flag } from "../ui/flag.js";
import { ItemLists } from "../ui/item-lists.js";
import { JQLEditor } from "../ui/jql-editor.js";
import { openSaveConflict } from "../ui/save-conflict.js";
import { failed } from "../ui/states.js";

/** @import { ApiError } from "../api.js" */
/** @import { App, ConnectScreen, SheetDocument } from "../types.d.ts" */
/** @import { Checked } from "../ui/jql-editor.js" */
/** @import { SettingsDraft } from "../state/sheet-settings.js" */

/** @type {ConnectScreen} */
export function connect(root, app, signal) {
  const page = new SettingsPage(root, app, signal);
  void page.start();
  return { mayLeave: () => page.mayLeave() };
}

class SettingsPage {
  #root;
  #app;
  #signal;
  #client;
  #frame;
  #name;
  #description;
  #editor;
  /** @type {FieldChooser | null} */
  #chooser = null;
  /** The document that the draft began with. @type {SheetDocument} */
  #base;
  /** @type {SettingsDraft} */
  #draft;
  /** How many issues the saved query finds; null while that is not known. @type {number | null} */
  #savedCount = null;
  #isDeleted = false;

  /** @param {HTMLElement} root @param {App} app @param {AbortSignal} signal */
  constructor(root, app, signal) {
    this.#root = root;
    this.#app = app;
    this.#signal = signal;
    this.#base = /** @type {SheetDocument} */ (JSON.parse(root.dataset["sheet"] ?? "{}"));
    this.#draft = settingsOf(this.#base);
    this.#client = new SheetClient(app.api, root.dataset["projectKey"] ?? "", this.#base);
    this.#name = /** @type {HTMLInputElement} */ (need(root, "[data-name]"));
    this.#description = /** @type {HTMLTextAreaElement} */ (need(root, "[data-description]"));
    this.#frame = new EditorFrame(root, app, signal, {
      what: "The settings",
      isChanged: () => !this.#isDeleted && Object.keys(changedMembers(this.#draft, this.#base)).length > 0,
      problem: () => settingsProblem(this.#draft),
      save: () => this.#save(),
      onConflict: (error) => this.#explainConflict(error),
      discard: () => this.#take(settingsOf(this.#base)),
    });
    const rows = need(root, "[data-rows]");
    this.#editor = new JQLEditor(
      need(root, "[data-jql]"),
      {
        app,
        projectKey: this.#frame.projectKey,
        label: "Issues, in JQL",
        value: this.#draft.jql,
        isReadOnly: !this.#frame.mayChange,
        onChange: (jql) => this.#change({ jql }),
        onChecked: (checked) => {
          showFirstRows(rows, checked);
          this.#showScopeChange(checked);
        },
      },
      signal,
    );
    this.#showTexts();
    this.#listen();
    this.#client.onChange((sheet) => this.#follow(sheet), signal);
    new ItemLists(
      need(root, "[data-items]"),
      { app, client: this.#client, projectKey: this.#frame.projectKey, mayChange: this.#frame.mayChange },
      signal,
    );
  }

  mayLeave() {
    return this.#frame.mayLeave();
  }

  async start() {
    const host = need(this.#root, "[data-columns]");
    host.replaceChildren(el("p", { class: "hint" }, el("i", { class: "spinner" }), "Asking Jira for its fields…"));
    try {
      const fields = await fetchFields(this.#app.api, this.#signal);
      this.#chooser = new FieldChooser(
        host,
        { fields, columns: this.#draft.columns, isReadOnly: !this.#frame.mayChange },
        {
          onChange: (columns) => this.#change({ columns }),
          usedBy: (column) => usersOf(this.#client.sheet, column),
        },
        this.#signal,
      );
    } catch (error) {
      if (this.#signal.aborted) return;
      host.replaceChildren(failed({ error: asApiError(error), onRetry: () => void this.start() }));
    }
  }

  #listen() {
    const options = { signal: this.#signal };
    this.#name.addEventListener("input", () => this.#change({ name: this.#name.value }), options);
    this.#description.addEventListener("input", () => this.#change({ description: this.#description.value }), options);
    need(this.#root, "[data-export]").addEventListener("click", () => void this.#export(), options);
    need(this.#root, "[data-copy]").addEventListener("click", () => void this.#copy(), options);
    need(this.#root, "[data-delete]").addEventListener("click", () => void this.#delete(), options);
  }

  /** @param {Partial<SettingsDraft>} members */
  #change(members) {
    this.#draft = { ...this.#draft, ...members };
    this.#frame.update();
  }

  /** Show another draft. @param {SettingsDraft} draft */
  #take(draft) {
    const isOtherQuery = draft.jql !== this.#draft.jql;
    this.#draft = draft;
    this.#showTexts();
    if (isOtherQuery) this.#editor.value = draft.jql;
    if (this.#chooser) this.#chooser.columns = draft.columns;
    this.#frame.update();
  }

  #showTexts() {
    if (this.#name.value !== this.#draft.name) this.#name.value = this.#draft.name;
    if (this.#description.value !== this.#draft.description) this.#description.value = this.#draft.description;
  }

  /** The document changed, by a save here or by others: what the person has not changed follows. @param {SheetDocument} sheet */
  #follow(sheet) {
    const draft = rebased(this.#draft, this.#base, sheet);
    if (sheet.scope.jql !== this.#base.scope.jql) this.#savedCount = null;
    this.#base = sheet;
    this.#take(draft);
  }

  /** What another query changes, in numbers. @param {Checked | null} checked */
  #showScopeChange(checked) {
    const isSaved = this.#draft.jql.trim() === this.#base.scope.jql;
    if (checked && isSaved) this.#savedCount = checked.count;
    const place = need(this.#root, "[data-scope-change]");
    place.hidden = isSaved || !checked;
    if (!checked || isSaved) return;
    const number = (/** @type {number} */ count) => this.#app.format.number(count);
    const words =
      this.#savedCount === null
        ? `The sheet will hold about ${number(checked.count)} issues.`
        : `Now about ${number(this.#savedCount)} issues; after saving about ${number(checked.count)}.`;
    place.replaceChildren(icon("info"), el("span", {}, words));
  }

  async #save() {
    try {
      await this.#client.change(changedMembers(this.#draft, this.#base));
    } catch (error) {
      if (asApiError(error).code === "jql_invalid") this.#editor.showError(error);
      throw error;
    }
    this.#take(settingsOf(this.#base));
    flag("The settings are saved");
  }

  /** @param {ApiError} error */
  #explainConflict(error) {
    const mine = this.#draft;
    const theirs = this.#client.sheet;
    openSaveConflict({
      error,
      kind: "sheet",
      mine: { ...changedMembers(mine, theirs) },
      theirs: /** @type {Record<string, any>} */ (settingsAsMembers(theirs)),
      format: this.#app.format,
      onTakeTheirs: () => this.#take(settingsOf(theirs)),
      onSaveMine: () => void this.#frame.save(),
    });
  }

  // --- the sheet as a whole ------------------------------------------------------------------------------------------

  get #path() {
    return projectPath(this.#frame.projectKey, `/sheets/${encodeURIComponent(this.#frame.sheetId)}`);
  }

  async #export() {
    try {
      const definition = await this.#app.api.get(`${this.#path}/export`, { signal: this.#signal });
      const file = new Blob([`${JSON.stringify(definition, null, 2)}\n`], { type: "application/json" });
      const address = URL.createObjectURL(file);
      el("a", { href: address, download: `${fileName(this.#base.name)}.json` }).click();
      setTimeout(() => URL.revokeObjectURL(address), 0);
      flag("The definition is exported");
    } catch (error) {
      if (!this.#signal.aborted) flag(`Not exported. ${asApiError(error).message}`, "warning");
    }
  }

  async #copy() {
    const made = await askCopy({
      name: `Copy of ${this.#base.name}`.slice(0, 255),
      projectKey: this.#frame.projectKey,
      projectName: this.#root.dataset["projectName"] ?? "",
      send: (body) => this.#app.api.post(`${this.#path}/copy`, body, { signal: this.#signal }),
    });
    if (!made) return;
    const open = { label: "Open it", run: () => void this.#app.go({ screen: "sheet", ...made }) };
    flag("The copy is made", "done", open);
  }

  async #delete() {
    const { projectKey } = this.#frame;
    const { name, revision = 0 } = this.#client.sheet;
    try {
      await this.#app.api.write("DELETE", this.#path, { ifMatch: revision });
    } catch (error) {
      if (!this.#signal.aborted) this.#frame.showProblem(`Not deleted. ${asApiError(error).message}`);
      return;
    }
    this.#isDeleted = true;
    const restore = async () => {
      try {
        const path = projectPath(projectKey, `/trash/${encodeURIComponent(this.#frame.sheetId)}/restore`);
        await this.#app.api.post(path, {});
        await this.#app.go(this.#frame.sheet);
      } catch (error) {
        flag(`Not restored. ${asApiError(error).message}`, "warning");
      }
    };
    await this.#app.go({ screen: "project", projectKey });
    flag(`“${name}” is in the trash`, "done", { label: "Undo", run: () => void restore() });
  }
}

/** @param {SheetDocument} sheet */
function settingsAsMembers({ name, description, scope, columns }) {
  return { name, description, scope, columns };
}

/** A name that every system takes for a file. @param {string} name */
function fileName(name) {
  return name.replace(/[^\p{L}\p{N} _-]+/gu, " ").trim().slice(0, 80) || "sheet";
}
