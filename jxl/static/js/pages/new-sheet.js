// The page that makes a sheet: a template, a name, which issues. What was written stays when the server says no.

import { projectPath } from "../api.js";
import { asApiError } from "../loader.js";
import { FROM_FILE, bodyOf, draftOf, isTouched, problemOf, templateOf, withTemplate } from "../state/new-sheet.js";
import { el, isPlainClick, need } from "../ui/dom.js";
import { showFirstRows } from "../ui/first-rows.js";
import { flag } from "../ui/flag.js";
import { JQLEditor } from "../ui/jql-editor.js";
import { askToLeave } from "../ui/unsaved.js";

/** @import { App, ConnectScreen, Verdict } from "../types.d.ts" */
/** @import { Draft, Template } from "../state/new-sheet.js" */

/** What was written and left by the browser's own ways, by project: it is there again. @type {Map<string, Draft>} */
const left = new Map();

/** @type {ConnectScreen} */
export function connect(root, app, signal) {
  return new NewSheetPage(root, app, signal);
}

class NewSheetPage {
  #root;
  #app;
  #signal;
  #projectKey;
  /** @type {Template[]} */
  #templates;
  /** @type {Template} */
  #template;
  #name;
  #description;
  #create;
  #problem;
  #editor;
  /** Nothing is lost any more: the sheet is there, or the person said so. */
  #isDone = false;
  /** @type {Promise<boolean> | null} */
  #creating = null;

