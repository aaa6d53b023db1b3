// Writes <time data-ago> in the person's language: the templates only know the instant.

/** @import { Format } from "../state/format.js" */

/** @param {ParentNode} root @param {Format} format */
export function writeTimes(root, format) {
  for (const element of root.querySelectorAll("time[data-ago]")) {
    const instant = element.getAttribute("datetime") ?? "";
    element.textContent = format.ago(instant);
    element.setAttribute("data-tip", format.full(instant));
  }
}
