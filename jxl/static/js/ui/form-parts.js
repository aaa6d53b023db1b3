// Fields with their labels, as the editors of formats and structures use them.

import { el, icon, uniqueId } from "./dom.js";

/** @import { Child } from "./dom.js" */

/**
 * A labelled field.
 * @param {string} label
 * @param {HTMLElement} field
 * @param {...Child} more  Hints below it.
 */
export function formRow(label, field, ...more) {
  field.id ||= uniqueId("field");
  return el("div", { class: "form-row" }, el("label", { for: field.id }, label), field, ...more);
}

/**
 * Fields that belong together under one name.
 * @param {string} legend
 * @param {...Child} children
 */
export function formGroup(legend, ...children) {
  return el("fieldset", { class: "form-row form-group" }, el("legend", {}, legend), ...children);
}

/**
 * @param {readonly { id: string, label: string, group?: string }[]} options
 * @param {string | null} chosen  null: nothing is chosen, and the first entry says so.
 * @param {(id: string) => void} onChange
 * @param {{ label?: string, none?: string, small?: boolean }} [more]
 */
export function select(options, chosen, onChange, { label, none, small = false } = {}) {
  const field = el("select", {
    class: `input select${small ? " is-small" : ""}`,
    "aria-label": label ?? null,
    onchange: () => onChange(field.value),
  });
  if (none !== undefined) field.append(el("option", { value: "" }, none));
  /** @type {Map<string, HTMLOptGroupElement>} */
  const groups = new Map();
  for (const { id, label: text, group } of options) {
    const option = el("option", { value: id }, text);
    if (group === undefined) field.append(option);
    else {
      let place = groups.get(group);
      if (!place) field.append((place = el("optgroup", { label: group })));
      groups.set(group, place);
      place.append(option);
    }
  }
  if (chosen && !options.some(({ id }) => id === chosen)) field.append(el("option", { value: chosen }, chosen));
  field.value = chosen ?? "";
  return field;
}

/**
 * A switch.
 * @param {string} label
 * @param {boolean} isOn
 * @param {(isOn: boolean) => void} onChange
 */
export function toggle(label, isOn, onChange) {
  const button = el("button", {
    type: "button",
    class: "switch",
    role: "switch",
    "aria-checked": String(isOn),
    "aria-label": label,
    onclick: () => {
      const next = button.getAttribute("aria-checked") !== "true";
      button.setAttribute("aria-checked", String(next));
      onChange(next);
    },
  });
  return button;
}

/**
 * A button that is an icon.
 * @param {string} name  Of the icon.
 * @param {string} label
 * @param {() => void} run
 */
export function iconButton(name, label, run) {
  return el(
    "button",
    { type: "button", class: "button is-ghost is-icon is-small", "aria-label": label, "data-tip": label, onclick: run },
    icon(name),
  );
}

/**
 * @param {string} label
 * @param {boolean} isOn
 * @param {(isOn: boolean) => void} onChange
 */
export function check(label, isOn, onChange) {
  const box = el("input", { type: "checkbox", checked: isOn, onchange: () => onChange(box.checked) });
  return el("label", { class: "check" }, box, el("span", {}, label));
}