  /** @param {HTMLElement} root @param {App} app @param {AbortSignal} signal */
  constructor(root, app, signal) {
    this.#root = root;
    this.#app = app;
    this.#signal = signal;
    this.#projectKey = root.dataset["projectKey"] ?? "";
    this.#templates = /** @type {Template[]} */ (JSON.parse(root.dataset["templates"] ?? "[]"));
    this.#template = this.#find(root.dataset["chosen"] ?? "");
    this.#name = /** @type {HTMLInputElement} */ (need(root, "[data-name]"));
    this.#description = /** @type {HTMLTextAreaElement} */ (need(root, "[data-description]"));
    this.#create = /** @type {HTMLButtonElement} */ (need(root, "[data-create]"));
    this.#problem = need(root, "[data-problem]");
    const rows = need(root, "[data-rows]");
    const draft = left.get(this.#projectKey) ?? draftOf(this.#template);
    if (left.delete(this.#projectKey)) this.#template = this.#find(draft.template);
    this.#name.value = draft.name;
    this.#description.value = draft.description;
    this.#editor = new JQLEditor(
      need(root, "[data-jql]"),
      {
        app,
        projectKey: this.#projectKey,
        label: "Issues, in JQL",
        value: draft.jql,
        onChecked: (checked) => showFirstRows(rows, checked),
      },
      signal,
    );
    this.#showTemplate();
    this.#listen();
    // The screen's heading takes the focus after this; whoever comes to write goes straight to the name.
    queueMicrotask(() => this.#name.focus());
  }

  /** Whether the screen may go. */
  async mayLeave() {
    if (this.#isDone || !this.#isTouched) return true;
    const mayLeave = await askToLeave({ what: "The new sheet", onSave: () => this.#save() });
    this.#isDone ||= mayLeave;
    return mayLeave;
  }

  /** @returns {Draft} */
  get #draft() {
    return {
      template: this.#template.id,
      name: this.#name.value,
      description: this.#description.value,
      jql: this.#editor.value,
    };
  }

  get #isTouched() {
    return isTouched(this.#draft, this.#template);
  }

  #listen() {
    const options = { signal: this.#signal };
    const form = /** @type {HTMLFormElement} */ (need(this.#root, "form"));
    need(this.#root, "[data-starts]").addEventListener(
      "change",
      (event) => event.target instanceof HTMLInputElement && this.#choose(event.target.value),
      options,
    );
    const file = /** @type {HTMLInputElement} */ (need(this.#root, "[data-file]"));
    need(this.#root, "[data-import]").addEventListener("click", () => file.click(), options);
    file.addEventListener("change", () => void this.#import(file), options);
    this.#name.addEventListener("input", () => this.#showNameProblem(""), options);
    form.addEventListener(
      "submit",
      (event) => {
        event.preventDefault();
        void this.#submit();
      },
      options,
    );
    // Enter makes a new line in a text; Ctrl+Enter creates from anywhere.
    form.addEventListener(
      "keydown",
      (event) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        void this.#submit();
      },
      options,
    );
    this.#root.addEventListener(
      "click",
      (event) => {
        const target = event.target instanceof Element ? event.target.closest("[data-go-list], [data-cancel]") : null;
        if (!target || !isPlainClick(event)) return;
        event.preventDefault();
        void this.#app.go({ screen: "project", projectKey: this.#projectKey });
      },
      options,
    );
    window.addEventListener(
      "beforeunload",
      (event) => {
        if (!this.#isDone && this.#isTouched) event.preventDefault();
      },
      options,
    );
    this.#signal.addEventListener("abort", () => {
      if (!this.#isDone && this.#isTouched) left.set(this.#projectKey, this.#draft);
    });
  }

  /** @param {string} id @returns {Template} */
  #find(id) {
    return /** @type {Template} */ (this.#templates.find((one) => one.id === id) ?? this.#templates[0]);
  }

  /** @param {string} id */
  #choose(id) {
    const before = this.#draft;
    const after = withTemplate(before, this.#template, this.#find(id));
    this.#template = this.#find(id);
    this.#name.value = after.name;
    if (after.jql !== before.jql) this.#editor.value = after.jql;
    this.#showTemplate();
  }

  /** Read a file as a template; the server says what of it is not known here. @param {HTMLInputElement} input */
  async #import(input) {
    const [file] = input.files ?? [];
    if (!file) return;
    this.#showProblem("");
    try {
      const definition = readDefinition(await file.text());
      const preview = /** @type {Parameters<typeof templateOf>[1]} */ (
        await this.#app.api.post(this.#importPath, { definition, dryRun: true }, { signal: this.#signal })
      );
      this.#templates = [...this.#templates.filter(({ id }) => id !== FROM_FILE), templateOf(file.name, preview)];
      this.#addStart(this.#find(FROM_FILE));
      this.#choose(FROM_FILE);
    } catch (error) {
      if (this.#signal.aborted) return;
      const words = error instanceof SyntaxError ? "It is not JSON." : asApiError(error).message;
      this.#showProblem(`${file.name} is not a sheet that can be made here. ${words}`);
    } finally {
      input.value = ""; // the same file can be chosen again
    }
  }

  get #importPath() {
    return projectPath(this.#projectKey, "/sheets/import");
  }

  /** @param {Template} template */
  #addStart({ id, name, about }) {
    const list = need(this.#root, "[data-starts]");
    list.querySelector(`[value="${FROM_FILE}"]`)?.closest(".start")?.remove();
    const radio = el("input", { type: "radio", name: "template", value: id });
    const words = el("span", {}, el("b", {}, name), el("span", { class: "small subtle" }, about));
    list.append(el("label", { class: "start" }, radio, words));
  }

  #showTemplate() {
    const radio = this.#root.querySelector(`[name=template][value="${CSS.escape(this.#template.id)}"]`);
    if (radio instanceof HTMLInputElement) radio.checked = true;
    need(this.#root, "[data-words]").replaceChildren(...this.#template.words.map((line) => el("li", {}, line)));
  }

  /** @param {string} problem */
  #showNameProblem(problem) {
    if (problem) this.#name.setAttribute("aria-invalid", "true");
    else this.#name.removeAttribute("aria-invalid");
    const hint = need(this.#root, "[data-name-hint]");
    hint.className = problem ? "hint is-bad" : "hint";
    hint.textContent = problem;
  }

  /** @param {string} text */
  #showProblem(text) {
    this.#problem.hidden = text === "";
    need(this.#problem, "p").textContent = text;
  }

  async #submit() {
    await this.#save();
  }

  /** @returns {Promise<boolean>} whether the sheet is there */
  #save() {
    this.#creating ??= this.#saveNow().finally(() => {
      this.#creating = null;
      this.#create.removeAttribute("aria-busy");
    });
    return this.#creating;
  }

  async #saveNow() {
    const { name, jql } = this.#draft;
    const problem = problemOf(name, jql);
    if (problem && !name.trim()) {
      this.#showNameProblem(problem);
      this.#name.focus();
    } else if (problem) {
      this.#showProblem(problem);
      this.#editor.focus();
    }
    if (problem) return false;
    this.#create.setAttribute("aria-busy", "true");
    this.#showProblem("");
    try {
      const body = bodyOf(this.#draft, this.#template);
      const isFile = this.#template.id === FROM_FILE;
      const sheet = /** @type {{ id: string }} */ (
        await (isFile
          ? this.#app.api.post(this.#importPath, { definition: body })
          : this.#app.api.post(projectPath(this.#projectKey, "/sheets"), body))
      );
      this.#isDone = true;
      if (!this.#signal.aborted) this.#goOn(sheet.id);
      return true;
    } catch (error) {
      this.#showRefusal(error);
      return false;
    }
  }

  /** @param {string} sheet */
  #goOn(sheet) {
    const mayOpen = /** @type {Verdict} */ (JSON.parse(this.#root.dataset["mayOpen"] ?? "{}"));
    if (mayOpen.allowed) return void this.#app.go({ screen: "sheet", projectKey: this.#projectKey, sheet });
    this.#showProblem(`The sheet is created, but you may not open it. ${mayOpen.reason}`);
    return flag("The sheet is created");
  }

  /** @param {unknown} error */
  #showRefusal(error) {
    const refusal = asApiError(error);
    if (refusal.code === "jql_invalid") {
      this.#editor.showError(refusal);
      this.#editor.focus();
    } else this.#showProblem(`The sheet is not created. ${refusal.message} What you wrote is still here.`);
  }
}

/** @param {string} text @returns {Record<string, unknown>} */
function readDefinition(text) {
  const value = /** @type {unknown} */ (JSON.parse(text));
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new SyntaxError("not an object");
  return /** @type {Record<string, unknown>} */ (value);
}
