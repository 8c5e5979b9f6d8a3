/** An owner without a browser: a wallet that signs queries and opens the sealed answers. */
import { randomBytes } from "node:crypto";
import { fromHex, toHex } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { native as provider } from "@witness/protocol/crypto/native";
import { carQueryTypedData, carsQueryTypedData, signDigest, typedDataDigest } from "@witness/protocol/eip712";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { openAnswer } from "@witness/protocol/seal";
import {
  type Answer,
  type CarAnswer,
  type CarSummary,
  decodeCarAnswer,
  decodeCarsAnswer,
} from "@witness/protocol/wire/answer";
import { decodeInspected } from "@witness/protocol/wire/inspected";
import {
  encodeCarQuery,
  encodeCarsQuery,
  encodeQuery,
  type Query,
  type SignedQuery,
} from "@witness/protocol/wire/query";
import { computeAddress, SigningKey } from "ethers";
import { readDeployment, type System } from "../scripts/system.ts";

const random = () => Uint8Array.from(randomBytes(32));

/** What the fleet says of a car. */
export interface FleetCar {
  readonly deviceId: string;
  readonly mode: string;
  readonly answered: readonly { readonly code: string; readonly count: number }[];
  readonly waiting: number;
}

/** Asks a public question. */
export async function ask(system: System, query: Query): Promise<Answer> {
  const response = await fetch(system.addresses.inspect, { method: "POST", body: Buffer.from(encodeQuery(query)) });
  return decodeInspected(await response.json()).answer;
}

/** The context that everything of a system is signed for. */
function contextOf(system: System): Context {
  const { chainId, application } = readDeployment(system.deployment);
  return { chainId, application: fromHex(application.address) };
}

/** Somebody with a wallet. */
export class Owner {
  readonly address: string;
  readonly #wallet = random();
  readonly #system: System;

  /** The wallet's private key, 32 bytes. */
  get key(): Uint8Array {
    return this.#wallet;
  }

  constructor(system: System) {
    this.#system = system;
    this.address = computeAddress(new SigningKey(this.#wallet));
  }

  /** The garage that the demo maker registers for this wallet. Resolves when its history is acknowledged. */
  async garage(): Promise<readonly FleetCar[]> {
    const response = await fetch(`${this.#system.addresses.fleet}/v1/owners`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ address: this.address }),
    });
    return (await response.json()) as FleetCar[];
  }

  async #sealed(signed: SignedQuery, reply: Uint8Array): Promise<Uint8Array> {
    const answer = await ask(this.#system, { kind: "signed", signed });
    if (answer.kind !== "sealed")
      throw new Error(`Not answered: ${answer.kind === "none" ? answer.code : answer.kind}`);
    return openAnswer(contextOf(this.#system), signed.query, reply, answer.sealed, provider);
  }

  /** The record of a car, and how far it had come at a time. */
  async car(deviceId: string, asOf: { timeUnixS?: number } = {}): Promise<CarAnswer> {
    const reply = derivePrivateKey(random(), provider);
    const query = { deviceId: fromHex(deviceId), replyKey: provider.p256PublicKey(reply), ...asOf };
    const context = contextOf(this.#system);
    const signature = signDigest(typedDataDigest(context, carQueryTypedData(context, query)), this.#wallet);
    return decodeCarAnswer(await this.#sealed({ kind: "car", query: encodeCarQuery(query), signature }, reply));
  }

  /** All cars of this wallet. */
  async cars(): Promise<readonly CarSummary[]> {
    const reply = derivePrivateKey(random(), provider);
    const query = { owner: fromHex(this.address), replyKey: provider.p256PublicKey(reply) };
    const context = contextOf(this.#system);
    const signature = signDigest(typedDataDigest(context, carsQueryTypedData(context, query)), this.#wallet);
    return decodeCarsAnswer(await this.#sealed({ kind: "cars", query: encodeCarsQuery(query), signature }, reply));
  }
}

/** A device's identity as the fleet writes it. */
export const idOf = (car: { readonly deviceId: Uint8Array }): string => toHex(car.deviceId);
