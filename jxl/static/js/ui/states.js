// What stands where the grid would be: nothing found, an error, a pause. Says what is so, why, and what can be done.

import { copyText } from "./clipboard.js";
import { el, icon } from "./dom.js";
import { flag } from "./flag.js";

/** @import { ApiError } from "../api.js" */
/** @import { Child } from "./dom.js" */

/** @typedef {{ label: string, run: () => void, primary?: boolean }} StateAction */

/**
 * @param {object} parts
 * @param {string} parts.icon
 * @param {string} parts.hue
 * @param {string} parts.title
 * @param {Child[]} parts.text
 * @param {StateAction[]} parts.actions
 * @param {string} [parts.trace]  Code and request id for whoever helps.
 */
function state({ icon: name, hue, title, text, actions, trace }) {
  return el(
    "div",
    { class: "state" },
    el("span", { class: `tile is-large is-${hue}` }, icon(name, { size: 24 })),
    el("h2", {}, title),
    el("p", {}, ...text),
    el("div", { class: "state-actions" }, ...actions.map(button)),
    trace ? el("p", { class: "state-trace code" }, trace) : null,
  );
}

/** @param {StateAction} action */
function button({ label, run, primary = false }) {
  return el("button", { type: "button", class: `button${primary ? " is-primary" : ""}`, onclick: run }, label);
}

/**
 * The sheet's JQL finds nothing that the person may see.
 * @param {object} options
 * @param {string} options.jql
 * @param {() => void} options.onReload
 */
export function emptySheet({ jql, onReload }) {
  return state({
    icon: "search",
    hue: "blue",
    title: "No issues here",
    text: ["The sheet asks for ", el("code", {}, jql), ". No issue matches it, or you may not see those that do."],
    actions: [{ label: "Load again", run: onReload, primary: true }],
  });
}

/** @type {Readonly<Record<string, { title: string, icon: string, hue: string }>>} */
const CAUSES = {
  unreachable: { title: "The server cannot be reached", icon: "offline", hue: "orange" },
  connection_lost: { title: "The connection ended", icon: "offline", hue: "orange" },
  incomplete: { title: "The list ended early", icon: "offline", hue: "orange" },
  jira_timeout: { title: "Jira is not answering", icon: "offline", hue: "orange" },
  jira_unavailable: { title: "Jira is not answering", icon: "offline", hue: "orange" },
  jira_rate_limited: { title: "Loading is paused", icon: "clock", hue: "orange" },
  busy: { title: "Many sheets are being loaded", icon: "clock", hue: "orange" },
  jira_bad_request: { title: "Jira does not understand this sheet’s JQL", icon: "filter", hue: "purple" },
  permission_denied: { title: "You can’t open this sheet", icon: "lock", hue: "blue" },
  jira_refused: { title: "Jira does not allow this", icon: "lock", hue: "blue" },
  not_found: { title: "This sheet is not here", icon: "search", hue: "blue" },
  jira_not_found: { title: "This sheet is not here", icon: "search", hue: "blue" },
  token_expired: { title: "This page was open for too long", icon: "clock", hue: "orange" },
};
const OTHER_CAUSE = { title: "The sheet could not be loaded", icon: "warning", hue: "magenta" };

/** Name of what went wrong. @param {string} code */
export function causeTitle(code) {
  return (CAUSES[code] ?? OTHER_CAUSE).title;
}

/**
 * Nothing could be loaded.
 * @param {object} options
 * @param {ApiError} options.error
 * @param {string} [options.resumes]  "14:05": when loading goes on by itself.
 * @param {() => void} options.onRetry
 * @param {() => void} [options.onBack]
 */
export function failed({ error, resumes, onRetry, onBack }) {
  const cause = CAUSES[error.code] ?? OTHER_CAUSE;
  const missing = missingRights(error);
  const retry = resumes ? "Try now" : missing.length > 0 ? "Check again" : "Try again";
  /** @type {StateAction[]} */
  const actions = [{ label: retry, run: onRetry, primary: true }];
  if (missing.length > 0)
    actions.push({ label: "Copy request for an administrator", run: () => copyRequest(error, missing) });
  if (onBack) actions.push({ label: "All sheets", run: onBack });
  // The server's sentence stands alone elsewhere; under a title that says the same, only the rest of it is new.
  const message = error.message.startsWith(`${cause.title}. `) ? error.message.slice(cause.title.length + 2) : error.message;
  return state({
    icon: cause.icon,
    hue: cause.hue,
    title: resumes ? `Loading is paused until ${resumes}` : cause.title,
    text: [message, resumes ? " It goes on by itself then." : ""],
    actions,
    trace: error.requestId ? `${error.code} · request ${error.requestId}` : error.code,
  });
}

/** @type {Readonly<Record<string, string>>} */
const PLACES = {
  site: "on the site",
  scheme: "in the permission scheme",
  role: "in a role of the project",
  project: "in the project",
};

/**
 * Rights that would help, as a refusal names them: "JXL: View sheets, on the site".
 * @param {ApiError} error
 * @returns {string[]}
 */
function missingRights(error) {
  const missing = /** @type {{ name: string, places: string[] }[]} */ (error.details["missing"] ?? []);
  return missing.map(({ name, places }) => `${name}, ${places.map((place) => PLACES[place] ?? place).join(" or ")}`);
}

/** @param {ApiError} error @param {string[]} missing */
function copyRequest(error, missing) {
  const lines = [error.message, "Any of these would help:", ...missing.map((right) => `- ${right}`)];
  if (error.requestId) lines.push(`Request ${error.requestId}`);
  if (copyText(lines.join("\n"))) flag("Request copied");
  else flag("The browser did not copy it. Select the text and press Ctrl+C.", "warning");
}
