import assert from "node:assert/strict";
import { test } from "node:test";

import { readNDJSON } from "../../jxl/static/js/ndjson.js";

const VALUES = [
  { type: "columns", name: "Größe 日本 🚢" },
  { type: "rows", rows: [1, 2, 3] },
  "text with \\n inside",
  null,
];
const BYTES = new TextEncoder().encode(VALUES.map((value) => JSON.stringify(value)).join("\n"));

/** @param {Uint8Array[]} chunks @param {() => void} [onCancel] */
function streamOf(chunks, onCancel) {
  let next = 0;
  return new ReadableStream({
    pull(controller) {
      const chunk = chunks[next];
      next += 1;
      if (chunk) controller.enqueue(chunk);
      else controller.close();
    },
    cancel: onCancel,
  });
}

/** @param {ReadableStream<Uint8Array>} stream */
async function all(stream) {
  const values = [];
  for await (const value of readNDJSON(stream)) values.push(value);
  return values;
}

test("every way to cut the bytes gives the same values, in the middle of a character, too", async () => {
  for (let size = 1; size <= BYTES.length; size += 1) {
    const chunks = [];
    for (let at = 0; at < BYTES.length; at += size) chunks.push(BYTES.slice(at, at + size));
    assert.deepEqual(await all(streamOf(chunks)), VALUES);
  }
});

test("empty lines, Windows line ends and a last line break do not matter", async () => {
  const bytes = new TextEncoder().encode('\n{"a":1}\r\n\r\n{"b":2}\n\n');
  assert.deepEqual(await all(streamOf([bytes])), [{ a: 1 }, { b: 2 }]);
  assert.deepEqual(await all(streamOf([])), []);
});

test("a line that was cut off is an error, after the whole lines were given", async () => {
  const values = [];
  await assert.rejects(async () => {
    for await (const value of readNDJSON(streamOf([new TextEncoder().encode('{"a":1}\n{"b":')]))) values.push(value);
  }, SyntaxError);
  assert.deepEqual(values, [{ a: 1 }]);
});

test("bytes that are no UTF-8 are an error", async () => {
  await assert.rejects(all(streamOf([new Uint8Array([0x22, 0xff, 0x22])])), TypeError);
});

test("stopping early closes the connection", async () => {
  let cancelled = false;
  const stream = streamOf([BYTES, BYTES], () => {
    cancelled = true;
  });
  for await (const value of readNDJSON(stream)) {
    assert.deepEqual(value, VALUES[0]);
    break;
  }
  assert.equal(cancelled, true);
});
