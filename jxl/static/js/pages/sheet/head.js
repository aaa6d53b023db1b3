// The head of a sheet: back to the list, share, the menu of its name.

import { copyLink } from "../../ui/copy-link.js";
import { isPlainClick, need } from "../../ui/dom.js";
import { connectMenu } from "../../ui/menu.js";
import { openRevisions } from "../../ui/revisions-panel.js";
import { parseVerdicts } from "../../ui/verdicts.js";

/** @import { App, Target } from "../../types.d.ts" */

/**
 * @param {HTMLElement} root
 * @param {App} app
 * @param {{ here: () => Target, onRights: () => void }} options  `here` names the sheet and what of it is shown.
 * @param {AbortSignal} signal
 */
export function connectHead(root, app, { here, onRights }, signal) {
  const share = () => void copyLink(app, here());
  const { projectKey = "", projectName = "" } = root.dataset;
  const back = () => void app.go({ screen: "project", projectKey });
  const sheet = () => ({ projectKey, sheet: here().sheet ?? "" });
  need(root, "[data-share]").addEventListener("click", share, { signal });
  need(root, "[data-back]").addEventListener(
    "click",
    (event) => {
      if (event instanceof MouseEvent && !isPlainClick(event)) return;
      event.preventDefault();
      back();
    },
    { signal },
  );
  connectMenu(
    need(root, "[data-name-menu]"),
    () => [
      { label: `All sheets in ${projectName}`, icon: "grid", run: back },
      { label: "Copy link to this view", icon: "link", run: share },
      {
        label: "Conditional formats",
        icon: "bolt",
        startsGroup: true,
        run: () => void app.go({ ...sheet(), screen: "formats" }),
      },
      { label: "Structures", icon: "tree", run: () => void app.go({ ...sheet(), screen: "structure" }) },
      { label: "Sheet settings", icon: "settings", run: () => void app.go({ ...sheet(), screen: "settings" }) },
      {
        label: "Revisions",
        icon: "clock",
        run: () => {
          const change = parseVerdicts(root.dataset["may"] ?? "")["changeSheet"];
          openRevisions(app, { projectKey, sheetId: here().sheet ?? "", change });
        },
      },
      { label: "What may I do here?", icon: "shield", run: onRights },
    ],
    signal,
  );
}
