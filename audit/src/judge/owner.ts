/** Whoever may read of a car, by a key: it signs questions, and opens what is answered. */
import { randomBytes } from "node:crypto";
import type { Curve } from "@witness/ethereum/key-file";
import type { Context } from "@witness/protocol/context";
import { native as provider } from "@witness/protocol/crypto/native";
import { carQueryTypedData, keysQueryTypedData, type TypedData } from "@witness/protocol/eip712";
import { OpenError, ProtocolError } from "@witness/protocol/errors";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { accountOf } from "@witness/protocol/operations/account";
import { walletSigner } from "@witness/protocol/operations/signing";
import { openAnswer } from "@witness/protocol/seal";
import { queryByKey, queryByWallet } from "@witness/protocol/signed-query";
import { ticketFor } from "@witness/protocol/tenure";
import { type CarAnswer, decodeCarAnswer } from "@witness/protocol/wire/answer";
import type { HistoryAnswer } from "@witness/protocol/wire/history";
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
import { memoryTickets, type Tickets } from "./tickets.ts";

/** Asks about a car in somebody's name. */
export interface Owner {
  /** 20 bytes. */
  readonly account: Uint8Array;
  /** The car's record as of now: for its owner alone. */
  readonly car: (deviceId: Uint8Array) => Promise<CarAnswer>;
  /** What the car's history must come to: for everybody. */
  readonly history: (deviceId: Uint8Array) => Promise<HistoryAnswer>;
  /** Keys of envelopes of one session. A ticket that is kept of them is brought. */
  readonly keys: (query: Omit<KeysQuery, "replyKey">) => Promise<KeysAnswer>;
  /** What is kept of times with the car that have ended. */
  readonly tickets: Tickets;
}

/** Of which curve a reader's key is, and where its tickets are. */
export interface OwnerOptions {
  /** `secp256k1` for a wallet; `p256` for an owner without one, or whom a grant was given. */
  readonly curve?: Curve;
  readonly tickets?: Tickets;
}

/** @param key the private key (32 bytes) of whoever asks */
export function ownerOf(
  context: Context,
  node: NodeReader,
  key: Uint8Array,
  { curve = "secp256k1", tickets = memoryTickets() }: OwnerOptions = {},
): Owner {
  // One key for all answers of this run: it is forgotten with it.
  const reply = derivePrivateKey(Uint8Array.from(randomBytes(32)), provider);
  const replyKey = provider.p256PublicKey(reply);

  function signed(kind: SignedQuery["kind"], query: Uint8Array, typed: TypedData): SignedQuery {
    return curve === "secp256k1"
      ? queryByWallet(context, { kind, query }, typed, key)
      : queryByKey(context, { kind, query }, key, provider);
  }

  async function ask<T>(question: SignedQuery, read: (bytes: Uint8Array) => T): Promise<T> {
    const answer = await node.ask(encodeQuery({ kind: "signed", signed: question }));
    if (answer.kind === "none") return declined(answer);
    try {
      if (answer.kind !== "sealed") throw new OpenError();
      return read(openAnswer(context, question.query, reply, answer.sealed, provider));
    } catch (cause) {
      if (!(cause instanceof OpenError || cause instanceof ProtocolError)) throw cause;
      const sentence = "The node's answer is not the back-end's to this question; do not rely on it.";
      throw new JudgeError(sentence, { code: "record-unproven", cause });
    }
  }

  const account =
    curve === "secp256k1"
      ? walletSigner(context, key).account
      : accountOf({ form: "key", publicKey: provider.p256PublicKey(key) }, new Uint8Array(), provider);
  return {
    account: account ?? new Uint8Array(),
    car(deviceId) {
      const query = { deviceId, replyKey };
      return ask(signed("car", encodeCarQuery(query), carQueryTypedData(context, query)), decodeCarAnswer);
    },
    async history(deviceId) {
      const answer = await node.ask(encodeQuery({ kind: "history", deviceId }));
      if (answer.kind === "none") return declined(answer);
      if (answer.kind === "history") return answer;
      throw new JudgeError("The node answered another question.", { code: "record-unproven" });
    },
    keys(asked) {
      const range = { first: asked.fromSequence, last: asked.toSequence };
      const query = { ...asked, ticket: asked.ticket ?? ticketFor(tickets.of(asked.deviceId), range), replyKey };
      const typed = keysQueryTypedData(context, { ...query, groups: groupBits(query.groups) });
      return ask(signed("keys", encodeKeysQuery(query), typed), decodeKeysAnswer);
    },
    tickets,
  };
}
