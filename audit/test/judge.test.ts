/** An owner judges a car alone: what is true is EQUAL, and whoever lies about it is named. */
import { fromHex } from "@witness/protocol/bytes";
import { deviceIdOf } from "@witness/protocol/identity";
import type { Operation } from "@witness/protocol/operations/operation";
import { RECORD_FIELD_NAMES, type RecordField } from "@witness/protocol/record/fields";
import type { OpenedField } from "@witness/protocol/record/opening";
import { sealAnswer } from "@witness/protocol/seal";
import { type CarAnswer, decodeCarAnswer, encodeCarAnswer } from "@witness/protocol/wire/answer";
import { decodeKeysAnswer, decodeKeysQuery, encodeKeysAnswer, type KeysAnswer } from "@witness/protocol/wire/keys";
import { decodeCarQuery, decodeQuery } from "@witness/protocol/wire/query";
import type { TileItem } from "@witness/protocol/wire/tile";
import { computeAddress, SigningKey } from "ethers";
import { beforeAll, describe, expect, it } from "vitest";
import { carAnswer } from "../../dapp/src/inspect/car.ts";
import { keysFor } from "../../dapp/src/inspect/keys.ts";
import { leafOf, openFields, treeAfter } from "../../dapp/src/state/leaf.ts";
import type { State } from "../../dapp/src/state/state.ts";
import { recordOf, signedAbout } from "../../dapp/test/operating.ts";
import { context, feed, inputOf, keyOf, NOW, p, run, TestDevice, world } from "../../dapp/test/world.ts";
import { type Change, type Signer, walletOf } from "../../protocol/scripts/cases/operated.ts";
import { seed } from "../../protocol/scripts/cases/world.ts";
import type { ArchiveReader } from "../src/judge/archive.ts";
import { asOfDay, asOfProse } from "../src/judge/as-of.ts";
import { type Judged, type JudgeOptions, judgeCar } from "../src/judge/judge.ts";
import type { NodeReader } from "../src/judge/node.ts";
import { dayNamed } from "../src/judge/options.ts";
import { ownerOf } from "../src/judge/owner.ts";
import { drive, TestArchive, TestNode } from "./judged-car.ts";

const wallet = new Uint8Array(32).fill(7);
const account = fromHex(computeAddress(new SigningKey(wallet)).slice(2));

let node: TestNode;
let archive: TestArchive;
let device: TestDevice;

/** A car of 80 days, three sessions and a gap; a claim after 70 days, and one in the end. */
beforeAll(() => {
  node = new TestNode(world());
  device = new TestDevice("judged car");
  const registration = device.registration(account);
  archive = new TestArchive(device, registration, node.add({ registrations: [registration] }, NOW - 86_400));
  drive(node, archive, device, 70);
  node.claim();
  drive(node, archive, device, 10, 70);
  node.claim();
});

const judge = (change: Partial<JudgeOptions> = {}, key = wallet): Promise<Judged> =>
  judgeCar({
    context,
    deviceId: device.id,
    archive,
    node,
    owner: ownerOf(context, change.node ?? node, key),
    claims: async () => node.claims,
    waitS: 0,
    nowMs: () => 0,
    progress: () => {},
    ...change,
  });

