/** Bodies of answers, from parts that nobody believes: one without an end must not fill the memory. */

/** Reads at most so many bytes; undefined when there are more. */
export async function readAtMost(response: Response, mostBytes: number): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    // Leaving the loop cancels the stream.
    if (length > mostBytes) return undefined;
    parts.push(part);
  }
  const { buffer, byteOffset } = Buffer.concat(parts);
  return new Uint8Array(buffer, byteOffset, length);
}

/** Reads a JSON object of at most so many bytes. @throws {Error} when the body is none */
export async function readObject(response: Response, mostBytes: number): Promise<Readonly<Record<string, unknown>>> {
  const bytes = await readAtMost(response, mostBytes);
  if (!bytes) throw new RangeError(`The answer is longer than ${mostBytes} bytes.`);
  const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
  if (typeof value !== "object" || value === null) throw new TypeError("The answer is no object.");
  return value as Readonly<Record<string, unknown>>;
}
