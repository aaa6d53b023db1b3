// The revisions of a sheet: who saved them, what each changed, how it was then, what differs from now, and going back.

import { projectPath } from "../api.js";
import { asApiError } from "../loader.js";
import { Dialog } from "./dialog.js";
import { el, icon } from "./dom.js";
import { columnsOf, fetchFields } from "./fields.js";
import { flag } from "./flag.js";
import { connectGuards, guard } from "./guarded.js";

/** @import { App, SheetDocument, Verdict } from "../types.d.ts" */
/** @import { FieldInfo } from "./fields.js" */

/**
 * @typedef {object} Revision
 * @property {number} revision
 * @property {string | null} updatedAt
 * @property {{ accountId: string, displayName: string | null } | null} updatedBy
 * @property {string[]} changes
 * @property {string[]} sinceThen  What differs between it and now.
 * @property {boolean} current
 * @property {boolean} outside
 * @property {boolean} available
 */
/** @typedef {SheetDocument & { damaged?: { message: string } }} Loaded */

/** @type {Verdict} */
const NOT_KNOWN = { allowed: false, reason: "What you may change here is not known on this page." };

/**
 * @param {App} app
 * @param {{ projectKey: string, sheetId: string, change?: Verdict | undefined }} sheet  `change`: of changing the sheet.
 */
export function openRevisions(app, { projectKey, sheetId, change = NOT_KNOWN }) {
  new Revisions(app, projectKey, sheetId, change).open();
}

class Revisions {
  #app;
  #target;
  #path;
  #change;
  #list = el("ul", { class: "revision-list", "aria-label": "Revisions" });
  #details = el("section", { class: "revision-details", "aria-label": "The revision", "aria-live": "polite" });
  #dialog;
  /** @type {FieldInfo[]} */
  #fields = [];
  /** The one that is looked at. */
  #shown = 0;
  /** The newest one, which is what a restore builds on. */
  #current = 0;
  #isRestoring = false;

  /** @param {App} app @param {string} projectKey @param {string} sheetId @param {Verdict} change */
  constructor(app, projectKey, sheetId, change) {
    this.#app = app;
    this.#target = { screen: /** @type {const} */ ("sheet"), projectKey, sheet: sheetId };
    this.#path = projectPath(projectKey, `/sheets/${encodeURIComponent(sheetId)}/revisions`);
    this.#change = change;
    this.#dialog = new Dialog({
      title: "Revisions",
      size: "large",
      body: [
        el("p", { class: "small subtle" }, "Ten are kept. Restoring makes a new revision; nothing is lost."),
        el("div", { class: "revisions" }, this.#list, this.#details),
      ],
    });
    connectGuards(this.#dialog.element, this.#dialog.signal);
  }

  open() {
    this.#dialog.open();
    void this.#load();
  }