describe("an honest node and an honest archive", () => {
  it("come to EQUAL: every field that follows from the readings is what the proven record says", async () => {
    const { result, difference, standing, read, judged } = await judge();
    expect(difference).toBeUndefined();
    expect(result).toBe("EQUAL");
    expect(standing).toMatchObject({ kind: "accepted", claim: { epoch: 1 }, isNewest: true });
    expect(read).toMatchObject({ envelopes: 80, closed: 0 });
    expect(judged).toMatchObject({ readings: 240, unreadable: 0, judgement: { verdict: "logical" } });
    expect(judged?.judgement.reasons.map(({ code }) => code)).toContain("gap");
    expect([...(judged?.fields.keys() ?? [])]).toEqual([
      "odometer",
      "band",
      "period",
      "trouble",
      "closings",
      "verdict",
    ]);
  });

  it("come to EQUAL with --wait when the archive comes as far as the node a moment later, and wait for nobody without it", async () => {
    let asked = 0;
    const late: JudgeOptions["archive"] = {
      editions: archive.editions,
      tile: async (...asking) => {
        asked += 1;
        return asked === 1 ? undefined : archive.tile(...asking);
      },
    };
    expect(await judge({ archive: late, waitS: 30 })).toMatchObject({ result: "EQUAL", difference: undefined });
    asked = 0;
    expect(await judge({ archive: late })).toMatchObject({
      result: "DIFFERENCE",
      difference: { by: "archive", code: "history-short" },
    });
  });

  it("say of a day in the past what the proven record keeps from then, and how coarse that is", async () => {
    const judged = await judge();
    const said = (name: string): string => {
      const day = dayNamed(name);
      const asOf = asOfDay(judged, device.id, day);
      return asOf ? asOfProse(day, asOf) : "unproven";
    };
    expect(said("2027-03-01").split("\n")).toEqual([
      "As of 2027-03-01 2370.0 km, at the end of the day 2027-03-01",
      "                events until then: 0",
    ]);
    expect(said("2027-01-31")).toContain("1500.0 km, at the end of the month, on 2027-01-31");
    expect(said("2027-01-30")).toContain("the record keeps no distance from then");
    expect(said("2030-01-01")).toContain("3390.0 km, the newest reading, of 2027-04-04");
    expect(said("2027-04-05")).toContain("gap, first on");
    const other = { ...judged, car: judged.car && { ...judged.car, stateRoot: new Uint8Array(32) } };
    expect(asOfDay(other, device.id, dayNamed("2027-03-01"))).toBeUndefined();
  });

  it("given a claim that is not accepted yet, come to what is stated only", async () => {
    const { result, standing } = await judge({ claims: async () => node.claims.slice(0, 1) });
    expect([result, standing.kind]).toEqual(["EQUAL-STATED", "waiting"]);
  });

  it("given a wallet of somebody else, are told that there is no such car", async () => {
    await expect(judge({}, new Uint8Array(32).fill(8))).rejects.toMatchObject({ code: "car-unknown" });
  });
});

describe("a buyer", () => {
  it("finds the whole history proven, opens its own part, and is told that a verdict is over all of it", async () => {
    const buyer = walletOf("Ben");
    const seller = walletOf("Anna");
    const sold = new TestDevice("sold car");
    const registration = sold.registration(seller.account);
    const theirs = new TestNode(world());
    const served = new TestArchive(sold, registration, theirs.add({ registrations: [registration] }, NOW - 86_400));
    drive(theirs, served, sold, 3);
    const operate = (
      signer: Signer,
      kind: "offer" | "acceptOffer",
      fields: Operation["fields"],
      change: Change = {},
    ) => {
      const operation = signedAbout(theirs.state, sold, signer, kind, fields, change);
      served.operate(operation, theirs.add({ operations: [operation] }, theirs.state.timeUnixS + 60));
      return p.sha256(operation.message);
    };
    const answers = operate(seller, "offer", { buyer: buyer.account });
    operate(buyer, "acceptOffer", {}, { answers });
    sold.open();
    drive(theirs, served, sold, 2, 4);
    theirs.claim();
    const { result, read } = await judge({
      deviceId: sold.id,
      node: theirs,
      archive: served,
      owner: ownerOf(context, theirs, seed("wallet of Ben")),
      claims: async () => theirs.claims,
    });
    expect(result).toBe("PARTIAL");
    expect(read).toMatchObject({ envelopes: 5, operations: 2, closed: 3, withheld: 0 });
  });
});

describe("an archive that lies", () => {
  const changed = (index: number, change: (item: TileItem) => TileItem): ArchiveReader =>
    archive.serving(archive.tiles(archive.items.map((item, place) => (place === index ? change(item) : item))));
  const tiles = () => archive.tiles();

  it.each<[string, () => ArchiveReader, object]>([
    ["drops a tile", () => archive.serving(tiles().toSpliced(0, 1)), { code: "tile-missing", item: 0 }],
    ["drops the last tile", () => archive.serving(tiles().slice(0, 1)), { code: "history-short", item: 64 }],
    ["serves tiles in another order", () => archive.serving(tiles().toReversed()), { code: "tile-missing", item: 0 }],
    [
      "serves items in another order",
      () => archive.serving(archive.tiles(archive.items.toSpliced(5, 2, ...archive.items.slice(5, 7).toReversed()))),
      { code: "item-refused", item: 5 },
    ],
    [
      "alters a byte of an envelope",
      () =>
        changed(9, (item) => {
          if (item.kind !== "run") throw new Error("Item 9 is a run.");
          const bodies = item.run.bodies.map((bytes) => bytes.with(-1, (bytes.at(-1) ?? 0) ^ 1));
          return { ...item, run: { ...item.run, bodies } };
        }),
      { code: "item-refused", item: 9 },
    ],
    [
      "alters the bytes of a tile",
      () => archive.serving(tiles().map((bytes) => bytes.with(0, 255))),
      { code: "tile-malformed", item: 0 },
    ],
    [
      "shows an older head",
      () => archive.serving(archive.tiles(archive.items.slice(0, -3))),
      { code: "history-short" },
    ],
    [
      "gives a block another time",
      () => changed(20, (item) => ({ ...item, blockTimeUnixS: item.blockTimeUnixS - 60 })),
      { code: "history-differs" },
    ],
    ["has no such car", () => ({ ...archive.serving([]), editions: async () => [] }), { code: "history-short" }],
    [
      "serves another car's tiles",
      () => {
        const other = new TestDevice("other car");
        const registration = other.registration(account);
        const theirs = new TestArchive(other, registration, { input: 0, timeUnixS: NOW });
        return archive.serving(theirs.tiles());
      },
      { code: "tile-foreign", item: 0 },
    ],
    [
      "puts a foreign opening into a session",
      () =>
        changed(1, (item) => {
          if (item.kind !== "run") throw new Error("Item 1 is a run.");
          const other = new TestDevice("other car");
          return { ...item, run: run(other.send([{ timeUnixS: NOW, odometerHm: 1 }])) };
        }),
      { item: 1 },
    ],
  ])("%s, and is named", async (_, lying, difference) => {
    const { result, ...found } = await judge({ archive: lying() });
    expect(result).toBe("DIFFERENCE");
    expect(found.difference).toMatchObject({ by: "archive", ...difference });
  });
});

