/**
 * The final statement in a file, on its way between those who sign it (docs/succession.md). It holds no secret, and nobody needs
 * to believe it: whoever signs reads again where the old application ended.
 */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { fromHex, toHex } from "@witness/protocol/bytes";
import { decodeSuccession, encodeSuccession, type SuccessionStatement } from "@witness/protocol/succession";
import { OperateError } from "../errors.ts";

/** What a file holds. */
export interface SuccessionFile {
  readonly statement: SuccessionStatement;
  /** The number of the old application's set of administrators. */
  readonly set: number;
  /** By place in the set, 64 bytes each. */
  readonly administrators: readonly { readonly index: number; readonly signature: Uint8Array }[];
  /** By public key (33 bytes), 64 bytes each: a device asks for that of its own maker. */
  readonly makers: readonly { readonly publicKey: Uint8Array; readonly signature: Uint8Array }[];
}

interface Content {
  readonly statement: string;
  readonly set: number;
  readonly administrators: readonly { readonly index: number; readonly signature: string }[];
  readonly makers: readonly { readonly publicKey: string; readonly signature: string }[];
}

const invalid = (path: string, cause?: unknown): OperateError =>
  new OperateError(`The file ${path} holds no statement of a succession.`, { code: "succession-file-invalid", cause });

/** Reads a file; undefined when there is none. @throws {OperateError} `succession-file-invalid` */
export function findSuccessionFile(path: string): SuccessionFile | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    if ((cause as { code?: unknown }).code === "ENOENT") return undefined;
    throw invalid(path, cause);
  }
  try {
    const { statement, set, administrators, makers } = JSON.parse(text) as Content;
    return {
      statement: decodeSuccession(fromHex(statement)),
      set: Number(set),
      administrators: administrators.map(({ index, signature }) => ({ index, signature: fromHex(signature) })),
      makers: makers.map(({ publicKey, signature }) => ({
        publicKey: fromHex(publicKey),
        signature: fromHex(signature),
      })),
    };
  } catch (cause) {
    throw invalid(path, cause);
  }
}

/** Reads a file that must be there. @throws {OperateError} `succession-file-invalid` */
export function readSuccessionFile(path: string): SuccessionFile {
  const file = findSuccessionFile(path);
  if (file) return file;
  throw new OperateError(`There is no file ${path}; the step end writes it.`, { code: "succession-file-invalid" });
}

/** Writes a file whole, or not at all. */
export function writeSuccessionFile(path: string, { statement, set, administrators, makers }: SuccessionFile): void {
  const content: Content = {
    statement: toHex(encodeSuccession(statement)),
    set,
    administrators: administrators.map(({ index, signature }) => ({ index, signature: toHex(signature) })),
    makers: makers.map(({ publicKey, signature }) => ({ publicKey: toHex(publicKey), signature: toHex(signature) })),
  };
  writeFileSync(`${path}.new`, `${JSON.stringify(content, undefined, 2)}\n`);
  renameSync(`${path}.new`, path);
}
