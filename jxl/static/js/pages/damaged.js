// A damaged sheet: restore a revision of it, look again, or leave.

import { projectPath } from "../api.js";
import { asApiError } from "../loader.js";
import { flag } from "../ui/flag.js";
import { connectGuards } from "../ui/guarded.js";

/** @import { ConnectScreen, Target } from "../types.d.ts" */

/** @type {ConnectScreen} */
export function connect(root, app, signal) {
  const { projectKey = "", sheetId = "", revision = "0" } = root.dataset;
  /** @type {Target} */
  const here = { screen: "sheet", projectKey, sheet: sheetId };
  let isRestoring = false;

  const restore = async (/** @type {string} */ wanted) => {
    if (isRestoring) return;
    isRestoring = true;
    root.setAttribute("aria-busy", "true");
    const path = projectPath(projectKey, `/sheets/${encodeURIComponent(sheetId)}/revisions/${wanted}/restore`);
    try {
      await app.api.write("POST", path, { ifMatch: Number(revision) });
      flag(`Revision ${wanted} is restored`);
      await app.go(here);
    } catch (error) {
      const problem = asApiError(error);
      flag(problem.message, "warning");
      // Somebody else was faster, or it went: what is shown here is not so any more.
      if (problem.status === 409 || problem.status === 404) await app.go(here);
    } finally {
      isRestoring = false;
      root.removeAttribute("aria-busy");
    }
  };

  connectGuards(root, signal);
  root.addEventListener(
    "click",
    (event) => {
      const target = event.target instanceof Element ? event.target : null;
      const wanted = target?.closest("[data-restore]")?.getAttribute("data-restore");
      if (wanted) void restore(wanted);
      else if (target?.closest("[data-again]")) void app.go(here);
      else if (target?.closest("[data-back]")) {
        event.preventDefault();
        void app.go({ screen: "project", projectKey });
      }
    },
    { signal },
  );
}
