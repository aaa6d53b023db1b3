// Asks where a copy of a sheet goes, and makes it; what the server refuses is said in the dialog.

import { asApiError } from "../loader.js";
import { Dialog } from "./dialog.js";
import { el, uniqueId } from "./dom.js";

/** @typedef {{ projectKey: string, sheet: string }} Made */

/**
 * @param {object} options
 * @param {string} options.name
 * @param {string} options.projectKey
 * @param {string} options.projectName
 * @param {(body: { project: string, name: string }) => Promise<unknown>} options.send
 * @returns {Promise<Made | null>}
 */
export function askCopy({ name: proposed, projectKey, projectName, send }) {
  return new Promise((resolve) => {
    const name = el("input", { class: "input", id: uniqueId("name"), maxlength: 255, autocomplete: "off", value: proposed });
    const project = el("input", {
      class: "input",
      id: uniqueId("project"),
      maxlength: 255,
      autocomplete: "off",
      spellcheck: "false",
      value: projectKey,
    });
    const problem = el("p", { class: "hint is-bad", role: "alert" });
    const form = el(
      "form",
      { class: "form", id: uniqueId("form"), novalidate: true },
      el("div", { class: "form-row" }, el("label", { for: name.id }, "Name of the copy"), name),
      el(
        "div",
        { class: "form-row" },
        el("label", { for: project.id }, "Key of the project"),
        project,
        el("p", { class: "hint" }, `${projectKey} is ${projectName}. The JQL goes along as it is.`),
      ),
      problem,
    );
    const copy = el("button", { type: "submit", class: "button is-primary", form: form.id }, "Copy");
    const dialog = new Dialog({
      title: "Copy this sheet",
      size: "small",
      body: [form],
      footer: [
        el("span", { class: "grow" }),
        el("button", { type: "button", class: "button is-ghost", onclick: () => dialog.close() }, "Cancel"),
        copy,
      ],
    });
    /** @type {Made | null} */
    let made = null;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void make();
    });
    const make = async () => {
      if (copy.disabled) return;
      copy.disabled = true;
      problem.textContent = "";
      try {
        const body = { project: project.value.trim(), name: name.value.trim() };
        const sheet = /** @type {{ id: string, project: { key: string } }} */ (await send(body));
        made = { projectKey: sheet.project.key, sheet: sheet.id };
        dialog.close();
      } catch (error) {
        copy.disabled = false;
        problem.textContent = `Not copied. ${asApiError(error).message}`;
      }
    };
    dialog.signal.addEventListener("abort", () => resolve(made));
    dialog.open(name);
    name.select();
  });
}
