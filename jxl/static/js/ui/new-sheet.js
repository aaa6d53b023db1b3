// The dialog that makes a sheet: a name and a JQL, counted while it is written, in Jira's own words when it is wrong.

import { projectPath } from "../api.js";
import { asApiError } from "../loader.js";
import { MAX_NAME_CHARS, problemOf, startOf, withoutRank } from "../state/new-sheet.js";
import { Dialog } from "./dialog.js";
import { el, icon, uniqueId } from "./dom.js";

/** @import { App } from "../types.d.ts" */

const CHECK_AFTER_MS = 600;

/**
 * @param {App} app
 * @param {object} options
 * @param {string} options.projectKey
 * @param {string} options.projectName
 * @param {string} options.start  Which start of state/new-sheet.js fills the fields.
 * @param {(sheetId: string) => void} options.onCreated
 */
export function openNewSheet(app, { projectKey, projectName, start, onCreated }) {
  const filled = startOf(start, projectKey);
  const ids = { name: uniqueId("name"), nameHint: uniqueId("hint"), jql: uniqueId("jql"), jqlHint: uniqueId("hint") };
  const name = el("input", {
    class: "input",
    id: ids.name,
    maxlength: MAX_NAME_CHARS,
    autocomplete: "off",
    value: filled.name,
    "aria-describedby": ids.nameHint,
  });
  const jql = el("textarea", {
    class: "input is-code",
    id: ids.jql,
    rows: 4,
    spellcheck: "false",
    "aria-describedby": ids.jqlHint,
  });
  jql.value = filled.jql;
  const nameHint = el("p", { class: "hint", id: ids.nameHint });
  const result = el("div", { class: "hint", id: ids.jqlHint, "aria-live": "polite" });
  const check = el("button", { type: "button", class: "button" }, "Check");
  const cancel = el("button", { type: "button", class: "button is-ghost" }, "Cancel");
  const create = el("button", { type: "submit", class: "button is-primary" }, "Create sheet");
  const form = el(
    "form",
    { class: "form", novalidate: true, id: uniqueId("form") },
    el("div", { class: "form-row" }, el("label", { for: ids.name }, "Name"), name, nameHint),
    el(
      "div",
      { class: "form-row" },
      el("label", { for: ids.jql }, "Issues, in JQL"),
      jql,
      el("div", { class: "check-row" }, result, check),
    ),
  );
  create.setAttribute("form", form.id);
  const dialog = new Dialog({
    title: "New sheet",
    body: [
      el(
        "p",
        { class: "subtle form-lead" },
        `It belongs to ${projectName}. Everyone sees only the issues that Jira shows them.`,
      ),
      form,
    ],
    footer: [el("span", { class: "grow" }), cancel, create],
  });
  const checker = new Checker(app, projectKey, jql, result, dialog.signal);

  cancel.addEventListener("click", () => dialog.close());
  check.addEventListener("click", () => checker.check());
  jql.addEventListener("input", () => checker.checkSoon());
  name.addEventListener("input", () => showNameProblem(name, nameHint, ""));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const problem = problemOf(name.value, jql.value);
    if (problem) {
      if (name.value.trim()) checker.show("error", problem);
      else showNameProblem(name, nameHint, problem);
      (name.value.trim() ? jql : name).focus();
    } else void submit();
  });
  // Enter makes a new line in the JQL; Ctrl+Enter creates from anywhere.
  form.addEventListener(
    "keydown",
    (event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && form.requestSubmit(create),
  );

  async function submit() {
    create.disabled = true;
    checker.stop();
    checker.show("busy", "Creating…");
    try {
      const body = { name: name.value.trim(), scope: { jql: jql.value.trim() } };
      const sheet = /** @type {{ id: string }} */ (
        await app.api.post(projectPath(projectKey, "/sheets"), body, { signal: dialog.signal })
      );
      dialog.close();
      onCreated(sheet.id);
    } catch (error) {
      if (dialog.signal.aborted) return;
      create.disabled = false;
      checker.showError(error);
    }
  }

  dialog.open(name);
  if (name.value) name.select();
  checker.check();
}

/** @param {HTMLInputElement} name @param {HTMLElement} hint @param {string} problem */
function showNameProblem(name, hint, problem) {
  name.toggleAttribute("aria-invalid", Boolean(problem));
  hint.className = problem ? "hint is-bad" : "hint";
  hint.textContent = problem;
}

class Checker {
  #app;
  #projectKey;
  #jql;
  #result;
  #signal;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #asked = 0;
  #isUntouched = true;

  /**
   * @param {App} app
   * @param {string} projectKey
   * @param {HTMLTextAreaElement} jql
   * @param {HTMLElement} result
   * @param {AbortSignal} signal
   */
  constructor(app, projectKey, jql, result, signal) {
    this.#app = app;
    this.#projectKey = projectKey;
    this.#jql = jql;
    this.#result = result;
    this.#signal = signal;
    signal.addEventListener("abort", () => this.stop());
  }

  /** Check once the person stops typing. */
  checkSoon() {
    this.#isUntouched = false;
    this.stop();
    this.#timer = setTimeout(() => void this.check(), CHECK_AFTER_MS);
  }

  stop() {
    clearTimeout(this.#timer);
    this.#asked += 1; // an answer that is still under way is about an older text
  }

  async check() {
    this.stop();
    const asked = this.#asked;
    const jql = this.#jql.value.trim();
    if (!jql) return this.show("error", "Say which issues the sheet shows.");
    this.show("busy", "Asking Jira…");
    try {
      const path = projectPath(this.#projectKey, "/jql/check");
      const { count } = /** @type {{ count: number }} */ (
        await this.#app.api.post(path, { jql }, { signal: this.#signal })
      );
      if (asked === this.#asked) this.#showCount(count);
    } catch (error) {
      if (asked !== this.#asked || this.#signal.aborted) return;
      if (this.#isUntouched && withoutRank(jql) !== jql) {
        this.#isUntouched = false;
        this.#jql.value = withoutRank(jql);
        await this.check();
      } else this.showError(error);
    }
  }

  /** @param {number} count */
  #showCount(count) {
    if (count === 0) this.show("none", "No issues match, or you may not see them.");
    else this.show("ok", count === 1 ? "1 issue matches." : `About ${this.#app.format.number(count)} issues match.`);
  }

  /** @param {unknown} error */
  showError(error) {
    const { message, code } = asApiError(error);
    this.show(
      "error",
      code === "jira_bad_request" && !/jira said/i.test(message) ? `Jira said: “${message}”` : message,
    );
  }

  /** @param {"ok" | "none" | "busy" | "error"} kind @param {string} text */
  show(kind, text) {
    const mark = { ok: icon("ok"), none: icon("info"), busy: el("i", { class: "spinner" }), error: icon("error") }[
      kind
    ];
    this.#result.className = `hint is-${kind === "error" ? "bad" : kind}`;
    this.#jql.toggleAttribute("aria-invalid", kind === "error");
    this.#result.replaceChildren(mark, el("span", {}, text));
  }
}
