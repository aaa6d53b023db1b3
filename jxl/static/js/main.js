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

/** @import { App, ConnectScreen, Target } from "./types.d.ts" */

/** @type {Readonly<Record<string, { connect: ConnectScreen }>>} */
const SCREENS = { project, sheet, directory, admin, error };

/** Address of the app: this file is at /static/<version>/js/main.js below it. */
const BASE = new URL("../../../", import.meta.url);

class Screens {
  #place = need(document, "#app");
  /** @type {App | null} */
  #app = null;
  #abort = new AbortController();

  /** @param {App} app */
  start(app) {
    this.#app = app;
    const first = need(this.#place, "[data-screen]");
    this.#connect(first);
    const begun = targetShownBy(first);
    app.host.onMove((target) => void this.show(target ?? begun, { isNew: false }));
    // After a reload the address still says where the person was; what it names is shown again.
    const remembered = app.host.remembered();
    if (remembered && !isSame(remembered, begun)) void this.show(remembered, { isNew: false });
  }

  /**
   * Fetch a screen and show it in the place of the present one, which stays until the new one is there.
   * @param {Target} target
   * @param {{ isNew?: boolean }} [options]  Whether it is a new step in the browser's history.
   */
  async show(target, { isNew = true } = {}) {
    const app = /** @type {App} */ (this.#app);
    this.#abort.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.#place.setAttribute("aria-busy", "true");
    try {
      const html = await app.api.fragment(target, { signal: abort.signal });
      const screen = new DOMParser().parseFromString(html, "text/html").querySelector("[data-screen]");
      if (!(screen instanceof HTMLElement)) throw new Error("The server sent a page without a screen.");
      if (isNew) app.host.remember(target);
      this.#swap(screen);
    } catch (problem) {
      if (abort.signal.aborted) return;
      this.#showProblem(problem, target);
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
    const page = SCREENS[screen.dataset["screen"] ?? ""];
    if (page) void page.connect(screen, app, this.#abort.signal);
  }

  /** @param {unknown} problem @param {Target} target */
  #showProblem(problem, target) {
    this.#place.removeAttribute("aria-busy");
    this.#place.replaceChildren(failed({ error: asApiError(problem), onRetry: () => void this.show(target) }));
  }
}

/** @param {HTMLElement} screen @returns {Target} */
function targetShownBy(screen) {
  const { screen: name, projectKey = "", sheetId = "" } = screen.dataset;
  if (name === "sheet") return { screen: "sheet", projectKey, sheet: sheetId };
  if (name === "directory" || name === "admin") return { screen: name };
  return { screen: "project", projectKey };
}

/** @param {Target} one @param {Target} other */
function isSame(one, other) {
  return (
    one.screen === other.screen && (one.projectKey ?? "") === (other.projectKey ?? "") && one.sheet === other.sheet
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
