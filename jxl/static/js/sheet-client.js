// A sheet's document as this page knows it, and the way to change it: what others save meanwhile is never overwritten
// unseen, and what does not touch the same thing does not disturb.

import { ApiError, projectPath } from "./api.js";
import { CLASH, isSame, merge } from "./state/merge.js";

/** @import { Api } from "./api.js" */
/** @import { SheetDocument } from "./types.d.ts" */

/**
 * @typedef {"views" | "structures" | "formats"} ItemKind
 * @typedef {{ id: string, name: string, [member: string]: any }} SheetItem
 * @typedef {Pick<Api, "get" | "write">} SheetApi
 * @typedef {Partial<Omit<SheetDocument, "id" | "revision">>} SheetMembers
 */

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const TRIES = 6;
const LONGEST_WAIT_S = 10;
const CHANGED = "This sheet was changed meanwhile.";

export class SheetClient {
  #api;
  #path;
  #sheet;
  #pause;
  #makeId;
  /** What was saved here is in the sheet, but what others saved at the same time was not loaded yet. */
  #isStale = false;
  /** Revisions that were saved here: nobody else's work is in them. @type {Set<number>} */
  #ours = new Set();
  /** By kind and id, the revision of the last save here. @type {Map<string, number>} */
  #savedAt = new Map();
  /** @type {Set<(sheet: SheetDocument) => void>} */
  #listeners = new Set();
  /** @type {Promise<unknown>} */
  #last = Promise.resolve();

  /**
   * @param {SheetApi} api
   * @param {string} projectKey
   * @param {SheetDocument} sheet  The whole document; it is not changed.
   * @param {{ pause?: (ms: number) => Promise<void>, makeId?: () => string }} [options]
   */
  constructor(api, projectKey, sheet, { pause = wait, makeId = newId } = {}) {
    this.#api = api;
    this.#path = projectPath(projectKey, `/sheets/${encodeURIComponent(sheet.id)}`);
    this.#sheet = sheet;
    this.#pause = pause;
    this.#makeId = makeId;
  }

  /** The document as last known; another object after each change. */
  get sheet() {
    return this.#sheet;
  }

