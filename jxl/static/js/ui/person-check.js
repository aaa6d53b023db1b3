// "Check a person": what somebody may do in a project, with reasons, and whom the project's scheme grants to.

import { asApiError } from "../loader.js";
import { el, icon, need } from "./dom.js";
import { Picker } from "./picker.js";

/** @import { App } from "../types.d.ts" */
/** @import { Choice } from "./picker.js" */

/**
 * @typedef {{ action: string, label: string, verdict: "yes" | "no" | "byIssue", reason: string, who: string }} Checked
 * @typedef {{ name: string, onSite: boolean | null, inProject: boolean | null }} Right
 * @typedef {{ displayName: string }} Person
 * @typedef {{ id: string, key: string, name: string, isTeamManaged: boolean }} Project
 * @typedef {{ person: Person, project: Project, problem: string | null, actions: Checked[], rights: Right[] }} Check
 * @typedef {{ key: string, name: string, holders: string[] }} Granted
 * @typedef {{ project: Project, address: string, scheme: { name: string } | null, isPublic: boolean,
 *   permissions: Granted[] }} Grants
 */

const VERDICTS = {
  yes: { icon: "ok", word: "Yes" },
  no: { icon: "no", word: "No" },
  byIssue: { icon: "info", word: "By issue" },
};

/**
 * @param {HTMLElement} root
 * @param {App} app
 * @param {AbortSignal} signal
 */
export function connectPersonCheck(root, app, signal) {
  const verdicts = need(root, "[data-verdicts]");
  const grants = need(root, "[data-grants]");
  const asked = need(root, "[data-asked]");
  let checking = new AbortController();

  const person = new Picker(
    need(root, "[data-person]"),
    /** @type {HTMLInputElement} */ (need(root, "#admin-person")),
    {
      find: async (query, aborted) => {
        const path = `api/v1/admin/people?${new URLSearchParams({ query })}`;
        const found = /** @type {{ values: { accountId: string, displayName: string, email: string }[],
          hasMore: boolean }} */ (await app.api.get(path, { signal: aborted }));
        const values = found.values.map((one) => ({ id: one.accountId, label: one.displayName, detail: one.email }));
        return { values, hasMore: found.hasMore };
      },
      onChosen: (choice) => choice && void check(),
      hint: "Type the beginning of a name or an e-mail address.",
      none: "Nobody found. Jira finds active people by the beginning of their name.",
    },
    signal,
  );
  const project = new Picker(
    need(root, "[data-project]"),
    /** @type {HTMLInputElement} */ (need(root, "#admin-project")),
    {
      find: async (query, aborted) => {
        const path = `api/v1/admin/projects?${new URLSearchParams({ query })}`;
        const found = /** @type {{ values: Project[], hasMore: boolean }} */ (
          await app.api.get(path, { signal: aborted })
        );
        const values = found.values.map(({ id, key, name }) => ({ id, label: name, detail: key }));
        return { values, hasMore: found.hasMore };
      },
      onChosen: (choice) => {
        if (!choice) return;
        void showGrants(choice);
        void check();
      },
      hint: "There is no project that you may see.",
      none: "No project found by this name or key.",
    },
    signal,
  );

  need(root, "[data-check-form]").addEventListener(
    "submit",
    (event) => {
      event.preventDefault();
      if (!person.chosen) return person.focus();
      if (!project.chosen) return project.focus();
      void showGrants(project.chosen);
      void check();
    },
    { signal },
  );

  async function check() {
    if (!person.chosen || !project.chosen) return;
    checking.abort();
    checking = new AbortController();
    const { signal: current } = checking;
    const query = new URLSearchParams({ project: project.chosen.id, accountId: person.chosen.id });
    verdicts.setAttribute("aria-busy", "true");
    asked.textContent = "Asking Jira…";
    try {
      const found = /** @type {Check} */ (await app.api.get(`api/v1/admin/check?${query}`, { signal: current }));
      if (current.aborted || signal.aborted) return;
      verdicts.replaceChildren(...drawCheck(found));
      asked.textContent = `Asked of Jira at ${app.format.time(new Date())}`;
    } catch (error) {
      if (current.aborted || signal.aborted) return;
      verdicts.replaceChildren(drawProblem(asApiError(error).message));
      asked.textContent = "";
    }
    verdicts.setAttribute("aria-busy", "false");
  }

  /** @param {Choice} choice */
  async function showGrants(choice) {
    try {
      const path = `api/v1/admin/projects/${encodeURIComponent(choice.id)}/grants`;
      const found = /** @type {Grants} */ (await app.api.get(path, { signal }));
      if (project.chosen?.id === choice.id) grants.replaceChildren(...drawGrants(found));
    } catch (error) {
      if (!signal.aborted) grants.replaceChildren(drawProblem(asApiError(error).message));
    }
  }
}

