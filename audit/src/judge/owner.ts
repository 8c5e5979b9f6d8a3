/** The owner's wallet: it signs questions about the car, and opens what is answered. */
import { randomBytes } from "node:crypto";
import type { Context } from "@witness/protocol/context";
import { native as provider } from "@witness/protocol/crypto/native";
import { carQueryTypedData, keysQueryTypedData, signDigest, typedDataDigest } from "@witness/protocol/eip712";
import { OpenError, ProtocolError } from "@witness/protocol/errors";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { openAnswer } from "@witness/protocol/seal";
import { type CarAnswer, decodeCarAnswer } from "@witness/protocol/wire/answer";
import {
  decodeKeysAnswer,
  encodeKeysQuery,
  groupBits,
  type KeysAnswer,
  type KeysQuery,
} from "@witness/protocol/wire/keys";
import { encodeCarQuery, encodeQuery, type SignedQuery } from "@witness/protocol/wire/query";
import { JudgeError } from "./errors.ts";
import { declined, type NodeReader } from "./node.ts";

/** Asks about a car in its owner's name. */
export interface Owner {
  /** The car's record as of now. */
  readonly car: (deviceId: Uint8Array) => Promise<CarAnswer>;
  /** Keys of envelopes of one session. */
  readonly keys: (query: Omit<KeysQuery, "replyKey">) => Promise<KeysAnswer>;
}

/** @param wallet the private key (32 bytes, secp256k1) of the car's owner */
export function ownerOf(context: Context, node: NodeReader, wallet: Uint8Array): Owner {
  // One key for all answers of this run: it is forgotten with it.
  const reply = derivePrivateKey(Uint8Array.from(randomBytes(32)), provider);
  const replyKey = provider.p256PublicKey(reply);

  async function ask<T>(signed: SignedQuery, read: (bytes: Uint8Array) => T): Promise<T> {
    const answer = await node.ask(encodeQuery({ kind: "signed", signed }));
    if (answer.kind === "none") return declined(answer);
    try {
      if (answer.kind !== "sealed") throw new OpenError();
      return read(openAnswer(context, signed.query, reply, answer.sealed, provider));
    } catch (cause) {
      if (!(cause instanceof OpenError || cause instanceof ProtocolError)) throw cause;
      const sentence = "The node's answer is not the back-end's to this question; do not rely on it.";
      throw new JudgeError(sentence, { code: "record-unproven", cause });
    }
  }

  return {
    car(deviceId) {
      const query = { deviceId, replyKey };
      const signature = signDigest(typedDataDigest(context, carQueryTypedData(context, query)), wallet);
      return ask({ kind: "car", query: encodeCarQuery(query), signature }, decodeCarAnswer);
    },
    keys(asked) {
      const query = { ...asked, replyKey };
      const typed = keysQueryTypedData(context, { ...query, groups: groupBits(query.groups) });
      const signature = signDigest(typedDataDigest(context, typed), wallet);
      return ask({ kind: "keys", query: encodeKeysQuery(query), signature }, decodeKeysAnswer);
    },
  };
}
