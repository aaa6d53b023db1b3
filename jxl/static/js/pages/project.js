// The project page: its sheets, or the first steps when there are none.

import { copyLink } from "../ui/copy-link.js";
import { isPlainClick } from "../ui/dom.js";
import { connectListFilter } from "../ui/list-filter.js";
import { openNewSheet } from "../ui/new-sheet.js";
import { openVerdicts, parseVerdicts } from "../ui/verdicts.js";

/** @import { App, ConnectScreen } from "../types.d.ts" */

/** @type {ConnectScreen} */
export function connect(root, app, signal) {
  const projectKey = root.dataset["projectKey"] ?? "";
  const projectName = root.dataset["projectName"] ?? "";
  connectListFilter(root, signal);
  connectSheetLinks(root, app, signal);
  root.addEventListener(
    "click",
    (event) => {
      const target = event.target instanceof Element ? event.target : null;
      const start = target?.closest("[data-new-sheet]");
      if (start && start.getAttribute("aria-disabled") !== "true") {
        openNewSheet(app, {
          projectKey,
          projectName,
          start: start.getAttribute("data-new-sheet") ?? "",
          onCreated: (sheet) => void app.go({ screen: "sheet", projectKey, sheet }),
        });
      } else if (target?.closest("[data-why]")) {
        openVerdicts(parseVerdicts(root.dataset["may"] ?? ""), projectName);
      } else if (target?.closest("[data-go-directory]")) {
        event.preventDefault();
        void app.go({ screen: "directory", projectKey });
      }
    },
    { signal },
  );
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
