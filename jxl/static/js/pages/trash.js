// The trash of a project: sheets come back from it.

import { projectPath } from "../api.js";
import { asApiError } from "../loader.js";
import { need } from "../ui/dom.js";
import { flag } from "../ui/flag.js";
import { connectGuards, guard } from "../ui/guarded.js";
import { writeTimes } from "../ui/times.js";

/** @import { ConnectScreen } from "../types.d.ts" */

/** @type {ConnectScreen} */
export function connect(root, app, signal) {
  const { projectKey = "" } = root.dataset;
  const rows = need(root, "[data-rows]");
  const more = need(root, "[data-load-more]");
  /** Sheets that are being restored. @type {Set<string>} */
  const restoring = new Set();

  const restore = async (/** @type {HTMLElement} */ row) => {
    const { sheet = "", name = "" } = row.dataset;
    if (restoring.has(sheet)) return;
    restoring.add(sheet);
    row.setAttribute("aria-busy", "true");
    try {
      await app.api.write("POST", projectPath(projectKey, `/trash/${encodeURIComponent(sheet)}/restore`), {});
      flag(`“${name}” is back`, "done", {
        label: "Open it",
        run: () => void app.go({ screen: "sheet", projectKey, sheet }),
      });
      remove(row);
    } catch (error) {
      const problem = asApiError(error);
      flag(problem.message, "warning");
      if (problem.status === 404) remove(row);
    } finally {
      restoring.delete(sheet);
      row.removeAttribute("aria-busy");
    }
  };

  /** Take a row away; the keyboard goes on with the one that moves up. @param {HTMLElement} row */
  const remove = (row) => {
    const hadFocus = row.contains(document.activeElement);
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    if (rows.children.length === 0 && more.hidden) {
      need(root, "[data-list]").hidden = true;
      need(root, "[data-note]").hidden = true;
      need(root, "[data-none]").hidden = false;
      for (const refused of root.querySelectorAll("[data-refused]")) refused.remove();
    }
    if (!hadFocus) return;
    const button = next?.querySelector("button");
    if (button) button.focus();
    else need(root, "h1").focus();
  };

  const loadMore = async () => {
    if (more.hasAttribute("aria-busy")) return;
    more.setAttribute("aria-busy", "true");
    try {
      const params = { cursor: more.dataset["next"] ?? "" };
      const html = await app.api.fragment({ screen: "trash", projectKey }, { params, signal });
      const page = new DOMParser().parseFromString(html, "text/html");
      const next = page.querySelector("[data-load-more]")?.getAttribute("data-next");
      if (next === null || next === undefined) {
        await app.go({ screen: "trash", projectKey }); // a screen that says why there is no list any more
        return;
      }
      const known = new Set([...rows.children].map((row) => row.getAttribute("data-sheet")));
      const further = [...page.querySelectorAll("[data-row]")]
        .filter((row) => !known.has(row.getAttribute("data-sheet")))
        .map((row) => document.importNode(row, true));
      for (const button of further.flatMap((row) => [...row.querySelectorAll("[aria-disabled=true]")]))
        guard(button, { allowed: false, reason: button.getAttribute("data-tip") ?? "" });
      rows.append(...further);
      writeTimes(rows, app.format);
      more.dataset["next"] = next;
      more.hidden = !next;
      if (more.hidden) further[0]?.querySelector("button")?.focus();
    } catch (error) {
      if (!signal.aborted) flag(asApiError(error).message, "warning");
    } finally {
      more.removeAttribute("aria-busy");
    }
  };

  connectGuards(root, signal);
  root.addEventListener(
    "click",
    (event) => {
      const target = event.target instanceof Element ? event.target : null;
      const row = target?.closest("[data-restore]")?.closest("[data-row]");
      if (row instanceof HTMLElement) void restore(row);
      else if (target?.closest("[data-load-more]")) void loadMore();
      else if (target?.closest("[data-back]")) {
        event.preventDefault();
        void app.go({ screen: "project", projectKey });
      }
    },
    { signal },
  );
}
