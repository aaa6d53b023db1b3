// The directory: the sheets of all projects that the person may open.

import { connectListFilter } from "../ui/list-filter.js";
import { connectSheetLinks } from "./project.js";

/** @import { ConnectScreen } from "../types.d.ts" */

/** @type {ConnectScreen} */
export function connect(root, app, signal) {
  connectListFilter(root, signal);
  connectSheetLinks(root, app, signal);
}
