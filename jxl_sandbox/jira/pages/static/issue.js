// Editing an issue on its page: each editor writes one field over REST, as the person who looks.

const root = document.querySelector("[data-issue]");
const address = `/rest/api/3/issue/${root.dataset.issue}`;

const paragraph = (text) => ({
  type: "paragraph",
  content: text.split("\n").flatMap((line, place) => [
    ...(place ? [{ type: "hardBreak" }] : []),
    ...(line ? [{ type: "text", text: line }] : []),
  ]),
});
const asDocument = (text) => {
  const blocks = text.replaceAll("\r", "").split(/\n{2,}/).filter((block) => block.trim());
  return blocks.length ? { type: "doc", version: 1, content: blocks.map(paragraph) } : null;
};
const VALUES = {
  text: (text) => text,
  document: asDocument,
  labels: (text) => text.split(/\s+/).filter(Boolean),
  date: (text) => text || null,
  option: (id) => (id ? { id } : null),
};

const send = async (method, path, body) => {
  const headers = { Accept: "application/json", ...(body && { "Content-Type": "application/json" }) };
  const answer = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
  if (answer.ok) return answer.status === 204 ? null : answer.json();
  const said = await answer.json().catch(() => ({}));
  const words = [...(said.errorMessages ?? []), ...Object.values(said.errors ?? {}), said.detail].filter(Boolean);
  throw new Error(words.join(" ") || `The site answered ${answer.status}.`);
};
const complain = (place, error) => {
  place.textContent = error.message;
  place.hidden = false;
};

for (const field of root.querySelectorAll(".edit")) {
  const shown = field.querySelector("[data-open]");
  const form = field.querySelector("form");
  const problem = form.querySelector("[role=alert]");
  const close = () => {
    form.reset();
    form.hidden = problem.hidden = true;
    shown.hidden = false;
    shown.focus();
  };
  shown.addEventListener("click", () => {
    shown.hidden = true;
    form.hidden = false;
    form.elements.value.focus();
  });
  form.querySelector("[data-cancel]").addEventListener("click", close);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { field: name, kind } = field.dataset;
    const text = form.elements.value.value;
    const save = form.querySelector(".primary");
    save.disabled = true;
    try {
      if (kind === "assignee") await send("PUT", `${address}/assignee`, { accountId: text || null });
      else await send("PUT", address, { fields: { [name]: VALUES[kind](text) } });
      location.reload();
    } catch (error) {
      complain(problem, error);
      save.disabled = false;
    }
  });
}

const menu = document.getElementById("transitions");
const problem = document.getElementById("transition-problem");
const choices = menu?.querySelector("[data-transitions]");
const note = (text) => {
  const line = Object.assign(document.createElement("p"), { className: "pop-note", textContent: text });
  choices.replaceChildren(line);
};
const perform = async (id) => {
  problem.hidden = true;
  try {
    await send("POST", `${address}/transitions`, { transition: { id } });
    location.reload();
  } catch (error) {
    menu.open = false;
    complain(problem, error);
  }
};
menu?.addEventListener("toggle", async () => {
  if (!menu.open) return;
  try {
    const { transitions } = await send("GET", `${address}/transitions`);
    if (!transitions.length) {
      note("No transition leads out of this status.");
      return;
    }
    choices.replaceChildren(
      ...transitions.map(({ id, name, to }) => {
        const choice = document.createElement("button");
        Object.assign(choice, { type: "button", className: "pop-item" });
        const status = Object.assign(document.createElement("span"), {
          className: `lozenge ${to.statusCategory.key}`,
          textContent: to.name,
        });
        choice.append(...(name === to.name ? [] : [`${name} →`]), status);
        choice.addEventListener("click", () => perform(id));
        return choice;
      }),
    );
  } catch (error) {
    note(error.message);
  }
});
