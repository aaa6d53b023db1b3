// A text area for JQL: completes names and values from Jira, marks what Jira does not take at its place, and tells how
// many issues match. The focus stays in the text; the list beneath the cursor is walked with the arrow keys.

import { projectPath } from "../api.js";
import { asApiError } from "../loader.js";
import { choicesAt, hasValuesAt, matching, withChoice } from "../state/jql-choices.js";
import { lineAndCharacter, placeAt, rangeOf } from "../state/jql.js";
import { el, icon, uniqueId } from "./dom.js";
import { announce } from "./live.js";

/** @import { App } from "../types.d.ts" */
/** @import { Choice, JQLWords } from "../state/jql-choices.js" */
/** @import { Place } from "../state/jql.js" */

/** @typedef {{ key: string, summary: string, issueType: string, status: string, statusCategory: string, assignee: string }} FirstRow */
/** @typedef {{ count: number, rows: FirstRow[] }} Checked */
/** @typedef {{ message: string, line: number | null, character: number | null, word: string }} Problem */

const CHECK_AFTER_MS = 500;
const ASK_AFTER_MS = 150;
const FIRST_ROWS = 8;
const MOST_SHOWN = 100;
const EDGE_PX = 8;
const LANGUAGE_KEPT_MS = 300_000;

/** The language by project, for this page. @type {Map<string, { at: number, words: Promise<JQLWords> }>} */
const languages = new Map();

/**
 * @typedef {object} JQLEditorOptions
 * @property {App} app
 * @property {string} projectKey
 * @property {string} label
 * @property {string} value
 * @property {boolean} [isReadOnly]
 * @property {(jql: string) => void} [onChange]
 * @property {(checked: Checked | null) => void} [onChecked]  null: the text is being judged, or is wrong.
 */

export class JQLEditor {
  #app;
  #projectKey;
  #options;
  #signal;
  #text;
  #mirror = el("div", { class: "jql-mirror", "aria-hidden": "true" });
  #list = el("div", { class: "picker-list", role: "listbox", id: uniqueId("jql-choices"), "aria-label": "Suggestions" });
  #note = el("p", { class: "picker-note small subtle" });
  #popup = el("div", { class: "popup picker-popup jql-popup", hidden: true });
  #result = el("div", { class: "hint", id: uniqueId("jql-result"), role: "status" });
  /** @type {Choice[]} */
  #choices = [];
  #at = -1;
  /** @type {Place | null} */
  #place = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #checkTimer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #askTimer;
  #checking = new AbortController();
  #asking = new AbortController();
  /** @type {{ start: number, end: number } | null} */
  #bad = null;

