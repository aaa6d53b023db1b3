// Starts the page: the host, the API, and the screen that the server rendered; moves between screens in the frame.

import { Api } from "./api.js";
import { Host } from "./host.js";
import { asApiError } from "./loader.js";
import * as admin from "./pages/admin.js";
import * as directory from "./pages/directory.js";
import * as error from "./pages/error.js";
import * as project from "./pages/project.js";
import * as sheet from "./pages/sheet.js";
import { Format } from "./state/format.js";
import { connectAvatars } from "./ui/avatars.js";
import { need } from "./ui/dom.js";
import { failed } from "./ui/states.js";
import { writeTimes } from "./ui/times.js";
import { connectTooltips } from "./ui/tooltip.js";

/** @import { App, ConnectScreen, ShownScreen, Target } from "./types.d.ts" */

/** @type {Readonly<Record<string, { connect: ConnectScreen }>>} */
const SCREENS = { project, sheet, directory, admin, error };

/**
 * Screens that fewer people open: their modules come with them.
 * @type {Readonly<Record<string, () => Promise<{ connect: ConnectScreen }>>>}
 */
const LATER = {
  formats: () => import("./pages/formats.js"),
  structure: () => import("./pages/structure.js"),
  "new-sheet": () => import("./pages/new-sheet.js"),
  settings: () => import("./pages/settings.js"),
  trash: () => import("./pages/trash.js"),
  damaged: () => import("./pages/damaged.js"),
};

/** Address of the app: this file is at /static/<version>/js/main.js below it. */
const BASE = new URL("../../../", import.meta.url);

class Screens {
  #place = need(document, "#app");
  /** @type {App | null} */
  #app = null;
  #abort = new AbortController();
  /** What the screen that is shown does for this one. @type {ShownScreen | null} */
  #shown = null;
  /** @type {Target | null} */
  #here = null;
  /** Whether the person is being asked about what is unsaved. */
  #isAsking = false;

  /** @param {App} app */
  start(app) {
    this.#app = app;
    const first = need(this.#place, "[data-screen]");
    this.#connect(first);
    const begun = targetShownBy(first);
    this.#here = begun;
    app.host.onMove((target) => void this.#move(target ?? begun));
    // After a reload the address still says where the person was; what it names is shown again.
    const remembered = app.host.remembered();
    if (remembered && !isSame(remembered, begun)) void this.#move(remembered);
  }

  /** Back or Forward: what is shown may get there by itself. @param {Target} target */
  async #move(target) {
    if (this.#shown?.moveTo?.(target)) this.#here = target;
    else await this.show(target, { isNew: false });
  }

  /**
   * Fetch a screen and show it in the place of the present one, which stays until the new one is there.
   * @param {Target} target
   * @param {{ isNew?: boolean }} [options]  Whether it is a new step in the browser's history.
   */
  async show(target, { isNew = true } = {}) {
    const app = /** @type {App} */ (this.#app);
    if (!(await this.#mayLeave())) {
      if (!isNew && this.#here) app.host.remember(this.#here); // the address has moved on already
      return;
    }
    this.#shown = null;
    this.#abort.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.#place.setAttribute("aria-busy", "true");
    try {
      const html = await app.api.fragment(target, { signal: abort.signal });
      const screen = new DOMParser().parseFromString(html, "text/html").querySelector("[data-screen]");
      if (!(screen instanceof HTMLElement)) throw new Error("The server sent a page without a screen.");
      if (isNew) app.host.remember(target);
      this.#here = target;
      this.#swap(screen);
    } catch (problem) {
      if (abort.signal.aborted) return;
      this.#showProblem(problem, target);
    }
  }

  async #mayLeave() {
    if (this.#isAsking) return false;
    this.#isAsking = true;
    try {
      return (await this.#shown?.mayLeave?.()) ?? true;
    } finally {
      this.#isAsking = false;
    }
  }

  /** @param {HTMLElement} screen */
  #swap(screen) {
    this.#abort.abort();
    this.#abort = new AbortController();
    const own = document.importNode(screen, true);
    this.#place.removeAttribute("aria-busy");
    this.#place.replaceChildren(own);
    this.#connect(own);
    own.querySelector("h1")?.focus({ preventScroll: true });
  }

  /** @param {HTMLElement} screen */
  #connect(screen) {
    const app = /** @type {App} */ (this.#app);
    writeTimes(screen, app.format);
    const name = screen.dataset["screen"] ?? "";
    const { signal } = this.#abort;
    const begin = (/** @type {{ connect: ConnectScreen }} */ page) => {
      if (!signal.aborted) this.#shown = page.connect(screen, app, signal) ?? null;
    };
    const [page, load] = [SCREENS[name], LATER[name]];
    if (page) begin(page);
    else if (load) load().then(begin, (problem) => this.#showProblem(problem, this.#here ?? targetShownBy(screen)));
  }

  /** @param {unknown} problem @param {Target} target */
  #showProblem(problem, target) {
    this.#place.removeAttribute("aria-busy");
    this.#place.replaceChildren(failed({ error: asApiError(problem), onRetry: () => void this.show(target) }));
  }
}

/** @param {HTMLElement} screen @returns {Target} */
function targetShownBy(screen) {
  const { screen: name, projectKey = "", sheetId = "", view = "" } = screen.dataset;
  if (name === "damaged") return { screen: "sheet", projectKey, sheet: sheetId };
  if (name === "sheet") return { screen: "sheet", projectKey, sheet: sheetId, ...(view ? { view } : {}) };
  if (name === "directory" || name === "admin") return { screen: name };
  return { screen: "project", projectKey };
}

/** @param {Target} one @param {Target} other */
function isSame(one, other) {
  return (
    one.screen === other.screen && (one.projectKey ?? "") === (other.projectKey ?? "") && one.sheet === other.sheet && one.view === other.view
  );
}

async function start() {
  const host = new Host(window, window.AP);
  host.settle();
  const screens = new Screens();
  const format = new Format({ locale: await host.locale(), now: () => new Date() });
  const api = new Api({ token: (options) => host.token(options), base: BASE });
  const forever = new AbortController().signal;
  connectTooltips(forever);
  connectAvatars(forever);
  screens.start({ host, api, format, go: (target) => screens.show(target) });
  const early = window.jxlTakeEarlyClick?.();
  if (early?.isConnected) early.click();
}

void start();
