// The person's own changes to the views of a sheet, kept at the server.

import { projectPath } from "../../api.js";
import { PersonalViews } from "../../state/personal.js";
import { flag } from "../../ui/flag.js";

/** @import { Api } from "../../api.js" */

/** @param {Api} api @param {string} projectKey @param {string} sheetId */
export function keptViews(api, projectKey, sheetId) {
  const path = projectPath(projectKey, `/sheets/${encodeURIComponent(sheetId)}/personal/view`);
  const lost = "Your changes to views could not be kept. They last until this page is closed.";
  return new PersonalViews(
    {
      load: (signal) => api.get(path, { signal }),
      save: (value) => api.write("PUT", path, { body: value }),
    },
    { onProblem: () => flag(lost, "warning") },
  );
}
