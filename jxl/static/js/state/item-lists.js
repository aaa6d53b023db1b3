// Lists of things with a name and an id that people make and copy: formats, structures. Pure.

export const MAX_NAME_CHARS = 255;
const ID_BYTES = 8;
const ID_CHARS = 10;

/**
 * A name for a copy: "Overdue, copy", then "Overdue, copy 2".
 * @param {string} name
 * @param {readonly string[]} taken
 */
export function copyName(name, taken) {
  const stem = name.replace(/, copy(?: \d+)?$/, "");
  return freeName(`${stem.slice(0, MAX_NAME_CHARS - 12)}, copy`, taken);
}

/** The name, with a number where it is taken. @param {string} name @param {readonly string[]} taken */
export function freeName(name, taken) {
  let candidate = name;
  for (let i = 2; taken.includes(candidate); i += 1) candidate = `${name} ${i}`;
  return candidate;
}

/**
 * An id as the server makes them.
 * @param {readonly string[]} taken
 * @param {(bytes: Uint8Array<ArrayBuffer>) => Uint8Array} [fill]
 * @returns {string}
 */
export function newId(taken, fill = (bytes) => crypto.getRandomValues(bytes)) {
  const code = btoa(String.fromCharCode(...fill(new Uint8Array(ID_BYTES))));
  const id = code.replaceAll("+", "-").replaceAll("/", "_").slice(0, ID_CHARS);
  return taken.includes(id) ? newId(taken) : id;
}
