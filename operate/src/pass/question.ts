/** The car as its owner is told of it by a node: asked with the owner's key, and sealed to a key that is forgotten. */
import { randomBytes } from "node:crypto";
import { equal } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { native as provider } from "@witness/protocol/crypto/native";
import { carQueryTypedData } from "@witness/protocol/eip712";
import { CODES, OpenError, ProtocolError } from "@witness/protocol/errors";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { openAnswer } from "@witness/protocol/seal";
import { queryByKey, queryByWallet } from "@witness/protocol/signed-query";
import { type CarAnswer, decodeCarAnswer } from "@witness/protocol/wire/answer";
import { encodeCarQuery } from "@witness/protocol/wire/query";
import { OperateError } from "../errors.ts";
import type { NodeReader } from "../node.ts";
import type { OwnerKey } from "../signer.ts";

/** The node's word does not hold. */
export const unproven = (cause?: unknown): OperateError =>
  new OperateError("The node's answer does not open the record of this car; do not rely on it, and ask another node.", {
    code: "record-unproven",
    cause,
  });

/**
 * Asks for a car.
 * @throws {OperateError} `car-unknown` when it is not this owner's, `record-unproven`, and as the node does
 */
export async function askOwnCar(
  context: Context,
  node: Pick<NodeReader, "ask">,
  deviceId: Uint8Array,
  { curve, privateKey }: OwnerKey,
): Promise<CarAnswer> {
  const reply = derivePrivateKey(Uint8Array.from(randomBytes(32)), provider);
  const asked = { deviceId, replyKey: provider.p256PublicKey(reply) };
  const query = encodeCarQuery(asked);
  const signed =
    curve === "secp256k1"
      ? queryByWallet(context, { kind: "car", query }, carQueryTypedData(context, asked), privateKey)
      : queryByKey(context, { kind: "car", query }, privateKey, provider);
  const answer = await node.ask({ kind: "signed", signed });
  if (answer.kind === "none") throw new OperateError(CODES[answer.code].sentence, { code: answer.code });
  if (answer.kind !== "sealed") throw unproven();
  let car: CarAnswer;
  try {
    car = decodeCarAnswer(openAnswer(context, query, reply, answer.sealed, provider));
  } catch (cause) {
    if (cause instanceof OpenError || cause instanceof ProtocolError) throw unproven(cause);
    throw cause;
  }
  if (!equal(car.deviceId, deviceId)) throw unproven();
  return car;
}
