// Reads newline-delimited JSON from a byte stream, whatever the chunks are cut into. Pure apart from the stream.

/**
 * @param {ReadableStream<Uint8Array>} stream
 * @returns {AsyncGenerator<unknown, void, void>} the values in order; ends with the stream.
 * @throws {SyntaxError} a line is not JSON: the connection ended in the middle of one, or it is not NDJSON at all.
 */
export async function* readNDJSON(stream) {
  const reader = stream.getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true }); // keeps the first bytes of a cut character
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      rest += value ? decoder.decode(value, { stream: true }) : done ? decoder.decode() : "";
      let start = 0;
      for (let end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n", start)) {
        const line = rest.slice(start, end).trim();
        start = end + 1;
        if (line) yield JSON.parse(line);
      }
      rest = rest.slice(start);
      if (done) break;
    }
    if (rest.trim()) yield JSON.parse(rest);
  } finally {
    // Also when the consumer stops early: the server hears that nobody listens any more.
    await reader.cancel().catch(() => undefined); // a stream that has already failed has nothing to cancel
  }
}
