// What is not saved when somebody leaves: asked once, in the frame's own words; a reload is asked about by the browser.

import { Dialog } from "./dialog.js";
import { el } from "./dom.js";

/** @typedef {"save" | "leave" | "stay"} Answer */

/**
 * @param {object} options
 * @param {string} options.what  "These formats".
 * @param {() => Promise<boolean>} options.onSave  Whether it was saved.
 * @returns {Promise<boolean>} whether to leave
 */
export function askToLeave({ what, onSave }) {
  return new Promise((resolve) => {
    /** @type {Answer} */
    let answer = "stay";
    const choose = (/** @type {Answer} */ chosen) => () => {
      answer = chosen;
      dialog.close();
    };
    const save = el("button", { type: "button", class: "button is-primary", onclick: choose("save") }, "Save");
    const dialog = new Dialog({
      title: "Leave without saving?",
      size: "small",
      body: [el("p", {}, `${what} have changes that are not saved.`)],
      footer: [
        el("span", { class: "grow" }),
        el("button", { type: "button", class: "button is-ghost", onclick: choose("stay") }, "Stay here"),
        el("button", { type: "button", class: "button", onclick: choose("leave") }, "Leave them"),
        save,
      ],
    });
    dialog.signal.addEventListener("abort", () => {
      if (answer === "save") void onSave().then(resolve);
      else resolve(answer === "leave");
    });
    dialog.open(save);
  });
}