describe("a node that lies", () => {
  /** A node that answers what it likes: whoever knows the reply key can seal to it. */
  function lying(lie: {
    readonly car?: (car: CarAnswer) => CarAnswer;
    readonly keys?: (keys: KeysAnswer) => KeysAnswer;
    readonly state?: State;
  }): NodeReader {
    return {
      ...node,
      findNotice: node.findNotice,
      ask: async (bytes) => {
        const query = decodeQuery(bytes);
        if (query.kind !== "signed") throw new Error("The owner signs every question.");
        const { kind, query: asked } = query.signed;
        if (kind === "keys" && !lie.keys) return node.ask(bytes);
        const { replyKey } = kind === "keys" ? decodeKeysQuery(asked) : decodeCarQuery(asked);
        const plaintext = kind === "keys" ? keysAnswer(asked, lie.keys) : recordAnswer(asked, lie);
        return { kind: "sealed", sealed: sealAnswer(context, asked, replyKey, plaintext, keyOf("any"), p) };
      },
    };
  }
  function recordAnswer(
    asked: Uint8Array,
    { car = (same) => same, state = node.state }: { car?: (car: CarAnswer) => CarAnswer; state?: State },
  ): Uint8Array {
    const answer = carAnswer(state, context, recordOf(state, device), decodeCarQuery(asked));
    return encodeCarAnswer(car(decodeCarAnswer(answer ?? new Uint8Array())));
  }
  function keysAnswer(asked: Uint8Array, lie: (keys: KeysAnswer) => KeysAnswer = (same) => same): Uint8Array {
    const query = decodeKeysQuery(asked);
    const { genesis, timeUnixS, keyId } = node.state;
    const asker = { account, publicKey: undefined };
    const told = keysFor({ genesis, context, timeUnixS, keyId, record: recordOf(node.state, device), asker, query });
    if (typeof told === "string") throw new Error(told);
    return encodeKeysAnswer(lie(decodeKeysAnswer(told)));
  }
  const shown = (state: State, fields: readonly RecordField[], of = device) => {
    const record = recordOf(state, of);
    const tree = state.devices.treeOf(deviceIdOf(of.id));
    if (!tree) throw new Error("Every record has a tree.");
    return openFields(state.genesis, context, record, tree, fields);
  };
  const withFields = (change: (field: OpenedField) => OpenedField) => (car: CarAnswer) => {
    const { opening, place } = car.proof;
    return { ...car, proof: { place, opening: { ...opening, fields: opening.fields.map(change) } } };
  };
  /** The state as it was after so many days. */
  function past(days: number): State {
    const earlier = new TestNode(world());
    const same = new TestDevice("judged car");
    const registration = same.registration(account);
    const theirs = new TestArchive(same, registration, earlier.add({ registrations: [registration] }, NOW - 86_400));
    drive(earlier, theirs, same, days);
    return earlier.state;
  }

  it("opens another car's record, and is found out", async () => {
    const other = new TestDevice("other car");
    const state = past(3);
    const registration = other.registration(account);
    feed(state, inputOf({ registrations: [registration] }, 99));
    const opening = shown(state, RECORD_FIELD_NAMES, other);
    const lie = lying({ car: (car) => ({ ...car, proof: { ...car.proof, opening } }) });
    await expect(judge({ node: lie })).rejects.toMatchObject({ code: "record-unproven" });
  });

  it.each<[string, (car: CarAnswer) => CarAnswer]>([
    [
      "changes the verdict",
      withFields((field) => (field.field === 7 ? { ...field, value: field.value.with(34, 2) } : field)),
    ],
    [
      "leaves the verdict out",
      (car) => {
        const fields = RECORD_FIELD_NAMES.filter((name) => name !== "verdict");
        return { ...car, proof: { ...car.proof, opening: shown(node.state, fields) } };
      },
    ],
    ["names another state", (car) => ({ ...car, stateRoot: new Uint8Array(32) })],
    ["leaves out the path", (car) => ({ ...car, proof: { ...car.proof, place: { index: 1, size: 2, path: [] } } })],
  ])("%s, and is found out", async (_, car) => {
    await expect(judge({ node: lying({ car }) })).rejects.toMatchObject({ code: "record-unproven" });
  });

  it("answers from an older state, and is found out by the claim that was accepted before", async () => {
    const state = past(60);
    const { result, difference } = await judge({ node: lying({ state }) });
    expect(result).toBe("DIFFERENCE");
    expect(difference).toMatchObject({ by: "node", code: "record-superseded" });
  });

  it("invents a state: no claim has it, and the history is another", async () => {
    const state = past(70);
    const record = recordOf(state, device);
    const forged = { ...record, past: { ...record.past, accumulator: new Uint8Array(32).fill(9) } };
    const tree = treeAfter(state.genesis, context, forged, undefined);
    state.devices.set(forged, tree);
    state.tree.apply(state.tree.change(new Map([[1, leafOf(state.genesis, tree)]])));
    const { result, difference, standing } = await judge({ node: lying({ state }) });
    expect([result, standing.kind]).toEqual(["DIFFERENCE", "waiting"]);
    expect(difference).toMatchObject({ by: "archive", code: "history-differs" });
  });

  it("gives keys that open nothing, and the verdict differs", async () => {
    const zeros = (keys: KeysAnswer): KeysAnswer => ({
      ...keys,
      groups: { distance: (keys.groups.distance ?? []).map((each) => ({ ...each, key: new Uint8Array(32) })) },
    });
    const { result, difference, judged } = await judge({ node: lying({ keys: zeros }) });
    expect(result).toBe("DIFFERENCE");
    expect(difference).toMatchObject({ by: "record", code: "record-differs", field: "odometer" });
    expect(judged?.unreadable).toBe(80);
  });

  it("gives keys of fewer envelopes than are the owner's, and is found out by the record", async () => {
    const fewer = (keys: KeysAnswer): KeysAnswer => ({ ...keys, toSequence: keys.fromSequence });
    const { result, read, difference } = await judge({ node: lying({ keys: fewer }) });
    expect(result).toBe("DIFFERENCE");
    expect(difference).toMatchObject({ by: "node", code: "keys-withheld" });
    expect(read).toMatchObject({ envelopes: 80, closed: 77, withheld: 77 });
  });

  it("gives keys of other envelopes than it was asked for, and is found out", async () => {
    const others = (keys: KeysAnswer): KeysAnswer => ({ ...keys, toSequence: keys.toSequence + 1 });
    const { result, difference } = await judge({ node: lying({ keys: others }) });
    expect(result).toBe("DIFFERENCE");
    expect(difference).toMatchObject({ by: "node", code: "keys-foreign" });
  });
});

describe("validators that lie", () => {
  it("claim a record that says more than its history, and the first field that differs is named", async () => {
    const liar = new TestNode(world());
    const car = new TestDevice("judged car");
    const registration = car.registration(account);
    const theirs = new TestArchive(car, registration, liar.add({ registrations: [registration] }, NOW - 86_400));
    drive(liar, theirs, car, 40);
    const tree = liar.state.devices.treeOf(deviceIdOf(car.id));
    if (tree) liar.state.devices.set({ ...recordOf(liar.state, car), activeTroubleCodes: [0x0301] }, tree);
    drive(liar, theirs, car, 1, 40);
    liar.claim();
    const { result, difference, standing } = await judge({
      node: liar,
      archive: theirs,
      owner: ownerOf(context, liar, wallet),
      claims: async () => liar.claims,
    });
    expect([result, standing.kind]).toEqual(["DIFFERENCE", "accepted"]);
    expect(difference).toMatchObject({ by: "record", code: "record-differs", field: "trouble" });
  });
});
