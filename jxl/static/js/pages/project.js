// The project page: its sheets, or the first steps when there are none.

import { copyLink } from "../ui/copy-link.js";
import { isPlainClick } from "../ui/dom.js";
import { connectGuards, guard } from "../ui/guarded.js";
import { connectListFilter } from "../ui/list-filter.js";
import { openNewSheet } from "../ui/new-sheet.js";
import { VerdictList, askVerdicts, openVerdicts, parseVerdicts } from "../ui/verdicts.js";

/** @import { App, ConnectScreen, Verdicts } from "../types.d.ts" */

/** @type {ConnectScreen} */
export function connect(root, app, signal) {
  const projectKey = root.dataset["projectKey"] ?? "";
  const projectName = root.dataset["projectName"] ?? "";
  const list = new VerdictList(parseVerdicts(root.dataset["may"] ?? ""), {
    ask: (asking) => askVerdicts(app.api, projectKey, asking),
    onChange: (verdicts) => guardButtons(root, verdicts),
  });
  connectListFilter(root, signal);
  connectGuards(root, signal);
  connectSheetLinks(root, app, signal);
  root.addEventListener(
    "click",
    (event) => {
      const target = event.target instanceof Element ? event.target : null;
      const start = target?.closest("[data-new-sheet]");
      if (start) {
        openNewSheet(app, {
          projectKey,
          projectName,
          start: start.getAttribute("data-new-sheet") ?? "",
          onCreated: (sheet) => void app.go({ screen: "sheet", projectKey, sheet }),
        });
      } else if (target?.closest("[data-why]")) {
        openVerdicts(list, projectName);
      } else if (target?.closest("[data-go-directory]")) {
        event.preventDefault();
        void app.go({ screen: "directory", projectKey });
      }
    },
    { signal },
  );
}

/**
 * Rights may have been given or taken since the page was opened.
 * @param {HTMLElement} root
 * @param {Verdicts} verdicts
 */
function guardButtons(root, verdicts) {
  const { createSheet } = verdicts;
  if (createSheet) for (const button of root.querySelectorAll("[data-new-sheet]")) guard(button, createSheet);
}

/**
 * Links of a list of sheets: open in place, copy for others. A click on the row counts as one on its link.
 * @param {HTMLElement} root
 * @param {App} app
 * @param {AbortSignal} signal
 */
export function connectSheetLinks(root, app, signal) {
  root.addEventListener(
    "click",
    (event) => {
      const target = event.target instanceof Element ? event.target : null;
      const row = target?.closest("[data-row]");
      if (!(row instanceof HTMLElement) || !isPlainClick(event)) return;
      const sheet = row.dataset["sheet"] ?? "";
      const projectKey = row.dataset["projectKey"] || root.dataset["projectKey"] || "";
      if (target?.closest("[data-copy-link]")) void copyLink(app, { screen: "sheet", projectKey, sheet });
      else if (!target?.closest("button") && getSelection()?.isCollapsed !== false) {
        event.preventDefault();
        void app.go({ screen: "sheet", projectKey, sheet });
      }
    },
    { signal },
  );
}