  async #load() {
    const { signal } = this.#dialog;
    this.#list.replaceChildren(el("li", { class: "hint" }, el("i", { class: "spinner" }), "Reading the revisions…"));
    // Columns without a title are called as their field is; where Jira does not say how, by its id.
    const named = fetchFields(this.#app.api, signal).then(
      (fields) => (this.#fields = fields),
      () => null,
    );
    try {
      const answer = /** @type {{ values: Revision[] }} */ (await this.#app.api.get(this.#path, { signal }));
      await named;
      this.#current = answer.values.find(({ current }) => current)?.revision ?? 0;
      this.#list.replaceChildren(...answer.values.map((one) => this.#entry(one)));
      this.#list.querySelector("button")?.focus();
      this.#list.querySelector("button")?.click();
    } catch (error) {
      if (signal.aborted) return;
      const again = el("button", { type: "button", class: "button", onclick: () => void this.#load() }, "Try again");
      this.#list.replaceChildren(el("li", { role: "alert" }, el("p", {}, asApiError(error).message), again));
    }
  }

  /** @param {Revision} one */
  #entry(one) {
    const { format } = this.#app;
    const at = one.updatedAt ?? "";
    const button = el(
      "button",
      { type: "button", class: "revision", "aria-pressed": "false", onclick: () => void this.#look(one, button) },
      el(
        "span",
        { class: "row" },
        el("span", { class: "strong" }, `Revision ${one.revision}`),
        one.current ? lozenge("Current", "is-progress") : null,
        one.outside ? lozenge("Outside jxl", "is-bad") : null,
        one.available ? null : lozenge("Not readable", "is-bad"),
      ),
      el("span", { class: "small subtle" }, [nameOf(one), at ? format.ago(at) : ""].filter(Boolean).join(" · ")),
      ...one.changes.map((text) => el("span", { class: "small subtle" }, text)),
    );
    return el("li", {}, button);
  }

  /** @param {Revision} one @param {HTMLElement} button */
  async #look(one, button) {
    const { signal } = this.#dialog;
    this.#shown = one.revision;
    for (const other of this.#list.querySelectorAll("button"))
      other.setAttribute("aria-pressed", String(other === button));
    this.#details.replaceChildren(el("p", { class: "hint" }, el("i", { class: "spinner" }), "Reading the revision…"));
    try {
      const sheet = /** @type {Loaded} */ (await this.#app.api.get(`${this.#path}/${one.revision}`, { signal }));
      if (this.#shown === one.revision) this.#details.replaceChildren(...this.#describe(one, sheet));
    } catch (error) {
      if (signal.aborted || this.#shown !== one.revision) return;
      this.#details.replaceChildren(el("p", { role: "alert" }, asApiError(error).message));
    }
  }

  /** @param {Revision} one @param {Loaded} sheet @returns {HTMLElement[]} */
  #describe(one, sheet) {
    if (sheet.damaged) return [el("p", {}, sheet.damaged.message)];
    const at = one.updatedAt ? `, ${this.#app.format.full(one.updatedAt)}` : "";
    const columns = columnsOf(sheet, this.#fields).map(({ name }) => name);
    const lists = /** @type {const} */ ([
      ["Name", [sheet.name]],
      ["Description", sheet.description ? [sheet.description] : []],
      ["Issues", [sheet.scope.jql]],
      ["Columns", columns],
      ["Views", (sheet.views ?? []).map(({ name }) => name)],
      ["Structures", (sheet.structures ?? []).map(({ name }) => name)],
      ["Formats", (sheet.formats ?? []).map(({ name }) => name)],
    ]);
    const parts = [
      el("p", {}, el("span", { class: "strong" }, `This is the definition as ${nameOf(one)} saved it${at}.`)),
      el("p", { class: "small subtle" }, "Issues are today’s; a revision keeps columns, views, structures and formats."),
      el("dl", { class: "damage-readable" }, ...lists.filter(([, texts]) => texts.length > 0).map(describeList)),
    ];
    if (one.current) return parts;
    const differences = one.sinceThen.map((text) => el("li", {}, text));
    return [
      ...parts,
      el("h3", {}, `Between ${one.revision} and now`),
      differences.length > 0 ? el("ul", { class: "small" }, ...differences) : el("p", { class: "small" }, "Nothing."),
      this.#restoreButton(one.revision),
    ];
  }

  /** @param {number} revision */
  #restoreButton(revision) {
    const button = el(
      "button",
      { type: "button", class: "button is-primary", onclick: () => void this.#restore(revision) },
      icon("undo"),
      `Restore revision ${revision}`,
    );
    guard(button, this.#change);
    const reason = this.#change.allowed ? null : el("p", { class: "small subtle" }, this.#change.reason);
    return el("div", { class: "revision-restore" }, button, reason);
  }

  /** @param {number} revision */
  async #restore(revision) {
    if (this.#isRestoring) return;
    this.#isRestoring = true;
    const before = this.#current;
    try {
      const made = await this.#post(revision, before);
      this.#dialog.close();
      await this.#app.go(this.#target);
      const undo = async () => {
        try {
          await this.#post(before, made);
          await this.#app.go(this.#target);
          flag(`Revision ${before} is restored`);
        } catch (error) {
          flag(asApiError(error).message, "warning");
        }
      };
      // Nothing was there to go back to when the sheet's head had been deleted meanwhile.
      const offer = before > 0 ? { label: "Undo", run: () => void undo() } : undefined;
      flag(`Revision ${revision} is restored`, "done", offer);
    } catch (error) {
      const problem = asApiError(error);
      flag(problem.message, "warning");
      // Somebody saved meanwhile: what differs from now is told anew before anything is restored.
      if (problem.status === 409 && !this.#dialog.signal.aborted) void this.#load();
    } finally {
      this.#isRestoring = false;
    }
  }

  /** @param {number} revision @param {number} ifMatch @returns {Promise<number>} The revision that it became. */
  async #post(revision, ifMatch) {
    const { value } = await this.#app.api.write("POST", `${this.#path}/${revision}/restore`, { ifMatch });
    return /** @type {{ revision: number }} */ (value).revision;
  }
}

/** @param {string} text @param {string} kind */
function lozenge(text, kind) {
  return el("span", { class: `lozenge ${kind}` }, el("span", {}, text));
}

/** @param {Revision} one */
function nameOf({ updatedBy }) {
  return updatedBy?.displayName || "somebody whose name is not known";
}

/** @param {readonly [string, readonly string[]]} list */
function describeList([label, texts]) {
  const code = label === "Issues" ? "code" : null;
  const values = texts.map((text) => el("span", {}, text));
  return el("div", {}, el("dt", {}, label), el("dd", { class: code }, ...values));
}