/** @param {string} text */
function drawProblem(text) {
  return el("p", { class: "check-none check-problem" }, icon("error", { classes: "is-danger" }), text);
}

/** @param {Check} found */
function drawCheck({ person, project, problem, actions, rights }) {
  if (problem) return [drawProblem(problem)];
  const rows = actions.map(({ label, verdict, reason, who }) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, label),
      el("td", {}, drawVerdict(verdict)),
      el("td", {}, reason),
      el("td", { class: "small subtle" }, who),
    ),
  );
  return [
    el(
      "table",
      { class: "table is-person", "aria-label": `What ${person.displayName} may do in ${project.name}` },
      drawHead([`May ${person.displayName} …`, "Verdict", "Because", "Who can change it"]),
      el("tbody", {}, ...rows),
    ),
    el(
      "details",
      { class: "held" },
      el("summary", {}, `What Jira grants ${person.displayName}`),
      el(
        "table",
        { class: "table is-held" },
        drawHead(["Right", "On the site", `In ${project.name}`]),
        el(
          "tbody",
          {},
          ...rights.map(({ name, onSite, inProject }) =>
            el(
              "tr",
              {},
              el("th", { scope: "row" }, name),
              el("td", {}, drawHeld(onSite)),
              el("td", {}, drawHeld(inProject)),
            ),
          ),
        ),
      ),
    ),
  ];
}

/** @param {string[]} titles */
function drawHead(titles) {
  return el("thead", {}, el("tr", {}, ...titles.map((text) => el("th", { scope: "col", class: "cut" }, text))));
}

/** @param {Checked["verdict"]} verdict */
function drawVerdict(verdict) {
  const shown = VERDICTS[verdict];
  const classes = `verdict is-${verdict === "byIssue" ? "by-issue" : verdict}`;
  return el("span", { class: classes }, icon(shown.icon), shown.word);
}

/** @param {boolean | null} held  null: it is not granted in this place. */
function drawHeld(held) {
  if (held === null) return el("span", { class: "subtlest" }, "–");
  if (!held) return el("span", { class: "verdict" }, icon("no"), "Not held");
  return el("span", { class: "verdict is-yes" }, icon("ok"), "Held");
}

/** @param {Grants} found */
function drawGrants({ project, address, scheme, isPublic, permissions }) {
  const title = project.isTeamManaged ? "Access" : "its permissions";
  const link = el("a", { class: "button", href: address, target: "_top" }, icon("external"), `Open ${title} in Jira`);
  if (!scheme) {
    return [
      el(
        "p",
        { class: "small" },
        el("b", {}, project.name),
        " is team-managed: Jira does not tell apps whom its roles grant what. Its administrators see and change it " +
          "under Project settings, Access, Manage roles, a role, App permissions. To know what one person may do, " +
          "check them above.",
      ),
      link,
    ];
  }
  const lines = permissions.map(({ name, holders }) =>
    el(
      "li",
      {},
      `${name}: `,
      holders.length ? el("span", {}, holders.join(" · ")) : el("b", {}, "not granted anywhere yet"),
    ),
  );
  return [
    el(
      "div",
      { class: "small grow" },
      el("p", {}, "Permission scheme ", el("b", {}, scheme.name), ` of ${project.name}`),
      el("ul", { class: "grants" }, ...lines),
      isPublic
        ? el(
            "p",
            { class: "check-problem" },
            icon("warning"),
            "Anyone may browse this project, also without logging in: names, JQL and filters of its sheets are public.",
          )
        : null,
    ),
    link,
  ];
}
