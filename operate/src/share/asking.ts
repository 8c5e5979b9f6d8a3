/** Keys of a history, asked for in an owner's name: of the owner's time with the car, now or before. */
import { randomBytes } from "node:crypto";
import type { Context } from "@witness/protocol/context";
import { native as provider } from "@witness/protocol/crypto/native";
import { keysQueryTypedData } from "@witness/protocol/eip712";
import { OpenError, ProtocolError } from "@witness/protocol/errors";
import type { AskKeys } from "@witness/protocol/history/own-position";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { openAnswer } from "@witness/protocol/seal";
import { queryByKey, queryByWallet } from "@witness/protocol/signed-query";
import { decodeKeysAnswer, encodeKeysQuery, groupBits, type KeysQuery } from "@witness/protocol/wire/keys";
import type { SignedQuery } from "@witness/protocol/wire/query";
import type { NodeReader } from "../node.ts";
import { unproven } from "../pass/question.ts";
import type { OwnerKey } from "../signer.ts";

/** Returns what asks for keys. It answers undefined when the owner may read nothing of what was asked. */
export function keysAsker(context: Context, node: Pick<NodeReader, "ask">, { curve, privateKey }: OwnerKey): AskKeys {
  // One key for all answers of this run: it is forgotten with it.
  const reply = derivePrivateKey(Uint8Array.from(randomBytes(32)), provider);
  const replyKey = provider.p256PublicKey(reply);

  function signedBy(query: KeysQuery, bytes: Uint8Array): SignedQuery {
    const unsigned = { kind: "keys", query: bytes } as const;
    if (curve !== "secp256k1") return queryByKey(context, unsigned, privateKey, provider);
    const typed = keysQueryTypedData(context, { ...query, groups: groupBits(query.groups) });
    return queryByWallet(context, unsigned, typed, privateKey);
  }

  return async (asked) => {
    const query: KeysQuery = { ...asked, replyKey };
    const bytes = encodeKeysQuery(query);
    const answer = await node.ask({ kind: "signed", signed: signedBy(query, bytes) });
    if (answer.kind === "none") return undefined;
    try {
      if (answer.kind === "sealed") return decodeKeysAnswer(openAnswer(context, bytes, reply, answer.sealed, provider));
    } catch (cause) {
      if (!(cause instanceof OpenError || cause instanceof ProtocolError)) throw cause;
      throw unproven(cause);
    }
    throw unproven();
  };
}
