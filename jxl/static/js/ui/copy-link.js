// Copies the address of a sheet as other people can open it in Jira.

import { asApiError } from "../loader.js";
import { copyText } from "./clipboard.js";
import { Dialog } from "./dialog.js";
import { el } from "./dom.js";
import { flag } from "./flag.js";

/** @import { App, Target } from "../types.d.ts" */

/** @param {App} app @param {Target} target */
export async function copyLink(app, target) {
  try {
    const link = await app.host.linkTo(target);
    if (copyText(link)) flag("Link copied");
    else showLink(link);
  } catch (error) {
    flag(asApiError(error).message, "warning");
  }
}

/** The browser refused: the person can copy it themselves. @param {string} link */
function showLink(link) {
  const input = el("input", { class: "input", readonly: true, value: link, "aria-label": "Link" });
  new Dialog({ title: "Link to this sheet", body: [input] }).open(input);
  input.select();
}
