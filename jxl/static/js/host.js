// The only module that knows what jxl is embedded in: Connect's bridge `AP` today, Forge's later.
// Token of the person, theme, size, language, history and links of the page around the frame.

/** @import { ConnectBridge, Target } from "./types.d.ts" */

const TOKEN_SPARE_MS = 30_000;
const ANSWER_TIMEOUT_MS = 15_000;
const FALLBACK_HEIGHT = "700px";
/** Screens that an address may name. */
const SCREENS = /** @type {const} */ (["project", "sheet", "directory", "admin", "formats", "structure", "trash"]);

export class HostError extends Error {}

export class Host {
  #bridge;
  #window;
  /** @type {{ token: string, until: number } | null} */
  #cached = null;
  /** @type {Promise<string> | null} */
  #asking = null;

  /**
   * @param {Window} window
   * @param {ConnectBridge | undefined} bridge  What the bridge's script left; undefined outside Jira.
   */
  constructor(window, bridge) {
    this.#window = window;
    this.#bridge = bridge;
  }

  /** Whether the page stands in a frame of Jira and can talk to it. */
  get isEmbedded() {
    return this.#window.parent !== this.#window && this.#bridge?.context !== undefined;
  }

  /** Take Jira's theme and the whole height of the frame. */
  settle() {
    if (!this.isEmbedded) {
      const dark = this.#window.matchMedia("(prefers-color-scheme: dark)").matches;
      this.#window.document.documentElement.dataset["colorMode"] = dark ? "dark" : "light";
      return;
    }
    this.#bridge?.theming?.initializeTheming?.();
    if (this.#bridge?.env?.sizeToParent) this.#bridge.env.sizeToParent(true);
    else this.#bridge?.resize?.("100%", FALLBACK_HEIGHT);
  }

  /**
   * The context token that proves who is asking, for the `Authorization` header.
   * @param {{ fresh?: boolean }} [options]  `fresh` asks Jira again although the last one should still be good.
   * @returns {Promise<string>}
   */
  async token({ fresh = false } = {}) {
    if (fresh) this.#cached = null;
    if (this.#cached && Date.now() < this.#cached.until) return this.#cached.token;
    this.#asking ??= this.#askToken().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  async #askToken() {
    const context = this.#bridge?.context;
    if (!context) throw new HostError("This page works inside Jira. Open it there.");
    const token = await this.#answered(
      new Promise((resolve) => {
        // The bridge answers by promise or by callback, depending on its age.
        const answer = context.getToken(resolve);
        if (answer) resolve(answer);
      }),
    );
    if (typeof token !== "string" || !token) throw new HostError("Jira gave no token for this page. Reload it.");
    this.#cached = { token, until: expiryOf(token) - TOKEN_SPARE_MS };
    return token;
  }

  /** The person's language as Jira has it, else the browser's. @returns {Promise<string>} */
  async locale() {
    const user = this.#bridge?.user;
    if (!this.isEmbedded || !user?.getLocale) return this.#window.navigator.language;
    try {
      return await this.#answered(new Promise((resolve) => user.getLocale?.(resolve)));
    } catch (error) {
      if (error instanceof HostError) return this.#window.navigator.language;
      throw error;
    }
  }

  /**
   * Address of a sheet as it stands in the browser's bar, to be sent to other people.
   * @param {Target} target
   * @returns {Promise<string>}
   */
  async linkTo(target) {
    const bridge = this.#bridge;
    if (!bridge?.getLocation) throw new HostError("Jira does not tell the address of this page.");
    const here = await this.#answered(new Promise((resolve) => bridge.getLocation?.(resolve)));
    const url = new URL(String(here));
    url.hash = "";
    for (const name of [...url.searchParams.keys()]) if (name.startsWith("ac.")) url.searchParams.delete(name);
    if (target.sheet) url.searchParams.set("ac.sheet", target.sheet);
    if (target.view) url.searchParams.set("ac.view", target.view);
    if (target.structure) url.searchParams.set("ac.structure", target.structure);
    return url.href;
  }

  /**
   * Note in Jira's address where the person is, so that Back and Reload work.
   * @param {Target} target
   */
  remember(target) {
    this.#bridge?.history?.pushState?.(stateOf(target));
  }

  /**
   * Hear of Back and Forward.
   * @param {(target: Target | null) => void} callback  null: where the page began.
   */
  onMove(callback) {
    this.#bridge?.history?.popState?.((event) => callback(targetOf(event.hash ?? hashState(event.newURL ?? ""))));
  }

  /** Where the address says the person was before a reload; null when it says nothing. @returns {Target | null} */
  remembered() {
    const state = this.#bridge?.history?.getState?.();
    return typeof state === "string" ? targetOf(state) : null;
  }

  /** Load the page anew, with a new page token from Jira. */
  reload() {
    if (this.isEmbedded && this.#bridge?.navigator?.reload) this.#bridge.navigator.reload();
    else this.#window.location.reload();
  }

  /** @template T @param {Promise<T>} answer @returns {Promise<T>} */
  #answered(answer) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new HostError("The Jira page around this one does not answer. Reload it.")),
        ANSWER_TIMEOUT_MS,
      );
      answer.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }
}

/**
 * When a token ends, in epoch milliseconds. Only read, not verified: the server does that.
 * @param {string} token
 */
export function expiryOf(token) {
  const payload = token.split(".")[1] ?? "";
  try {
    const claims = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
    return typeof claims.exp === "number" ? claims.exp * 1000 : 0;
  } catch {
    return 0; // not a token that we can read: ask for a new one each time
  }
}

/** @param {Target} target */
function stateOf(target) {
  const state = new URLSearchParams({ screen: target.screen });
  if (target.projectKey) state.set("project", target.projectKey);
  if (target.sheet) state.set("sheet", target.sheet);
  if (target.view) state.set("view", target.view);
  if (target.structure) state.set("structure", target.structure);
  if (target.item) state.set("item", target.item);
  return state.toString();
}

/** @param {string} url */
function hashState(url) {
  const mark = url.indexOf("#");
  return mark < 0 ? "" : url.slice(mark);
}

/** @param {string} text @returns {Target | null} */
export function targetOf(text) {
  const state = new URLSearchParams(text.replace(/^#?!?/, ""));
  const screen = SCREENS.find((name) => name === state.get("screen"));
  if (!screen) return null;
  /** @type {Target} */
  const target = { screen };
  const [projectKey, sheet, view] = [state.get("project"), state.get("sheet"), state.get("view")];
  if (projectKey) target.projectKey = projectKey;
  if (sheet) target.sheet = sheet;
  const item = state.get("item");
  if (view) target.view = view;
  const structure = state.get("structure");
  if (structure) target.structure = structure;
  if (item) target.item = item;
  return target;
}
