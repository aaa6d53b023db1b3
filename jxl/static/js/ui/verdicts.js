// "Why can't I …?": what the person may do here, each with the reason.

import { Dialog } from "./dialog.js";
import { el, icon } from "./dom.js";

/** @import { Verdicts } from "../types.d.ts" */

/** @type {Readonly<Record<string, string>>} */
const LABELS = {
  openSheet: "Open a sheet",
  openDirectory: "Open the directory of all sheets",
  listProjectSheets: "See the project’s sheets",
  createSheet: "Create a sheet",
  changeSheet: "Change and delete sheets",
  editCells: "Edit one issue",
  bulkChange: "Change several issues at once",
  openAdmin: "Open the administration of jxl",
};

/** @param {string} text @returns {Verdicts} */
export function parseVerdicts(text) {
  return text ? /** @type {Verdicts} */ (JSON.parse(text)) : {};
}

/** @param {Verdicts} verdicts @param {string} projectName */
export function openVerdicts(verdicts, projectName) {
  const order = Object.keys(LABELS);
  const entries = Object.entries(verdicts).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  const rows = entries.map(([action, { allowed, reason }]) =>
    el(
      "tr",
      {},
      el("td", {}, LABELS[action] ?? action),
      el(
        "td",
        {},
        el(
          "span",
          { class: `verdict is-${allowed ? "yes" : "no"}` },
          icon(allowed ? "ok" : "no"),
          allowed ? "Yes" : "No",
        ),
      ),
      el("td", {}, reason),
    ),
  );
  const head = ["May you …", "Verdict", "Because"].map((text) => el("th", { scope: "col" }, text));
  const table = el(
    "table",
    { class: "table is-verdicts" },
    el("thead", {}, el("tr", {}, ...head)),
    el("tbody", {}, ...rows),
  );
  const title = projectName ? `What you may do in ${projectName}` : "What you may do";
  new Dialog({ title, size: "large", body: [el("div", { class: "box is-scrolling" }, table)] }).open();
}
