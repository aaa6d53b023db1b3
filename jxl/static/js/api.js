// The only module that fetches: adds the token, reads the error shape, repeats once when the token was too old.

import { readNDJSON } from "./ndjson.js";

/** @import { ErrorBody, RowEvent, Target } from "./types.d.ts" */

/** What the server, or the way to it, said instead of an answer. */
export class ApiError extends Error {
  /**
   * @param {ErrorBody & { status?: number, retryAfterS?: number | null }} error
   */
  constructor({ code, message, details = {}, requestId = "", status = 0, retryAfterS = null }) {
    super(message);
    this.name = "ApiError";
    this.code = code;
    /** HTTP status; 0 when no answer came. */
    this.status = status;
    this.details = details;
    this.requestId = requestId;
    /** Seconds after which another try makes sense; null when nothing was said. */
    this.retryAfterS = retryAfterS;
  }

  /** Whether it says that the person may not have, or not see, what was asked for. */
  get isRefusal() {
    return this.status === 403 || this.status === 404 || REFUSALS.has(this.code);
  }
}

/** Codes of refusals that come in the middle of an answer, where there is no status. */
const REFUSALS = new Set(["permission_denied", "not_found", "jira_refused", "jira_not_found"]);

const NETWORK_MESSAGE = "The server cannot be reached. Check your connection; nothing is lost.";
const CUT_MESSAGE = "The connection ended before all issues were read.";

/** @typedef {(options?: { fresh?: boolean }) => Promise<string>} TokenSource */

export class Api {
  #token;
  #fetch;
  #base;

  /**
   * @param {object} options
   * @param {TokenSource} options.token
   * @param {URL} options.base  Address of the app, ending in a slash.
   * @param {typeof fetch} [options.fetch]
   */
  constructor({ token, base, fetch = globalThis.fetch.bind(globalThis) }) {
    this.#token = token;
    this.#base = base;
    this.#fetch = fetch;
  }

  /**
   * @param {string} path  Below the app's address: "api/v1/fields".
   * @param {{ signal?: AbortSignal }} [options]
   * @returns {Promise<unknown>}
   */
  async get(path, { signal } = {}) {
    return (await this.#request("GET", path, { signal })).json();
  }

  /**
   * @param {string} path
   * @param {unknown} body
   * @param {{ signal?: AbortSignal }} [options]
   * @returns {Promise<unknown>}
   */
  async post(path, body, { signal } = {}) {
    return (await this.#request("POST", path, { body, signal })).json();
  }

  /**
   * Change something that has a revision.
   * @param {"POST" | "PUT" | "DELETE"} method
   * @param {string} path
   * @param {{ body?: unknown, ifMatch?: number, signal?: AbortSignal }} options  `ifMatch`: the revision that was seen.
   * @returns {Promise<{ value: unknown, revision: number | null }>}  `value` is null where the answer has no body.
   */
  async write(method, path, { body, ifMatch, signal }) {
    const response = await this.#request(method, path, { body, ifMatch, signal });
    return { value: response.status === 204 ? null : await response.json(), revision: revisionOf(response) };
  }

  /**
   * A screen as HTML, rendered by the same templates as a whole page. Refusals come as screens, too.
   * @param {Target} target
   * @param {{ params?: Record<string, string>, signal?: AbortSignal }} [options]  `params`: which part of it.
   * @returns {Promise<string>}
   */
  async fragment(target, { params = {}, signal } = {}) {
    const query = new URLSearchParams(params);
    if (target.projectKey) query.set("projectKey", target.projectKey);
    if (target.sheet) query.set("sheet", target.sheet);
    if (target.view) query.set("view", target.view);
    if (target.structure) query.set("structure", target.structure);
    if (target.item) query.set("item", target.item);
    const path = `ui/fragments/${target.screen}?${query}`;
    const response = await this.#send("GET", path, { accept: "text/html", signal });
    if (isHTML(response) && (response.ok || response.status === 403 || response.status === 404)) return response.text();
    if (!response.ok) throw await errorOf(response);
    throw new ApiError({
      code: "unexpected_answer",
      message: "The server answered with something else.",
      status: response.status,
    });
  }

  /**
   * Rows of a sheet, as they come. Understands both framings of the protocol.
   * @param {string} path
   * @param {Record<string, unknown>} body
   * @param {{ signal: AbortSignal }} options  Aborting closes the connection, which stops the server's reading.
   * @returns {AsyncGenerator<RowEvent, void, void>}
   */
  async *rows(path, body, { signal }) {
    let cursor = null;
    do {
      const request = cursor === null ? body : { ...body, cursor };
      const response = await this.#request("POST", path, {
        body: request,
        accept: "application/x-ndjson, application/json;q=0.5",
        signal,
      });
      cursor = null;
      if (isNDJSON(response)) {
        yield* this.#streamed(response, signal);
      } else {
        const page = /** @type {{ events: RowEvent[], cursor: string | null }} */ (await response.json());
        yield* page.events;
        cursor = page.cursor;
      }
    } while (cursor !== null);
  }

