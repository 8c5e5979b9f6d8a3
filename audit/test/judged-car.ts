/** A car with a history, a node and an archive in the process of the test: each can be made to lie. */
import type { FoundOutput } from "@witness/ethereum/outputs";
import type { AdmissionSettings } from "@witness/protocol/admission";
import { concat, fromHex, toHex } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { keccak256 } from "@witness/protocol/crypto/keccak";
import { editionOf, newPublicRecord, takeRun } from "@witness/protocol/history/public-record";
import { OUTPUTS_TREE_HEIGHT } from "@witness/protocol/last-output";
import { TILE_ITEMS } from "@witness/protocol/limits";
import type { SignedOperation } from "@witness/protocol/operations/signed";
import { decodeStateRoot } from "@witness/protocol/outputs";
import { decodeAnswer } from "@witness/protocol/wire/answer";
import type { Batch, Run, Signed } from "@witness/protocol/wire/envelope";
import { encodeItem, encodeTile, type TileItem } from "@witness/protocol/wire/tile";
import { inspect } from "../../dapp/src/inspect/inspect.ts";
import type { State } from "../../dapp/src/state/state.ts";
import { context, feed, inputOf, keyId, NOW, p, run, type TestDevice } from "../../dapp/test/world.ts";
import { ABI } from "../src/contracts.ts";
import type { ArchiveReader } from "../src/judge/archive.ts";
import type { NodeReader } from "../src/judge/node.ts";
import type { AcceptedClaim } from "../src/judge/record.ts";

const OWN: AdmissionSettings = { context, provider: p, keyId };

/** An archive of one device. */
export class TestArchive implements ArchiveReader {
  readonly items: TileItem[];
  readonly #device: Pick<TestDevice, "id" | "publicKey">;
  readonly #settings: AdmissionSettings;
  readonly edition: Uint8Array;
  #record;

  /** @param settings of the application, when it is another than that of the other tests */
  constructor(device: Pick<TestDevice, "id" | "publicKey">, registration: Signed, position: Position, settings = OWN) {
    this.#device = device;
    this.#settings = settings;
    this.items = [{ ...at(position), kind: "registration", registration }];
    this.edition = editionOf(registration.message, p);
    this.#record = newPublicRecord(settings, device.publicKey, registration.message);
  }

