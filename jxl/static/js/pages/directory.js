// The directory: the sheets of all projects that the person may open.

import { SheetList } from "../ui/sheet-list.js";

/** @import { ConnectScreen } from "../types.d.ts" */

/** @type {ConnectScreen} */
export function connect(root, app, signal) {
  if (root.querySelector("[data-results]")) new SheetList(root, app, { screen: "directory" }, signal);
}