  /**
   * @param {Response} response
   * @param {AbortSignal} signal
   * @returns {AsyncGenerator<RowEvent, void, void>}
   */
  async *#streamed(response, signal) {
    if (!response.body) return;
    try {
      for await (const event of readNDJSON(response.body)) yield /** @type {RowEvent} */ (event);
    } catch (error) {
      if (signal.aborted) throw error;
      throw new ApiError({ code: "connection_lost", message: CUT_MESSAGE, requestId: requestIdOf(response) });
    }
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {{ body?: unknown, accept?: string, ifMatch?: number | undefined, signal?: AbortSignal | undefined }} options
   */
  async #request(method, path, options) {
    const response = await this.#send(method, path, options);
    if (!response.ok) throw await errorOf(response);
    return response;
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {{ body?: unknown, accept?: string, ifMatch?: number | undefined, signal?: AbortSignal | undefined }} options
   */
  async #send(method, path, options) {
    const first = await this.#once(method, path, options, false);
    if (first.status !== 401 || (await codeOf(first)) !== "token_expired") return first;
    return this.#once(method, path, options, true);
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {{ body?: unknown, accept?: string, ifMatch?: number | undefined, signal?: AbortSignal | undefined }} options
   * @param {boolean} fresh
   */
  async #once(method, path, { body, accept = "application/json", ifMatch, signal }, fresh) {
    /** @type {Record<string, string>} */
    const headers = { Accept: accept, Authorization: `JWT ${await this.#token({ fresh })}` };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (ifMatch !== undefined) headers["If-Match"] = `"${ifMatch}"`;
    try {
      return await this.#fetch(new URL(path, this.#base), {
        method,
        headers,
        body: body === undefined ? null : JSON.stringify(body),
        signal: signal ?? null,
        credentials: "omit",
        cache: "no-store",
      });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new ApiError({ code: "unreachable", message: NETWORK_MESSAGE });
    }
  }
}

/** @param {Response} response */
function isHTML(response) {
  return (response.headers.get("Content-Type") ?? "").startsWith("text/html");
}

/** @param {Response} response */
function isNDJSON(response) {
  return (response.headers.get("Content-Type") ?? "").startsWith("application/x-ndjson");
}

/** @param {Response} response */
function revisionOf(response) {
  const match = /^(?:W\/)?"(\d+)(?:[-;][^"]*)?"$/.exec(response.headers.get("ETag") ?? "");
  return match ? Number(match[1]) : null;
}

/** @param {Response} response */
function requestIdOf(response) {
  return response.headers.get("X-Request-Id") ?? "";
}

/** @param {Response} response */
async function codeOf(response) {
  return (await bodyOf(response.clone()))?.code ?? null;
}

/** The error object of an answer, when it has one. @param {Response} response @returns {Promise<ErrorBody | null>} */
async function bodyOf(response) {
  try {
    const body = /** @type {{ error?: ErrorBody }} */ (await response.json());
    return typeof body.error?.code === "string" ? body.error : null;
  } catch {
    return null; // a proxy's page, or nothing: there is no error object to read
  }
}

/** @param {Response} response */
async function errorOf(response) {
  const body = await bodyOf(response);
  return new ApiError({
    code: body?.code ?? "unexpected_answer",
    message: body?.message ?? `The server answered with status ${response.status} and no reason.`,
    details: body?.details ?? {},
    requestId: body?.requestId ?? requestIdOf(response),
    status: response.status,
    retryAfterS: secondsOf(response.headers.get("Retry-After")),
  });
}

/**
 * @param {string | null} header  Seconds, or an HTTP date.
 * @returns {number | null}
 */
export function secondsOf(header) {
  if (!header) return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, Math.round((at - Date.now()) / 1000));
}

/** Path of a sheet's part in the API. @param {string} projectKey @param {string} [rest] */
export function projectPath(projectKey, rest = "") {
  return `api/v1/projects/${encodeURIComponent(projectKey)}${rest}`;
}
