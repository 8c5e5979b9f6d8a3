/**
 * Signatures on their way to another thread: many in one buffer, since handing over costs about as much as checking one
 * signature, whatever the size.
 */
import type { CryptoProvider } from "@witness/protocol/crypto/provider";

/** A signature that a decision depends on. */
export interface SignatureQuestion {
  /** 33 bytes, compressed. */
  readonly publicKey: Uint8Array;
  /** 64 bytes. */
  readonly signature: Uint8Array;
  /** What was signed, in parts. */
  readonly parts: readonly Uint8Array[];
}

/** Questions of one request, in the order in which they are answered. */
export interface Slice {
  readonly questions: readonly SignatureQuestion[];
  /** The slice ends with so many false ones. */
  readonly falseMost: number;
}

/** What a thread is handed. */
export interface Bundle {
  /** For each question: key ‖ signature ‖ message. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The length of each of these three, one after the other. */
  readonly lengths: Uint32Array;
  /** Of each slice: how many questions, and how many false ones end it. */
  readonly slices: Uint32Array;
}

/** Results, one a question: what comes behind the end of a slice was not checked. */
const [FALSE, GOOD, UNCHECKED] = [0, 1, 2];

/** Packs slices. */
export function packBundle(slices: readonly Slice[]): Bundle {
  const questions = slices.flatMap((slice) => slice.questions);
  const lengths = new Uint32Array(3 * questions.length);
  let size = 0;
  for (const [index, { publicKey, signature, parts }] of questions.entries()) {
    const message = parts.reduce((sum, part) => sum + part.length, 0);
    lengths.set([publicKey.length, signature.length, message], 3 * index);
    size += publicKey.length + signature.length + message;
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const { publicKey, signature, parts } of questions) {
    for (const part of [publicKey, signature, ...parts]) {
      bytes.set(part, at);
      at += part.length;
    }
  }
  return {
    bytes,
    lengths,
    slices: Uint32Array.from(slices.flatMap((each) => [each.questions.length, each.falseMost])),
  };
}

/** Checks what was packed. Returns a byte for each question. */
export function judgeBundle({ bytes, lengths, slices }: Bundle, provider: CryptoProvider): Uint8Array {
  const results = new Uint8Array(lengths.length / 3).fill(UNCHECKED);
  let question = 0;
  let at = 0;
  const next = (length: number): Uint8Array => {
    at += length;
    return bytes.subarray(at - length, at);
  };
  for (let slice = 0; slice < slices.length; slice += 2) {
    const end = question + (slices[slice] ?? 0);
    let left = slices[slice + 1] ?? 0;
    for (; question < end; question += 1) {
      const [key = 0, signature = 0, message = 0] = lengths.subarray(3 * question, 3 * question + 3);
      const parts = [next(key), next(signature), next(message)] as const;
      if (left === 0) continue;
      const good = provider.p256Verify(...parts);
      results[question] = good ? GOOD : FALSE;
      if (!good) left -= 1;
    }
  }
  return results;
}

/** Returns the results of each slice, up to its end. */
export function resultsOf(results: Uint8Array, slices: readonly Slice[]): boolean[][] {
  let at = 0;
  return slices.map(({ questions }) => {
    const own = results.subarray(at, at + questions.length);
    at += questions.length;
    const end = own.indexOf(UNCHECKED);
    return Array.from(end < 0 ? own : own.subarray(0, end), (result) => result === GOOD);
  });
}
