// Asks for the name of a new view.

import { Dialog } from "./dialog.js";
import { el, uniqueId } from "./dom.js";

const MAX_NAME_CHARS = 255;

/**
 * @param {object} options
 * @param {string} options.name  To begin with.
 * @param {readonly string[]} options.taken  Names of the other views.
 * @param {(name: string) => void} options.onName
 */
export function askViewName({ name, taken, onName }) {
  const input = el("input", { class: "input", id: uniqueId("name"), value: name, maxlength: MAX_NAME_CHARS });
  const hint = el("p", { class: "hint", role: "status" });
  const form = el("form", { class: "form", id: uniqueId("form") });
  form.append(el("div", { class: "form-row" }, el("label", { for: input.id }, "Name"), input, hint));
  const dialog = new Dialog({
    title: "Save as a new view",
    size: "small",
    body: [form],
    footer: [
      el("span", { class: "grow" }),
      el("button", { type: "button", class: "button is-ghost", onclick: () => dialog.close() }, "Cancel"),
      el("button", { type: "submit", form: form.id, class: "button is-primary" }, "Save"),
    ],
  });
  const problem = () => {
    const wanted = input.value.trim();
    if (!wanted) return "Give the view a name.";
    return taken.includes(wanted) ? "Another view has this name already. Both will be in the list." : "";
  };
  input.addEventListener("input", () => (hint.textContent = problem()));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const wanted = input.value.trim();
    if (!wanted) {
      hint.textContent = problem();
      return input.focus();
    }
    dialog.close();
    return onName(wanted);
  });
  dialog.open(input);
  input.select();
}