  /** @param {HTMLElement} host @param {JQLEditorOptions} options @param {AbortSignal} signal */
  constructor(host, options, signal) {
    this.#options = options;
    this.#app = options.app;
    this.#projectKey = options.projectKey;
    this.#signal = signal;
    const id = uniqueId("jql");
    this.#text = el("textarea", {
      class: "input is-code jql-text",
      id,
      rows: 4,
      spellcheck: "false",
      autocapitalize: "off",
      readonly: options.isReadOnly ?? false,
      "aria-autocomplete": "list",
      "aria-haspopup": "listbox",
      "aria-controls": this.#list.id,
      "aria-describedby": this.#result.id,
    });
    this.#text.value = options.value;
    this.#popup.append(this.#list, this.#note);
    host.append(
      el("label", { for: id }, options.label),
      el("div", { class: "jql-box" }, this.#mirror, this.#text, this.#popup),
      this.#result,
    );
    this.#listen();
    this.#drawMirror();
    void this.check();
  }

  get value() {
    return this.#text.value;
  }

  set value(jql) {
    this.#text.value = jql;
    this.#close();
    this.#clearProblem();
    void this.check();
  }

  focus() {
    this.#text.focus();
  }

  #listen() {
    const options = { signal: this.#signal };
    const text = this.#text;
    text.addEventListener("input", () => this.#typed(), options);
    text.addEventListener("keydown", (event) => this.#onKey(event), options);
    text.addEventListener("scroll", () => this.#scrolled(), options);
    text.addEventListener("blur", () => this.#close(), options);
    text.addEventListener("click", () => this.#close(), options);
    this.#popup.addEventListener("mousedown", (event) => event.preventDefault(), options);
    this.#list.addEventListener("click", (event) => this.#onClick(event), options);
    this.#signal.addEventListener("abort", () => this.#stop());
  }

  #stop() {
    clearTimeout(this.#checkTimer);
    clearTimeout(this.#askTimer);
    this.#checking.abort();
    this.#asking.abort();
  }

  #typed() {
    this.#clearProblem();
    this.#options.onChange?.(this.value);
    clearTimeout(this.#checkTimer);
    this.#checking.abort(); // an answer that is still under way is about an older text
    this.#checkTimer = setTimeout(() => void this.check(), CHECK_AFTER_MS);
    clearTimeout(this.#askTimer);
    this.#askTimer = setTimeout(() => void this.#offer(false), ASK_AFTER_MS);
  }

  // --- judged by Jira ---------------------------------------------------------------------------------------------

  /** Have Jira judge and count the query now. @returns {Promise<boolean>} whether it is one */
  async check() {
    clearTimeout(this.#checkTimer);
    this.#checking.abort();
    const checking = new AbortController();
    this.#checking = checking;
    const jql = this.value.trim();
    this.#options.onChecked?.(null);
    if (!jql) {
      this.#say("error", "Say which issues the sheet shows.");
      return false;
    }
    this.#say("busy", "Asking Jira…");
    try {
      const checked = /** @type {Checked} */ (
        await this.#app.api.post(
          projectPath(this.#projectKey, "/jql/check"),
          { jql, rows: FIRST_ROWS },
          { signal: checking.signal },
        )
      );
      if (checking.signal.aborted) return false;
      this.#sayCount(checked.count);
      this.#options.onChecked?.(checked);
      return true;
    } catch (error) {
      if (!checking.signal.aborted && !this.#signal.aborted) this.showError(error);
      return false;
    }
  }

  /** Show what a save or a check brought back. @param {unknown} error */
  showError(error) {
    const { message, details, code } = asApiError(error);
    const problems = /** @type {Problem[]} */ (details["problems"] ?? []);
    const [first] = problems;
    this.#options.onChecked?.(null);
    if (!first) return this.#say(code === "jql_invalid" ? "error" : "trouble", message);
    // What was sent had no blanks around it.
    const shift = this.value.length - this.value.trimStart().length;
    const found = rangeOf(this.value.trim(), first);
    this.#bad = found && { start: found.start + shift, end: found.end + shift };
    this.#drawMirror();
    const more = problems.slice(1).map((problem) => problem.message);
    this.#say("error", [first.message, ...more].join(" "));
    return undefined;
  }

  /** @param {number} count */
  #sayCount(count) {
    if (count === 0) this.#say("none", "No issues match, or you may not see them.");
    else this.#say("ok", count === 1 ? "1 issue matches." : `About ${this.#app.format.number(count)} issues match.`);
  }

  /** @param {"ok" | "none" | "busy" | "error" | "trouble"} kind @param {string} words */
  #say(kind, words) {
    const isBad = kind === "error" || kind === "trouble";
    const mark = kind === "busy" ? el("i", { class: "spinner" }) : icon(isBad ? "error" : kind === "none" ? "info" : "ok");
    this.#result.className = `hint is-${isBad ? "bad" : kind}`;
    if (kind === "error") this.#text.setAttribute("aria-invalid", "true");
    else this.#text.removeAttribute("aria-invalid");
    const place = kind === "error" && this.#bad ? this.#showPlace() : null;
    this.#result.replaceChildren(mark, el("span", {}, words, place ? " " : null, place));
  }

  /** A way to the place of the problem. */
  #showPlace() {
    const { start, end } = /** @type {{ start: number, end: number }} */ (this.#bad);
    const { line, character } = lineAndCharacter(this.value, start);
    const isOneLine = !this.value.includes("\n");
    return el(
      "button",
      {
        type: "button",
        class: "button is-link",
        onclick: () => {
          this.#text.focus();
          this.#text.setSelectionRange(start, end);
        },
      },
      isOneLine ? `Show character ${character}` : `Show line ${line}, character ${character}`,
    );
  }

  #clearProblem() {
    this.#bad = null;
    this.#text.removeAttribute("aria-invalid");
    this.#drawMirror();
  }

  /** Beneath the text stands the same text, unseen, with the problem underlined. */
  #drawMirror() {
    const text = this.value;
    if (!this.#bad) {
      this.#mirror.replaceChildren(text);
    } else {
      const { start, end } = this.#bad;
      const isGap = start === end;
      const marked = el("mark", { class: `jql-bad${isGap ? " is-gap" : ""}` }, isGap ? "\u00a0\u00a0" : text.slice(start, end));
      this.#mirror.replaceChildren(text.slice(0, start), marked, text.slice(end));
    }
    this.#mirror.append("\n");
    this.#scrolled();
  }

  #scrolled() {
    this.#mirror.scrollTop = this.#text.scrollTop;
    if (!this.#popup.hidden) this.#placePopup();
  }

  // --- completed ---------------------------------------------------------------------------------------------------

  /** @param {boolean} isAsked  Whether the person asked for the list; else it only comes when something fits. */
  async #offer(isAsked) {
    clearTimeout(this.#askTimer);
    this.#asking.abort();
    const text = this.#text;
    if (document.activeElement !== text || text.selectionStart !== text.selectionEnd || text.readOnly) return;
    const place = placeAt(text.value, text.selectionStart);
    if (!place || (!isAsked && place.typed === "" && place.start === 0)) return this.#close();
    const asking = new AbortController();
    this.#asking = asking;
    try {
      const words = await this.#language();
      if (asking.signal.aborted) return undefined;
      const own = choicesAt(place, words);
      const isValue = hasValuesAt(place, words);
      this.#show(place, own, isValue ? "Asking Jira…" : "", isAsked);
      if (!isValue) return undefined;
      const values = await this.#values(place, asking.signal);
      if (!asking.signal.aborted) this.#show(place, matching([...values, ...own], place.typed), "", isAsked);
    } catch (error) {
      if (!asking.signal.aborted && !this.#signal.aborted) this.#show(place, [], asApiError(error).message, isAsked);
    }
    return undefined;
  }

  #language() {
    const known = languages.get(this.#projectKey);
    if (known && performance.now() - known.at < LANGUAGE_KEPT_MS) return known.words;
    const words = /** @type {Promise<JQLWords>} */ (this.#app.api.get(projectPath(this.#projectKey, "/jql/words")));
    languages.set(this.#projectKey, { at: performance.now(), words });
    words.catch(() => languages.delete(this.#projectKey));
    return words;
  }

  /** @param {Place} place @param {AbortSignal} signal @returns {Promise<Choice[]>} */
  async #values(place, signal) {
    const query = new URLSearchParams({ field: place.field, text: place.typed.trim() });
    if (place.predicate) query.set("predicate", place.predicate);
    const { values } = /** @type {{ values: { value: string, text: string }[] }} */ (
      await this.#app.api.get(projectPath(this.#projectKey, `/jql/suggest?${query}`), { signal })
    );
    return values.map(({ value, text }) => ({ value, text, detail: "" }));
  }

  /** @param {Place} place @param {Choice[]} choices @param {string} note @param {boolean} isAsked */
  #show(place, choices, note, isAsked) {
    const typed = place.typed.trim().toLowerCase();
    const isWritten = choices.length === 1 && choices[0]?.text.toLowerCase() === typed;
    if (isWritten || (choices.length === 0 && !note && !isAsked)) return this.#close();
    this.#place = place;
    this.#choices = choices.slice(0, MOST_SHOWN);
    this.#list.replaceChildren(...this.#choices.map((choice, i) => this.#entry(choice, i)));
    const rest = choices.length > MOST_SHOWN ? `The first ${MOST_SHOWN}. Type more to find others.` : "";
    this.#note.textContent = note || rest || (choices.length === 0 ? "Nothing fits here." : "");
    this.#note.hidden = this.#note.textContent === "";
    const wasHidden = this.#popup.hidden;
    this.#popup.hidden = false;
    this.#placePopup();
    this.#point(typed && choices.length ? 0 : -1);
    if (wasHidden && choices.length) announce(`${choices.length} suggestions. Arrow down to choose.`);
    return undefined;
  }

  /** @param {Choice} choice @param {number} index */
  #entry({ text, detail }, index) {
    return el(
      "div",
      {
        class: "popup-entry picker-entry",
        role: "option",
        id: `${this.#list.id}-${index}`,
        "aria-selected": "false",
      },
      el("span", { class: "grow cut" }, text),
      detail ? el("span", { class: "small subtle cut picker-detail" }, detail) : null,
    );
  }

  /** Under the beginning of what is being typed. */
  #placePopup() {
    const start = this.#place?.start ?? 0;
    const mark = el("span", {}, "\u200b");
    const before = this.value.slice(0, start);
    const probe = this.#mirror.cloneNode(false);
    if (!(probe instanceof HTMLElement)) return;
    probe.append(before, mark, this.value.slice(start));
    this.#mirror.after(probe);
    probe.scrollTop = this.#text.scrollTop;
    const at = mark.getBoundingClientRect();
    probe.remove();
    const width = Math.min(this.#popup.offsetWidth, innerWidth - 2 * EDGE_PX);
    this.#popup.style.left = `${Math.max(EDGE_PX, Math.min(at.left - 12, innerWidth - width - EDGE_PX))}px`;
    const below = innerHeight - at.bottom;
    const isAbove = below < 200 && at.top > below;
    this.#popup.style.top = isAbove ? "auto" : `${at.bottom + 4}px`;
    this.#popup.style.bottom = isAbove ? `${innerHeight - at.top + 4}px` : "auto";
    this.#popup.style.maxHeight = `${Math.min(280, Math.max(120, (isAbove ? at.top : below) - 16))}px`;
  }

  #close() {
    clearTimeout(this.#askTimer);
    this.#asking.abort();
    this.#popup.hidden = true;
    this.#point(-1);
  }

  /** @param {number} index  -1: no entry. */
  #point(index) {
    this.#at = index;
    for (const [position, entry] of [...this.#list.children].entries()) {
      entry.setAttribute("aria-selected", String(position === index));
      if (position === index) entry.scrollIntoView({ block: "nearest" });
    }
    if (index < 0) this.#text.removeAttribute("aria-activedescendant");
    else this.#text.setAttribute("aria-activedescendant", `${this.#list.id}-${index}`);
  }

  /** @param {Choice} choice */
  #choose(choice) {
    const place = this.#place;
    if (!place) return;
    const { text, cursor } = withChoice(this.value, place, choice.value);
    this.#close();
    this.#replaceText(text);
    this.#text.setSelectionRange(cursor, cursor);
    this.#typed();
  }

  /** Put a text in such that Ctrl+Z takes it back, where the browser can. @param {string} text */
  #replaceText(text) {
    const old = this.value;
    let start = 0;
    while (start < old.length && old[start] === text[start]) start += 1;
    let tail = 0;
    const most = Math.min(old.length, text.length) - start;
    while (tail < most && old[old.length - 1 - tail] === text[text.length - 1 - tail]) tail += 1;
    this.#text.focus();
    this.#text.setSelectionRange(start, old.length - tail);
    const inserted = text.slice(start, text.length - tail);
    const isDone = document.execCommand(inserted ? "insertText" : "delete", false, inserted);
    if (!isDone || this.value !== text) this.#text.value = text;
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const entry = event.target instanceof Element ? event.target.closest("[role=option]") : null;
    const choice = entry && this.#choices[[...this.#list.children].indexOf(entry)];
    if (choice) this.#choose(choice);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const isOpen = !this.#popup.hidden;
    const count = this.#choices.length;
    const asksForList = event.key === " " && event.ctrlKey;
    const chosen = this.#choices[this.#at];
    if (asksForList) void this.#offer(true);
    else if (isOpen && count && event.key === "ArrowDown") this.#point((this.#at + 1) % count);
    else if (isOpen && count && event.key === "ArrowUp") this.#point((this.#at <= 0 ? count : this.#at) - 1);
    else if (isOpen && event.key === "Escape") {
      event.stopPropagation();
      this.#close();
    } else if (isOpen && event.key === "Enter" && chosen && !event.ctrlKey && !event.metaKey) this.#choose(chosen);
    else {
      if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) this.#close();
      return;
    }
    event.preventDefault();
  }
}