  add(taken: Run, position: Position): void {
    const moment = at(position);
    const step = takeRun(this.#settings, this.#record, moment, taken);
    this.#record = step.record;
    for (const { kind, body } of step.items)
      this.items.push({ ...moment, run: taken, ...(kind === "run" ? { kind } : { kind, body }) });
  }

  operate(operation: SignedOperation, position: Position): void {
    this.items.push({ ...at(position), kind: "operation", operation });
  }

  /** The tiles of items, which may be others than those that it has. */
  tiles(items: readonly TileItem[] = this.items): Uint8Array[] {
    const tiles: Uint8Array[] = [];
    for (let from = 0; from < items.length; from += TILE_ITEMS) {
      const part = items.slice(from, from + TILE_ITEMS).map(encodeItem);
      tiles.push(
        encodeTile({ deviceId: this.#device.id, edition: this.edition, number: from / TILE_ITEMS, items: part }),
      );
    }
    return tiles;
  }

  /** An archive that serves these tiles. */
  serving(tiles: readonly Uint8Array[]): ArchiveReader {
    return { editions: async () => [toHex(this.edition)], tile: async (_device, _edition, number) => tiles[number] };
  }

  editions = async (): Promise<string[]> => [toHex(this.edition)];
  tile = async (_device: Uint8Array, _edition: string, number: number): Promise<Uint8Array | undefined> =>
    this.tiles()[number];
}

/** An input's index and the time of its block. */
interface Position {
  readonly input: number;
  readonly timeUnixS: number;
}

const at = ({ input, timeUnixS }: Position) => ({
  input,
  place: 0,
  block: 100 + input,
  blockHash: new Uint8Array(32).fill(input),
  blockTimeUnixS: timeUnixS,
  parameters: 1,
});

/** A chain and a node: inputs, the outputs that they leave, and claims on them. */
export class TestNode implements NodeReader {
  readonly state: State;
  readonly claims: AcceptedClaim[] = [];
  readonly #context: Context;
  readonly #outputs: Uint8Array[] = [];
  /** Outputs under each claim. */
  readonly #claimed: number[] = [];
  #inputs = 0;

  constructor(state: State, ofApplication: Context = context) {
    this.state = state;
    this.#context = ofApplication;
  }

  /** Takes an input; returns where it stands. */
  add(batch: Partial<Batch>, timeUnixS: number): Position {
    const input = this.#inputs;
    this.#inputs += 1;
    const transition = feed(this.state, inputOf(batch, input, { context: this.#context, timeUnixS }));
    for (const notice of transition.status === "accept" ? transition.notices : [])
      this.#outputs.push(fromHex(ABI.encodeFunctionData("Notice", [notice]).slice(2)));
    return { input, timeUnixS };
  }

  /** The consensus accepts a claim on everything so far. */
  claim(): void {
    const epoch = this.claims.length;
    this.#claimed.push(this.#outputs.length);
    this.claims.push({ epoch, lastBlock: 10 * epoch + 9, root: `0x${toHex(rootOf(this.#outputs))}` });
  }

  ask = async (query: Uint8Array) => decodeAnswer(inspect(this.state, query));

  findNotice = async (stateRoot: Uint8Array): Promise<FoundOutput | undefined> => {
    const index = this.#outputs.findLastIndex((output) => toHex(rootSaid(output)) === toHex(stateRoot));
    const output = this.#outputs[index];
    if (!output) return undefined;
    // As a node does: the proof is of the epoch that the output is in.
    const size = this.#claimed.find((claimed) => claimed > index);
    const siblings = size === undefined ? undefined : siblingsOf(this.#outputs.slice(0, size), index);
    return { index, output, proof: siblings && { index, siblings } };
  };
}

const rootSaid = (output: Uint8Array): Uint8Array =>
  decodeStateRoot(fromHex(String(ABI.decodeFunctionData("Notice", `0x${toHex(output)}`)[0]).slice(2))).root;

/** The levels of the outputs tree from the leaves up, each with the hash that stands for what is not there. */
function levels(
  outputs: readonly Uint8Array[],
): { readonly nodes: readonly Uint8Array[]; readonly empty: Uint8Array }[] {
  const all: { nodes: Uint8Array[]; empty: Uint8Array }[] = [
    { nodes: outputs.map((output) => keccak256(output)), empty: new Uint8Array(32) },
  ];
  for (let level = 0; level < OUTPUTS_TREE_HEIGHT; level += 1) {
    const { nodes, empty } = all[level] as (typeof all)[number];
    const above: Uint8Array[] = [];
    for (let each = 0; each < nodes.length; each += 2)
      above.push(keccak256(concat(nodes[each] ?? empty, nodes[each + 1] ?? empty)));
    all.push({ nodes: above, empty: keccak256(concat(empty, empty)) });
  }
  return all;
}
const rootOf = (outputs: readonly Uint8Array[]): Uint8Array => {
  const top = levels(outputs)[OUTPUTS_TREE_HEIGHT];
  return top?.nodes[0] ?? top?.empty ?? new Uint8Array(32);
};
const siblingsOf = (outputs: readonly Uint8Array[], index: number): Uint8Array[] =>
  levels(outputs)
    .slice(0, OUTPUTS_TREE_HEIGHT)
    .map(({ nodes, empty }, level) => nodes[Math.floor(index / 2 ** level) ^ 1] ?? empty);

/** Days of a car: a run of a few readings each, over a month and more; a gap, and a copied key in the end. */
export function drive(
  node: TestNode,
  archive: TestArchive,
  device: Pick<TestDevice, "open" | "send">,
  days: number,
  first = 0,
): void {
  for (let day = first; day < first + days; day += 1) {
    const timeUnixS = NOW + day * 86_400;
    if (day % 30 === 0) device.open(day === 60 ? 3 : 0);
    const readings = [0, 1, 2].map((hour) => ({
      timeUnixS: timeUnixS - 7_200 + hour * 3_600,
      odometerHm: 10_000 + 300 * day + 100 * hour,
      fuelUsedCl: 900 + 20 * day + hour,
    }));
    const taken = run(device.send(readings));
    archive.add(taken, node.add({ runs: [taken] }, timeUnixS));
  }
}
