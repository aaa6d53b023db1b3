// The dialog that copies a sheet, into its own project or another one.

import { asApiError } from "../loader.js";
import { MAX_NAME_CHARS } from "../state/new-sheet.js";
import { Dialog } from "./dialog.js";
import { el, uniqueId } from "./dom.js";
import { flag } from "./flag.js";
import { findProjects } from "./list-filter.js";
import { Picker } from "./picker.js";

/** @import { App, SheetDocument } from "../types.d.ts" */

/**
 * @param {App} app
 * @param {object} options
 * @param {string} options.path  Where the copy is asked for.
 * @param {string} options.name  Of the sheet.
 * @param {{ id: string, label: string }} options.project  That it is in.
 * @param {() => void} options.onCopied
 */
export function openCopySheet(app, { path, name, project, onCopied }) {
  let chosen = project.id;
  const ids = { name: uniqueId("name"), project: uniqueId("project") };
  const nameInput = el("input", {
    class: "input",
    id: ids.name,
    maxlength: MAX_NAME_CHARS,
    autocomplete: "off",
    value: `Copy of ${name}`.slice(0, MAX_NAME_CHARS),
  });
  const projectInput = el("input", { class: "input", id: ids.project, autocomplete: "off", value: project.label });
  const projectRow = el("div", { class: "form-row" }, el("label", { for: ids.project }, "Project"), projectInput);
  const problem = el("p", { class: "hint is-bad", role: "alert" });
  const form = el(
    "form",
    { class: "form", novalidate: true, id: uniqueId("form") },
    el("div", { class: "form-row" }, el("label", { for: ids.name }, "Name"), nameInput),
    projectRow,
    el("p", { class: "hint" }, "Columns, views, structures and formats are copied. The JQL stays as it is."),
    problem,
  );
  const cancel = el("button", { type: "button", class: "button is-ghost" }, "Cancel");
  const copy = el("button", { type: "submit", class: "button is-primary", form: form.id }, "Copy sheet");
  const dialog = new Dialog({ title: `Copy “${name}”`, body: [form], footer: [el("span", { class: "grow" }), cancel, copy] });
  const { signal } = dialog;
  new Picker(
    projectRow,
    projectInput,
    {
      find: (query, asking) => findProjects(app, query, asking),
      onChosen: (choice) => (chosen = choice?.id ?? ""),
      hint: "Type the name of a project.",
      none: "No project with sheets that you may open has this name.",
    },
    signal,
  );
  cancel.addEventListener("click", () => dialog.close(), { signal });
  form.addEventListener(
    "submit",
    (event) => {
      event.preventDefault();
      void save();
    },
    { signal },
  );

  const save = async () => {
    problem.textContent = !nameInput.value.trim() ? "Give the copy a name." : !chosen ? "Choose a project." : "";
    if (problem.textContent) return;
    copy.disabled = true;
    try {
      const body = { project: chosen, name: nameInput.value.trim() };
      const { value } = await app.api.write("POST", path, { body, signal });
      const made = /** @type {SheetDocument} */ (value);
      dialog.close();
      flag(`“${made.name}” is made`);
      onCopied();
    } catch (error) {
      if (signal.aborted) return;
      problem.textContent = asApiError(error).message;
      copy.disabled = false;
    }
  };
  dialog.open(nameInput);
  nameInput.select();
}
