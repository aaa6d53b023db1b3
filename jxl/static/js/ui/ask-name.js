// Asks for a name, in a dialog.

import { Dialog } from "./dialog.js";
import { el, uniqueId } from "./dom.js";

const MAX_NAME_CHARS = 255;

/**
 * @param {object} options
 * @param {string} options.title
 * @param {string} options.action  "Rename".
 * @param {string} options.value
 * @param {string} [options.label]
 * @param {string} [options.hint]
 * @returns {Promise<string | null>}  null: the person changed their mind.
 */
export function askName({ title, action, value, label = "Name", hint = "" }) {
  return new Promise((resolve) => {
    const input = el("input", { class: "input", id: uniqueId("name"), maxlength: MAX_NAME_CHARS, autocomplete: "off", value });
    const form = el(
      "form",
      { class: "form", id: uniqueId("form"), novalidate: true },
      el("div", { class: "form-row" }, el("label", { for: input.id }, label), input, hint ? el("p", { class: "hint" }, hint) : null),
    );
    const dialog = new Dialog({
      title,
      size: "small",
      body: [form],
      footer: [
        el("span", { class: "grow" }),
        el("button", { type: "button", class: "button is-ghost", onclick: () => dialog.close() }, "Cancel"),
        el("button", { type: "submit", class: "button is-primary", form: form.id }, action),
      ],
    });
    /** @type {string | null} */
    let answer = null;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!input.value.trim()) {
        input.setAttribute("aria-invalid", "true");
        input.focus();
        return;
      }
      answer = input.value.trim();
      dialog.close();
    });
    dialog.signal.addEventListener("abort", () => resolve(answer));
    dialog.open(input);
    input.select();
  });
}
