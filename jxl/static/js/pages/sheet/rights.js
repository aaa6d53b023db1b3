// The panel "What may I do here?" of a sheet, and what the person may do: known when the page came, asked again with
// the panel.

import { ApiError } from "../../api.js";
import { need } from "../../ui/dom.js";
import { RightsPanel } from "../../ui/rights-panel.js";
import { VerdictList, askVerdicts, parseVerdicts } from "../../ui/verdicts.js";

/** @import { App, Verdict } from "../../types.d.ts" */

/** @type {Verdict} */
const NOT_KNOWN = { allowed: false, reason: "What you may change here is not known on this page." };

export class SheetRights {
  #list;
  #panel;

  /**
   * @param {HTMLElement} root
   * @param {App} app
   * @param {{ onChange: () => void, onRefused: () => void, onOpen: () => void }} events  `onRefused`: the sheet is out of
   *   reach by now; asking for it says so in its own words.
   * @param {AbortSignal} signal
   */
  constructor(root, app, { onChange, onRefused, onOpen }, signal) {
    const { projectKey = "", projectName = "", may = "" } = root.dataset;
    this.#list = new VerdictList(parseVerdicts(may), {
      ask: async (asking) => {
        try {
          const verdicts = await askVerdicts(app.api, projectKey, asking);
          if (verdicts["openSheet"]?.allowed === false) onRefused();
          return verdicts;
        } catch (error) {
          if (error instanceof ApiError && error.isRefusal) onRefused();
          throw error;
        }
      },
      onChange: () => {
        this.#panel.update();
        onChange();
      },
    });
    const button = need(root, "[data-rights]");
    button.addEventListener("click", onOpen, { signal, capture: true });
    const options = { projectKey, projectName, list: this.#list, format: app.format, button };
    this.#panel = new RightsPanel(need(root, "[data-rights-panel]"), options, signal);
  }

  get panel() {
    return this.#panel;
  }

  /** Whether the person may save views. @returns {Verdict} */
  get maySave() {
    return this.#list.verdicts["changeSheet"] ?? NOT_KNOWN;
  }
}
