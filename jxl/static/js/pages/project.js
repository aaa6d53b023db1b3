// The project page: its sheets, or the first steps when there are none.

import { connectGuards, guard } from "../ui/guarded.js";
import { SheetList } from "../ui/sheet-list.js";
import { VerdictList, askVerdicts, openVerdicts, parseVerdicts } from "../ui/verdicts.js";

/** @import { ConnectScreen, Verdicts } from "../types.d.ts" */

/** @type {ConnectScreen} */
export function connect(root, app, signal) {
  const projectKey = root.dataset["projectKey"] ?? "";
  const projectName = root.dataset["projectName"] ?? "";
  const list = new VerdictList(parseVerdicts(root.dataset["may"] ?? ""), {
    ask: (asking) => askVerdicts(app.api, projectKey, asking),
    onChange: (verdicts) => guardButtons(root, verdicts),
  });
  connectGuards(root, signal);
  if (root.querySelector("[data-results]")) new SheetList(root, app, { screen: "project", projectKey }, signal);
  root.addEventListener(
    "click",
    (event) => {
      const target = event.target instanceof Element ? event.target : null;
      const start = target?.closest("[data-new-sheet]");
      if (start) {
        void app.go({ screen: "new-sheet", projectKey, item: start.getAttribute("data-new-sheet") ?? "" });
      } else if (target?.closest("[data-why]")) {
        openVerdicts(list, projectName);
      } else if (target?.closest("[data-go-trash]")) {
        event.preventDefault();
        void app.go({ screen: "trash", projectKey });
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
