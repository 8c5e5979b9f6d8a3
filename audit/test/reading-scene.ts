/** A car that goes from hand to hand, and whoever of them judges what it may read. */
import type { Operation, OperationKind } from "@witness/protocol/operations/operation";
import { decodeKeysQuery } from "@witness/protocol/wire/keys";
import { decodeQuery } from "@witness/protocol/wire/query";
import { signedAbout } from "../../dapp/test/operating.ts";
import { context, NOW, p, TestDevice, world } from "../../dapp/test/world.ts";
import { type Change, ORIGIN, type Signer, walletOf } from "../../protocol/scripts/cases/operated.ts";
import { seed } from "../../protocol/scripts/cases/world.ts";
import { type Judged, type JudgeOptions, judgeCar } from "../src/judge/judge.ts";
import type { NodeReader } from "../src/judge/node.ts";
import { type OwnerOptions, ownerOf } from "../src/judge/owner.ts";
import { drive, TestArchive, TestNode } from "./judged-car.ts";

/** The private key of somebody's wallet. */
export const walletKeyOf = (name: string): Uint8Array => seed(`wallet of ${name}`);

export class ReadingScene {
  readonly node = new TestNode(world({ origins: [ORIGIN] }));
  readonly device = new TestDevice("handed on");
  readonly archive: TestArchive;
  #days = 0;

  /** @param owner whom the registration names; nobody without a name */
  constructor(owner: string) {
    const registration = this.device.registration(owner === "" ? new Uint8Array() : walletOf(owner).account);
    const at = this.node.add({ registrations: [registration] }, NOW - 86_400);
    this.archive = new TestArchive(this.device, registration, at);
  }

  /** An envelope a day. */
  drive(days: number): void {
    drive(this.node, this.archive, this.device, days, this.#days);
    this.#days += days;
  }

  /** Somebody does what takes effect a minute later. Returns the operation's identity. */
  operate(signer: Signer, kind: OperationKind, fields: Operation["fields"] = {}, change: Change = {}): Uint8Array {
    const operation = signedAbout(this.node.state, this.device, signer, kind, fields, change);
    this.archive.operate(operation, this.node.add({ operations: [operation] }, this.node.state.timeUnixS + 60));
    return p.sha256(operation.message);
  }

  sell(seller: string, buyer: string): void {
    const answers = this.operate(walletOf(seller), "offer", { buyer: walletOf(buyer).account });
    this.operate(walletOf(buyer), "acceptOffer", {}, { answers });
    this.device.open();
  }

  /** Judges the car by a key, after a claim on everything so far. */
  judge(key: Uint8Array, options: OwnerOptions & Partial<JudgeOptions> = {}): Promise<Judged> {
    const { curve, tickets, ...change } = options;
    this.node.claim();
    return judgeCar({
      context,
      deviceId: this.device.id,
      archive: this.archive,
      node: this.node,
      owner: ownerOf(context, change.node ?? this.node, key, { ...(curve && { curve }), ...(tickets && { tickets }) }),
      claims: async () => this.node.claims,
      waitS: 0,
      nowMs: () => 0,
      progress: () => {},
      ...change,
    });
  }
}

/** A node that tells everybody that the car is somebody else's, and gives keys of the first session alone. */
export const demoting = ({ node }: ReadingScene): NodeReader => ({
  findNotice: node.findNotice,
  ask: async (bytes) => {
    const query = decodeQuery(bytes);
    if (query.kind !== "signed") return node.ask(bytes);
    const isFirst = query.signed.kind === "keys" && decodeKeysQuery(query.signed.query).session === 1;
    return isFirst ? node.ask(bytes) : { kind: "none", code: "car-unknown" };
  },
});
