/**
 * An operation in a file, on its way between those who make it together: administrators who sign one after the other, and a
 * device that answers before its new owner signs. It holds no secret. Whoever signs it reads it first, so an entry of the
 * journal, which is sealed, goes into none.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fromHex, toHex } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { decodeOperation, encodeOperation, type Operation } from "@witness/protocol/operations/operation";
import type { AdministratorSignature } from "@witness/protocol/operations/signature";
import { isSealed } from "./draft.ts";
import { OperateError } from "./errors.ts";

/** What a file holds. */
export interface OperationFile {
  readonly operation: Operation;
  /** Of administrators; others sign when they send. */
  readonly signatures: readonly AdministratorSignature[];
}

const invalid = (path: string, cause?: unknown): OperateError =>
  new OperateError(`The file ${path} holds no operation of this application.`, {
    code: "operation-file-invalid",
    cause,
  });

function requireReadable(path: string, { kind }: Operation): void {
  if (!isSealed(kind)) return;
  const sentence = `It is sealed, so nobody sees in ${path} what it says; send it at once, without --file.`;
  throw new OperateError(sentence, { code: "operation-file-invalid" });
}

const nameOf = ({ chainId, application }: Context) => ({ chainId, application: `0x${toHex(application)}` });

/** Writes a new file. @throws {OperateError} `operation-file-invalid` when there is one already, or when it is sealed */
export function createOperationFile(path: string, context: Context, file: OperationFile): void {
  requireReadable(path, file.operation);
  try {
    write(path, context, file, "wx");
  } catch (cause) {
    const sentence = `The file ${path} cannot be written, or is there already.`;
    throw new OperateError(sentence, { code: "operation-file-invalid", cause });
  }
}

/** Writes a file anew, with one more signature or answer. */
export const updateOperationFile = (path: string, context: Context, file: OperationFile): void =>
  write(path, context, file, "w");

function write(path: string, context: Context, { operation, signatures }: OperationFile, flag: "w" | "wx"): void {
  const content = {
    ...nameOf(context),
    kind: operation.kind,
    message: toHex(encodeOperation(operation)),
    signatures: signatures.map(({ index, signature }) => ({ index, signature: toHex(signature) })),
  };
  writeFileSync(path, `${JSON.stringify(content, undefined, 2)}\n`, { flag });
}

/** Reads a file. @throws {OperateError} `operation-file-invalid` */
export function readOperationFile(path: string, context: Context): OperationFile {
  const { chainId, application } = nameOf(context);
  try {
    const content = JSON.parse(readFileSync(path, "utf8")) as {
      readonly chainId: unknown;
      readonly application: unknown;
      readonly message: string;
      readonly signatures: readonly { readonly index: number; readonly signature: string }[];
    };
    if (content.chainId !== chainId || content.application !== application) throw invalid(path);
    const operation = decodeOperation(fromHex(content.message));
    requireReadable(path, operation);
    const signatures = content.signatures.map(({ index, signature }) => ({ index, signature: fromHex(signature) }));
    return { operation, signatures };
  } catch (cause) {
    throw cause instanceof OperateError ? cause : invalid(path, cause);
  }
}
