/** An answer is longer than anything that is expected here. */
class TooLongError extends Error {}

/**
 * Text of an answer, at most `maxBytes` long. What is longer is left at once, so that no other process decides how
 * much memory this one takes; how long it may take is up to the signal of the call.
 * @param body what arrives, after any decompression; an iteration that ends early must end the stream too
 * @throws TooLongError
 */
export async function readLimited(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new TooLongError(`the answer is too long: more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes).toString('utf8');
}
