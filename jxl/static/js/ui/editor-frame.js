// What the pages that edit a part of a sheet share: ways out, the state of the draft, saving, and the question when
// somebody leaves with changes.

import { asApiError } from "../loader.js";
import { el, icon, isPlainClick, need } from "./dom.js";
import { connectGuards } from "./guarded.js";
import { announce } from "./live.js";
import { askToLeave } from "./unsaved.js";
import { parseVerdicts } from "./verdicts.js";

/** @import { ApiError } from "../api.js" */
/** @import { App, Target } from "../types.d.ts" */

/**
 * @typedef {object} FrameOptions
 * @property {string} what  With a plural: "These formats".
 * @property {() => boolean} isChanged  Whether the draft differs from what is saved.
 * @property {() => string} problem  Why it cannot be saved, after showing where; "" when it can.
 * @property {() => Promise<void>} save  Rejects with what the server said.
 * @property {(error: ApiError) => void} onConflict  Somebody else saved in between.
 * @property {() => void} discard
 */

export class EditorFrame {
  projectKey;
  sheetId;
  mayChange;
  #root;
  #app;
  #options;
  #unsaved;
  #discard;
  #save;
  #problem = el("div", { class: "message is-warning", role: "alert", hidden: true });
  /** @type {Promise<boolean> | null} */
  #saving = null;

  /**
   * @param {HTMLElement} root
   * @param {App} app
   * @param {AbortSignal} signal
   * @param {FrameOptions} options
   */
  constructor(root, app, signal, options) {
    this.#root = root;
    this.#app = app;
    this.#options = options;
    this.projectKey = root.dataset["projectKey"] ?? "";
    this.sheetId = root.dataset["sheetId"] ?? "";
    this.mayChange = parseVerdicts(root.dataset["may"] ?? "")["changeSheet"]?.allowed === true;
    this.#unsaved = need(root, "[data-unsaved]");
    this.#discard = need(root, "[data-discard]");
    this.#save = need(root, "[data-save]");
    need(root, ".page-head").after(this.#problem);
    connectGuards(root, signal);
    this.#connect("[data-go-list]", { screen: "project", projectKey: this.projectKey }, signal);
    this.#connect("[data-go-sheet]", this.sheet, signal);
    this.#save.addEventListener("click", () => void this.save(), { signal });
    this.#discard.addEventListener(
      "click",
      () => {
        options.discard();
        this.update();
        announce("Your changes were given up.");
        this.#root.querySelector("h1")?.focus();
      },
      { signal },
    );
    window.addEventListener(
      "beforeunload",
      (event) => {
        if (this.isChanged) event.preventDefault();
      },
      { signal },
    );
    root.addEventListener(
      "keydown",
      (event) => {
        if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
        event.preventDefault();
        if (this.isChanged) void this.save();
      },
      { signal },
    );
    this.update();
  }

  get isChanged() {
    return this.mayChange && this.#options.isChanged();
  }

  /** @returns {Target} */
  get sheet() {
    return { screen: "sheet", projectKey: this.projectKey, sheet: this.sheetId };
  }

  /** The draft, or what is saved, changed. */
  update() {
    const { isChanged } = this;
    this.#unsaved.hidden = !isChanged;
    this.#discard.hidden = !isChanged;
    this.#problem.hidden = true;
  }

  /** Whether the screen may go: asked only when something would be lost. */
  async mayLeave() {
    if (!this.isChanged) return true;
    return askToLeave({ what: this.#options.what, onSave: () => this.save() });
  }

  /** @returns {Promise<boolean>} whether it is saved */
  save() {
    this.#saving ??= this.#saveNow().finally(() => {
      this.#saving = null;
      this.#save.removeAttribute("aria-busy");
    });
    return this.#saving;
  }

  async #saveNow() {
    if (!this.mayChange) return false;
    const problem = this.#options.problem();
    if (problem) {
      this.showProblem(problem);
      return false;
    }
    this.#save.setAttribute("aria-busy", "true");
    try {
      await this.#options.save();
    } catch (error) {
      const known = asApiError(error);
      if (known.status === 409 && known.code !== "sheet_damaged") this.#options.onConflict(known);
      else this.showProblem(`Not saved. ${known.message}`);
      return false;
    }
    this.update();
    return true;
  }

  /** @param {string} words */
  showProblem(words) {
    this.#problem.replaceChildren(icon("warning"), el("p", {}, words));
    this.#problem.hidden = false;
  }

  /** @param {string} selector @param {Target} target @param {AbortSignal} signal */
  #connect(selector, target, signal) {
    need(this.#root, selector).addEventListener(
      "click",
      (event) => {
        if (event instanceof MouseEvent && !isPlainClick(event)) return;
        event.preventDefault();
        void this.#app.go(target);
      },
      { signal },
    );
  }
}
