/** JSON whose text stays secret: the parser's own error repeats a part of it, and it may be a key. */

/** Returns what the text says, or undefined when it is not JSON. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
