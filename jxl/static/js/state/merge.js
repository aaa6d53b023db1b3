// Joins what two people did to the same document, where it is not about the same thing. Pure.

/** Two values that no merging brings together. */
export const CLASH = Symbol("clash");

/** @typedef {{ id: string, [member: string]: unknown }} Identified */

/**
 * Whether two JSON values are the same; the order of members does not count, and a member without a value is none.
 * @param {unknown} one
 * @param {unknown} other
 * @returns {boolean}
 */
export function isSame(one, other) {
  if (one === other) return true;
  if (!isObject(one) || !isObject(other) || Array.isArray(one) !== Array.isArray(other)) return false;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => isSame(one[name], other[name]));
}

/**
 * @param {unknown} base  What both began with.
 * @param {unknown} mine
 * @param {unknown} theirs
 * @returns {unknown}  `CLASH` when both changed the same thing in different ways.
 */
export function merge(base, mine, theirs) {
  if (isSame(base, theirs) || isSame(mine, theirs)) return mine;
  if (isSame(base, mine)) return theirs;
  if (isList(base) && isList(mine) && isList(theirs)) return mergeLists(base, mine, theirs);
  return CLASH;
}

/**
 * Items are told apart by id: each is merged by itself, then their order.
 * @param {Identified[]} base
 * @param {Identified[]} mine
 * @param {Identified[]} theirs
 * @returns {Identified[] | typeof CLASH}
 */
function mergeLists(base, mine, theirs) {
  const [was, ours, now] = [byId(base), byId(mine), byId(theirs)];
  const merged = new Map();
  for (const id of new Set([...ours.keys(), ...now.keys()])) {
    const item = merge(was.get(id), ours.get(id), now.get(id));
    if (item === CLASH) return CLASH;
    if (item !== undefined) merged.set(id, item);
  }
  const isMoved = !keepsOrder(base, mine);
  if (isMoved && !keepsOrder(base, theirs) && !keepsOrder(mine, theirs)) return CLASH;
  const [leading, other] = isMoved ? [mine, theirs] : [theirs, mine];
  const order = leading.map((item) => item.id);
  other.forEach((item, place) => {
    if (order.includes(item.id)) return;
    const next = other.slice(place + 1).find((later) => order.includes(later.id));
    order.splice(next ? order.indexOf(next.id) : order.length, 0, item.id);
  });
  return order.filter((id) => merged.has(id)).map((id) => merged.get(id));
}

/** Whether what both lists hold stands in the same order. @param {Identified[]} one @param {Identified[]} other */
function keepsOrder(one, other) {
  const [first, second] = [byId(one), byId(other)];
  const common = one.filter((item) => second.has(item.id)).map((item) => item.id);
  return isSame(
    common,
    other.filter((item) => first.has(item.id)).map((item) => item.id),
  );
}

/** @param {Identified[]} items */
function byId(items) {
  return new Map(items.map((item) => [item.id, item]));
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
function isObject(value) {
  return typeof value === "object" && value !== null;
}

/** @param {unknown} value @returns {value is Identified[]} */
function isList(value) {
  return Array.isArray(value) && value.every((item) => isObject(item) && typeof item.id === "string");
}
