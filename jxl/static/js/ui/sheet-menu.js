// The menu of a sheet in a list: open it, copy its address, copy it, delete it with undo.

import { projectPath } from "../api.js";
import { asApiError } from "../loader.js";
import { copyLink } from "./copy-link.js";
import { openCopySheet } from "./copy-sheet.js";
import { flag } from "./flag.js";
import { openMenu } from "./menu.js";

/** @import { App } from "../types.d.ts" */
/** @import { MenuItem } from "./menu.js" */

const NOT_READABLE = "A sheet whose head in Jira cannot be read is restored first.";

/**
 * @param {App} app
 * @param {HTMLElement} row  With what the server says of the sheet in `data-` attributes.
 * @param {HTMLElement} button
 * @param {{ open: () => void, onChange: () => void }} options  `onChange`: sheets came or went.
 * @param {AbortSignal} signal
 */
export function openSheetMenu(app, row, button, { open, onChange }, signal) {
  const { sheet = "", name = "", projectKey = "", projectId = "", projectName = "", refused, revision } = row.dataset;
  const isDamaged = row.hasAttribute("data-damaged");
  const place = projectPath(projectKey, `/sheets/${encodeURIComponent(sheet)}`);
  /** @type {MenuItem[]} */
  const items = [
    { label: isDamaged ? "See what happened" : "Open", icon: isDamaged ? "warning" : "grid", run: open },
    { label: "Copy link", icon: "link", run: () => void copyLink(app, { screen: "sheet", projectKey, sheet }) },
    {
      label: "Copy sheet…",
      icon: "copy",
      startsGroup: true,
      ...(isDamaged ? { disabled: "A damaged sheet cannot be copied. Restore it first." } : {}),
      run: () =>
        openCopySheet(app, {
          path: `${place}/copy`,
          name,
          project: { id: projectId, label: projectName },
          onCopied: onChange,
        }),
    },
    {
      label: "Delete",
      icon: "trash",
      ...(refused ? { disabled: refused } : revision ? {} : { disabled: NOT_READABLE }),
      run: () => void remove(),
    },
  ];

  const remove = async () => {
    try {
      await app.api.write("DELETE", place, { ifMatch: Number(revision) });
      flag(`“${name}” is in the trash`, "done", { label: "Undo", run: () => void restore() });
      onChange();
    } catch (error) {
      flag(asApiError(error).message, "warning");
      onChange();
    }
  };
  const restore = async () => {
    try {
      await app.api.write("POST", projectPath(projectKey, `/trash/${encodeURIComponent(sheet)}/restore`), {});
      flag(`“${name}” is back`);
      onChange();
    } catch (error) {
      flag(asApiError(error).message, "warning");
    }
  };

  button.setAttribute("aria-expanded", "true");
  openMenu(
    {
      label: `More about ${name}`,
      at: button.getBoundingClientRect(),
      items,
      owner: button,
      onClose: (giveFocusBack) => {
        button.setAttribute("aria-expanded", "false");
        if (giveFocusBack) button.focus();
      },
    },
    signal,
  );
}