  /**
   * @param {(sheet: SheetDocument) => void} listener  Called after each change of the document.
   * @param {AbortSignal} [signal]
   */
  onChange(listener, signal) {
    if (signal?.aborted) return;
    this.#listeners.add(listener);
    signal?.addEventListener("abort", () => this.#listeners.delete(listener), { once: true });
  }

  /**
   * @template {Partial<SheetItem>} Item
   * @param {ItemKind} kind
   * @param {Item} item  An id is made unless it has one.
   * @param {{ before?: string | null }} [options]  The item that it is to stand before.
   * @returns {Promise<Item & { id: string }>}
   */
  addItem(kind, item, { before = null } = {}) {
    const wanted = { ...item, id: item.id ?? this.#makeId() };
    const query = before ? `?before=${encodeURIComponent(before)}` : "";
    const request = { method: /** @type {const} */ ("POST"), path: `/${kind}${query}`, body: wanted };
    return this.#change(kind, wanted, this.#seen(), request, before);
  }

  /**
   * @template {SheetItem} Item
   * @param {ItemKind} kind
   * @param {Item} item
   * @param {{ seen?: number }} [options]  The revision of the sheet that the person was looking at when they began;
   *   left out, it is the one known now.
   * @returns {Promise<Item>}
   */
  saveItem(kind, item, { seen } = {}) {
    const path = `/${kind}/${encodeURIComponent(item.id)}`;
    return this.#change(kind, item, seen ?? this.#seen(), { method: "PUT", path, body: item });
  }

  /**
   * @param {ItemKind} kind
   * @param {string} id
   * @returns {Promise<() => Promise<void>>}  Brings it back to where it was.
   */
  async removeItem(kind, id) {
    const items = itemsOf(this.#sheet, kind);
    const place = items.findIndex((item) => item.id === id);
    const item = items[place];
    if (!item) throw new Error(`The sheet has no ${kind} with the id ${id}.`);
    const next = items[place + 1]?.id ?? null;
    const wasDefault = this.#sheet.defaultView === id;
    const path = `/${kind}/${encodeURIComponent(id)}`;
    await this.#change(kind, item, this.#seen(), { method: "DELETE", path });
    const standIn = this.#sheet.defaultView;
    return async () => {
      await this.addItem(kind, item, { before: next });
      if (wasDefault && this.#sheet.defaultView === standIn) await this.change({ defaultView: id });
    };
  }

  /**
   * Change the sheet's own members, its columns, or the order of its items. What others did to the rest is kept.
   * @param {SheetMembers} members
   * @returns {Promise<SheetDocument>}
   */
  change(members) {
    const base = this.#sheet;
    return this.#inTurn(() => this.#changeWhole(base, members));
  }

  /** @returns {Promise<SheetDocument>} */
  reload() {
    return this.#inTurn(() => this.#load());
  }

  // -- one item ------------------------------------------------------------------------------------------------------

  /**
   * @template {Partial<SheetItem> & { id: string }} Item
   * @param {ItemKind} kind
   * @param {Item} item  As it is to be, or as it was where it is removed.
   * @param {number} seen
   * @param {{ method: "POST" | "PUT" | "DELETE", path: string, body?: unknown }} request
   * @param {string | null} [before]
   * @returns {Promise<Item>}
   */
  #change(kind, item, seen, request, before = null) {
    const base = this.#sheet;
    return this.#inTurn(async () => {
      const { method } = request;
      let ifMatch = this.#knownSince(kind, item.id, seen);
      const send = async () => {
        try {
          return await this.#write(method, request.path, request.body, ifMatch);
        } catch (error) {
          if (!isConflict(error)) throw error;
          await this.#refresh();
          const isNews = !this.#isStale && this.#seen() > ifMatch;
          if (!isNews || base.revision !== seen || !isUntouched(base, this.#sheet, kind, item)) throw error;
          ifMatch = this.#seen();
          return null; // nobody changed this: the server could not tell any more, but we can
        }
      };
      for (let tries = 1; ; tries += 1) {
        const answer = await send();
        if (answer) {
          const saved = /** @type {Item | null} */ (answer.value);
          await this.#take(kind, item.id, saved, answer.revision, before);
          return saved ?? item;
        }
        if (tries === TRIES) throw conflict(this.#sheet, [{ member: kind, id: item.id }]);
      }
    });
  }

  /**
   * The revision up to which the person knows an item: what was saved here counts as seen.
   * @param {ItemKind} kind
   * @param {string} id
   * @param {number} seen
   */
  #knownSince(kind, id, seen) {
    let known = Math.max(seen, this.#savedAt.get(`${kind}/${id}`) ?? 0);
    while (this.#ours.has(known + 1)) known += 1;
    return known;
  }

  /**
   * Take over what the server saved.
   * @param {ItemKind} kind
   * @param {string} id
   * @param {unknown} saved  Null: it is removed.
   * @param {number | null} revision
   * @param {string | null} before
   */
  async #take(kind, id, saved, revision, before) {
    const known = this.#seen();
    const items = itemsOf(this.#sheet, kind).filter((item) => item.id !== id);
    if (saved) {
      const old = itemsOf(this.#sheet, kind).findIndex((item) => item.id === id);
      const next = items.findIndex((item) => item.id === before);
      items.splice(old >= 0 ? old : next >= 0 ? next : items.length, 0, /** @type {SheetItem} */ (saved));
    }
    const sheet = { ...this.#sheet, [kind]: items };
    if (!sheet.views?.some((view) => view.id === sheet.defaultView)) sheet.defaultView = sheet.views?.[0]?.id ?? null;
    if (revision === known + 1) {
      this.#ours.add(revision);
      sheet.revision = revision;
    }
    if (revision !== null) this.#savedAt.set(`${kind}/${id}`, revision);
    this.#show(sheet);
    if (revision === null || revision > known + 1) await this.#refresh();
  }

  // -- the whole -----------------------------------------------------------------------------------------------------

  /** @param {SheetDocument} base @param {SheetMembers} members @returns {Promise<SheetDocument>} */
  async #changeWhole(base, members) {
    if (this.#isStale) await this.#load();
    for (let tries = 1; ; tries += 1) {
      const now = this.#sheet;
      const body = { ...now, ...mergeMembers(base, members, now) };
      try {
        const { value, revision } = await this.#write("PUT", "", body, now.revision ?? 0);
        if (revision !== null) this.#ours.add(revision);
        this.#show(/** @type {SheetDocument} */ (value));
        return this.#sheet;
      } catch (error) {
        if (!isConflict(error) || tries === TRIES) throw error;
        await this.#load();
      }
    }
  }

  // -- what both share -----------------------------------------------------------------------------------------------

  #seen() {
    return this.#sheet.revision ?? 0;
  }

  /**
   * One after the other, so that each knows what the one before did.
   * @template Result
   * @param {() => Promise<Result>} task
   * @returns {Promise<Result>}
   */
  #inTurn(task) {
    const turn = this.#last.then(task);
    this.#last = turn.catch(() => undefined); // whoever asked is told; the next one begins all the same
    return turn;
  }

  /**
   * Write; where the server is asked by too many at once, again after the time that it names.
   * @param {"POST" | "PUT" | "DELETE"} method
   * @param {string} path
   * @param {unknown} body
   * @param {number} ifMatch
   */
  async #write(method, path, body, ifMatch) {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#api.write(method, `${this.#path}${path}`, { body, ifMatch });
      } catch (error) {
        const waitS = waitOf(error);
        if (waitS === null || tries === TRIES) throw error;
        await this.#pause(1000 * waitS * (0.5 + Math.random()));
      }
    }
  }

  /** @returns {Promise<SheetDocument>} */
  async #load() {
    const sheet = /** @type {SheetDocument & { damaged?: { code: string, message: string } }} */ (
      await this.#api.get(this.#path)
    );
    if (sheet.damaged) throw new ApiError({ ...sheet.damaged, status: 409 });
    this.#isStale = false;
    this.#show(sheet);
    return sheet;
  }

  /** Load what others did; where that fails now, before the next change. */
  async #refresh() {
    this.#isStale = true;
    try {
      await this.#load();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }

  /** @param {SheetDocument} sheet */
  #show(sheet) {
    this.#sheet = sheet;
    for (const listener of [...this.#listeners]) listener(sheet);
  }
}

/**
 * @param {SheetDocument} base
 * @param {SheetMembers} members
 * @param {SheetDocument} now
 */
function mergeMembers(base, members, now) {
  /** @type {Record<string, unknown>} */
  const merged = {};
  for (const [name, mine] of Object.entries(members)) {
    merged[name] = merge(valueOf(base, name), mine, valueOf(now, name));
    if (merged[name] === CLASH) throw conflict(now, [{ member: name }]);
  }
  return merged;
}

/**
 * Whether an item, and what a view refers to, is the same in two states of a sheet.
 * @param {SheetDocument} base
 * @param {SheetDocument} now
 * @param {ItemKind} kind
 * @param {Partial<SheetItem> & { id: string }} item
 */
function isUntouched(base, now, kind, item) {
  /** @type {[ItemKind, string][]} */
  const pairs = [[kind, item.id]];
  if (kind === "views" && item.structure) pairs.push(["structures", item.structure]);
  if (kind === "views") for (const id of item.formats ?? []) pairs.push(["formats", id]);
  return pairs.every(([of, id]) => isSame(find(base, of, id), find(now, of, id)));
}

/** @param {SheetDocument} sheet @param {ItemKind} kind @param {string} id */
function find(sheet, kind, id) {
  return itemsOf(sheet, kind).find((item) => item.id === id);
}

/** @param {SheetDocument} sheet @param {ItemKind} kind @returns {SheetItem[]} */
function itemsOf(sheet, kind) {
  return /** @type {SheetItem[]} */ ([...(sheet[kind] ?? [])]);
}

/** @param {SheetDocument} sheet @param {string} name */
function valueOf(sheet, name) {
  return /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (sheet))[name];
}

/** @param {SheetDocument} sheet @param {object[]} differences */
function conflict(sheet, differences) {
  const details = { currentRevision: sheet.revision, differences };
  return new ApiError({ code: "conflict", message: CHANGED, status: 409, details });
}

/** @param {unknown} error */
function isConflict(error) {
  return error instanceof ApiError && error.status === 409 && error.code === "conflict";
}

/** Seconds after which the same request may pass; null where asking again changes nothing. @param {unknown} error */
function waitOf(error) {
  if (!(error instanceof ApiError) || (error.status !== 503 && error.status !== 409)) return null;
  const waitS = error.retryAfterS ?? null;
  return waitS === null || waitS > LONGEST_WAIT_S ? null : waitS;
}

/** @param {number} ms @returns {Promise<void>} */
function wait(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Ten characters, sixty random bits: ids of items are made here, so that a request can be sent twice. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  return [...bytes].map((byte) => ALPHABET[byte % 64]).join("");
}
