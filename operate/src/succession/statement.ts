/** The final statement: who signs it for the old application, and the form in which devices take it. */
import { readKeyFile } from "@witness/ethereum/key-file";
import { equal, toHex } from "@witness/protocol/bytes";
import { preamble } from "@witness/protocol/context";
import { native as provider } from "@witness/protocol/crypto/native";
import { administratorsOf, companyActing, type Globals } from "@witness/protocol/operations/globals";
import { encodeOperation } from "@witness/protocol/operations/operation";
import { operationPreimage } from "@witness/protocol/operations/signature";
import { draftForApplication } from "@witness/protocol/operations/signing";
import {
  encodeSignedSuccession,
  encodeSuccession,
  type SignedSuccession,
  type SuccessionStatement,
  verifySuccession,
} from "@witness/protocol/succession";
import { OperateError } from "../errors.ts";
import type { Ending } from "./ending.ts";
import type { SuccessionFile } from "./file.ts";

/** The bytes that administrators sign. They never take effect on a chain, so nothing but the statement is in them. */
function operationOf({ statement, set }: Pick<SuccessionFile, "statement" | "set">): Uint8Array {
  const fields = { statement: provider.sha256(encodeSuccession(statement)), announcement: new Uint8Array() };
  const actor = { form: "administrators", set } as const;
  return encodeOperation(draftForApplication("succeed", { actor, expiresUnixS: statement.closesUnixS, fields }, 0));
}

/** Returns the file of an ending. Signatures of the same statement stay. @throws {OperateError} `succession-file-invalid` */
export function fileOf({ statement, globals }: Ending, before: SuccessionFile | undefined): SuccessionFile {
  const { set } = globals.actors;
  if (!before) return { statement, set, administrators: [], makers: [] };
  if (before.set === set && equal(encodeSuccession(before.statement), encodeSuccession(statement))) return before;
  throw new OperateError("The file holds another statement than the one that the old application comes to.", {
    code: "succession-file-invalid",
  });
}

/**
 * Returns the file with the signatures of keys: of administrators, of makers, or both.
 * @param keys files of P-256 keys
 * @throws {OperateError} `signer-unfit` for a key that is of neither
 */
export function signedBy(file: SuccessionFile, globals: Globals, keys: readonly string[]): SuccessionFile {
  const { old } = file.statement;
  const { publicKeys } = administratorsOf(globals);
  let { administrators, makers } = file;
  for (const path of keys) {
    const privateKey = readKeyFile(path, "p256");
    const publicKey = provider.p256PublicKey(privateKey);
    const index = publicKeys.findIndex((each) => equal(each, publicKey));
    const isMaker = typeof companyActing(globals, publicKey, ["maker"]) !== "string";
    if (index >= 0) {
      const signature = provider.p256Sign(privateKey, ...operationPreimage(old, operationOf(file)));
      const others = administrators.filter((each) => each.index !== index);
      administrators = [...others, { index, signature }].sort((a, b) => a.index - b.index);
    }
    if (isMaker) {
      const signature = provider.p256Sign(privateKey, preamble("succession", old), encodeSuccession(file.statement));
      makers = [...makers.filter((each) => !equal(each.publicKey, publicKey)), { publicKey, signature }];
    }
    if (index < 0 && !isMaker) {
      const sentence = `The key in ${path} is of no administrator and of no maker of the old application.`;
      throw new OperateError(sentence, { code: "signer-unfit" });
    }
  }
  return { ...file, administrators, makers };
}

/**
 * Returns what the devices of a maker take.
 * @param maker 33 bytes; the only maker that signed when none is named
 * @throws {OperateError} `signatures-missing` when fewer administrators have signed than must, or not this maker
 */
export function forDevices(file: SuccessionFile, globals: Globals, maker: Uint8Array | undefined): Uint8Array {
  const administrators = administratorsOf(globals);
  const named = file.makers.filter(({ publicKey }) => !maker || equal(publicKey, maker));
  const [only, ...more] = named;
  if (!only || more.length > 0) {
    const whose = only ? `${named.length} makers have signed; name one of them: --maker` : "No such maker has signed";
    throw new OperateError(`${whose}.`, { code: "signatures-missing" });
  }
  const signed: SignedSuccession = {
    statement: encodeSuccession(file.statement),
    operation: operationOf(file),
    administrators: file.administrators,
    maker: only.signature,
  };
  const signers = { administrators, makerPublicKey: only.publicKey };
  if (verifySuccession(file.statement.old, signed, signers, provider)) return encodeSignedSuccession(signed);
  const sentence = `${file.administrators.length} of ${administrators.threshold} administrators have signed, or a signature does not hold.`;
  throw new OperateError(sentence, { code: "signatures-missing" });
}

/** Returns a statement in words, a line each. */
export function linesOfStatement({ old, next, lastInput, root, number, ...rest }: SuccessionStatement): string[] {
  const { publicKey, templateHash, closesUnixS } = rest;
  return [
    `from      0x${toHex(old.application)} on chain ${old.chainId}`,
    `to        0x${toHex(next.application)} on chain ${next.chainId}`,
    `key       ${toHex(publicKey)}`,
    `template  ${toHex(templateHash)}`,
    `number    ${number}`,
    `closes    ${closesUnixS} (${new Date(closesUnixS * 1_000).toISOString()})`,
    `ended     ${root.some((byte) => byte !== 0) ? `with input ${lastInput} at ${toHex(root)}` : "not yet"}`,
  ];
}
