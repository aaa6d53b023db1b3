// The first issues that a query finds, as a small table.

import { el } from "./dom.js";

/** @import { Checked } from "./jql-editor.js" */

/** @type {Readonly<Record<string, string>>} */
const CATEGORY_CLASSES = { indeterminate: " is-progress", done: " is-done" };

/**
 * @param {HTMLElement} host
 * @param {Checked | null} checked  null: nothing is known yet; what is shown stays, dimmed.
 */
export function showFirstRows(host, checked) {
  host.classList.toggle("is-stale", checked === null);
  if (!checked) {
    if (!host.firstChild) host.append(el("p", { class: "first-none small subtle" }, "They stand here once Jira has answered."));
    return;
  }
  if (checked.rows.length === 0) {
    host.replaceChildren(el("p", { class: "first-none small subtle" }, "No issues match, or you may not see them."));
    return;
  }
  host.replaceChildren(
    el(
      "table",
      { class: "table is-first-rows" },
      el("thead", {}, el("tr", {}, ...["Key", "Summary", "Status"].map((name) => el("th", { scope: "col" }, name)))),
      el(
        "tbody",
        {},
        ...checked.rows.map(({ key, summary, status, statusCategory }) =>
          el(
            "tr",
            {},
            el("td", { class: "key" }, key),
            el("td", { class: "cut", title: summary }, summary),
            el("td", {}, el("span", { class: `lozenge${CATEGORY_CLASSES[statusCategory] ?? ""}` }, el("span", { class: "cut" }, status))),
          ),
        ),
      ),
    ),
  );
}
