/** Receipts held against a real chain, by the command: a relay that kept its word, one that did not, and none at all. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { concat, toHex, utf8 } from "@witness/protocol/bytes";
import { encodeOperation } from "@witness/protocol/operations/operation";
import type { SignedOperation } from "@witness/protocol/operations/signed";
import { draftForApplication } from "@witness/protocol/operations/signing";
import { issueOperationReceipt, issueReceipts, type ReceiptEntry } from "@witness/protocol/receipt";
import { CLEAR_FIELDS } from "@witness/protocol/take-over";
import { encodeOperationReceipt, encodeReceipt } from "@witness/protocol/wire/receipt";
import { encodeRecordProof } from "@witness/protocol/wire/record-proof";
import { decodeRegistration, encodeRegistration } from "@witness/protocol/wire/registration";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fieldsProof } from "../../dapp/src/inspect/proof.ts";
import { recordOf } from "../../dapp/test/operating.ts";
import { context, drive, feed, inputOf, keyOf, NOW, p, run, TestDevice, world } from "../../dapp/test/world.ts";
import {
  administratorKeys,
  administratorsBy,
  keyHolder,
  passkeyOf,
  type Signer,
  walletOf,
} from "../../protocol/scripts/cases/operated.ts";
import { startChain, type TestApplication, type TestChain } from "../../rollup-node/test/chain.ts";
import { file, genesisFile, type LastLine, signFor } from "./scene.ts";

const RELAY = keyOf("relay");
const ROOT = join(import.meta.dirname, "../..");

let chain: TestChain;
/** When the relay says that it received what it promises: the time of the block that the first payload is in. */
let receivedAtUnixS = 0;
let app: TestApplication;
/** The block in which each payload came. */
const blocks: number[] = [];
const device = new TestDevice("car");
const sent: { readonly link: Uint8Array; readonly sequence: number }[] = [];
/** What each form of actor sends: the relay carries the first ones as they are, and the second ones without their signatures. */
const signers: readonly Signer[] = [keyHolder("Clara"), walletOf("Clara"), passkeyOf("Clara"), administratorsBy()];
const carried: SignedOperation[] = [];
const stripped: SignedOperation[] = [];
/** What the second set of administrators signs, and what the first one signs after it. */
const bySets = [administratorsBy([0, 1], 2), administratorsBy([0, 1], 1)].map((signer) => () => signedBy(signer, 3));
let ofSets: readonly SignedOperation[] = [];
let identity: Uint8Array;
/** The genesis, with administrators. */
const administeredFile = file(
  "administered.json",
  JSON.stringify({
    ...JSON.parse(readFileSync(genesisFile, "utf8")),
    administrators: { threshold: 2, publicKeys: administratorKeys.map(toHex) },
  }),
);

interface Said {
  readonly exitCode: number;
  readonly prose: string;
  readonly errors: string;
  readonly last: LastLine;
}

let files = 0;
function hold(text: string, relay = RELAY, ...change: readonly string[]): Promise<Said> {
  files += 1;
  const asked = ["--app", app.address, "--relay-key", toHex(p.p256PublicKey(relay))];
  return convict(...asked, "--receipt", file(`receipt-${files}`, text), ...change);
}

function convict(...options: readonly string[]): Promise<Said> {
  const args = ["--rpc", chain.url, ...options];
  return new Promise((resolve) => {
    execFile(process.execPath, [join(ROOT, "audit/src/convict/main.ts"), ...args], (error, stdout, errors) => {
      const lines = stdout.trimEnd().split("\n");
      const last = JSON.parse(lines.pop() ?? "");
      resolve({ exitCode: Number(error?.code ?? 0), prose: lines.join("\n"), errors, last });
    });
  });
}

const ofEnvelope = (deadlineBlock: number, change: Partial<ReceiptEntry> = {}, place = 2): Uint8Array => {
  const { link, sequence } = sent[place] ?? { link: new Uint8Array(32), sequence: 1 };
  const entry = { deviceId: device.id, sequence, link, ...change };
  const others = [1, 2].map((byte) => ({ ...entry, deviceId: new Uint8Array(8).fill(byte) }));
  const [receipt] = issueReceipts(context, [entry, ...others], { deadlineBlock, receivedAtUnixS }, RELAY, p);
  if (!receipt) throw new Error("Each entry has a receipt.");
  return encodeReceipt(receipt);
};
const ofOperation = (deadlineBlock: number, of = identity, received = receivedAtUnixS): Uint8Array => {
  const promise = { deadlineBlock, receivedAtUnixS: received };
  return encodeOperationReceipt(issueOperationReceipt(context, of, promise, RELAY, p));
};

/** Withdraws an offer, as whoever signs it. */
function signedBy({ actor, sign }: Signer, counter: number): SignedOperation {
  const common = { device: device.id, tenure: 1, counter, expiresUnixS: NOW, answers: new Uint8Array(32) };
  const message = encodeOperation({ kind: "withdrawOffer", actor, ...common, fields: {} });
  return { message, signature: sign(message, context, p) };
}

/** Two of three administrators go on alone. */
function anotherSet(): SignedOperation {
  const { actor, sign } = administratorsBy();
  const fields = { threshold: 2, publicKeys: concat(...administratorKeys.slice(0, 2)) };
  const expiresUnixS = Math.floor(Date.now() / 1_000) + 3_600;
  const message = encodeOperation(draftForApplication("setAdministrators", { actor, expiresUnixS, fields }, 1));
  return { message, signature: sign(message, context, p) };
}

/** A registration that takes a record over, which nobody has proven. */
function takingOver(of: TestDevice) {
  const state = world();
  feed(state, inputOf({ registrations: [of.registration()] }));
  const record = recordOf(state, of);
  const proof = encodeRecordProof(fieldsProof(state, context, record, CLEAR_FIELDS));
  const { possession: _, ...seen } = decodeRegistration(of.registration().message);
  const message = encodeRegistration({ ...seen, predecessor: proof, sealedEstate: new Uint8Array(100) });
  return { message, signature: new Uint8Array(64) };
}

const unsigned = <T extends { readonly signature: Uint8Array }>(signed: T): T => ({
  ...signed,
  signature: signed.signature.with(-1, (signed.signature.at(-1) ?? 0) ^ 1),
});

beforeAll(async () => {
  chain = await startChain();
  app = await chain.application("held");
  signFor(app.address);
  for (const signer of signers) {
    carried.push(signedBy(signer, 1));
    stripped.push(signedBy(signer, 2));
  }
  identity = p.sha256(carried[0]?.message ?? new Uint8Array());
  ofSets = bySets.map((sign) => sign());
  const send = () => {
    const envelope = device.send(drive(3));
    sent.push({ link: device.link, sequence: device.sequence });
    return envelope;
  };
  const payloads = [
    inputOf({ registrations: [device.registration()] }, 0).payload,
    utf8("not a batch"),
    inputOf({ runs: [run(send(), send())] }, 2).payload,
    inputOf({ runs: [run(send())], operations: carried }, 3).payload,
    inputOf({ runs: [unsigned(run(send()))], operations: stripped.map(unsigned) }, 4).payload,
    inputOf({ operations: [anotherSet()] }, 5).payload,
    inputOf({ operations: ofSets }, 6).payload,
  ];
  for (const payload of payloads) {
    await chain.add(app.address, [payload]);
    blocks.push(await chain.provider.getBlockNumber());
  }
  receivedAtUnixS = await timeOf(blockOf(0));
});
afterAll(() => chain?.close());

const blockOf = (input: number): number => blocks[input] ?? 0;
const timeOf = async (block: number): Promise<number> => (await chain.provider.getBlock(block))?.timestamp ?? 0;

describe("npm run convict", () => {
  it("says KEPT of an operation and of envelopes that an input by the deadline has, in any form of the file", async () => {
    const receipt = ofOperation(blockOf(3));
    const found = { input: 3, block: blockOf(3) };
    for (const text of [
      toHex(receipt),
      Buffer.from(receipt).toString("base64"),
      `Taken by the relay.\n${JSON.stringify({ result: "SENT", receipt: toHex(receipt) })}\n`,
    ]) {
      const { exitCode, last } = await hold(text);
      expect(last).toMatchObject({ result: "KEPT", kind: "operation", identity: toHex(identity), ...found });
      expect(exitCode).toBe(0);
    }
    const envelope = await hold(toHex(ofEnvelope(blockOf(3) + 100)));
    expect(envelope.last).toMatchObject({ result: "KEPT", kind: "envelope", sequence: 3, ...found });
    expect(envelope.prose).toContain(`all envelopes of device ${toHex(device.id)} up to no. 3`);
    expect((await hold(toHex(ofEnvelope(blockOf(3), {}, 1)))).last).toMatchObject({ result: "KEPT", input: 2 });
  });

  it("says BROKEN of what comes a block too late, or not at all, and that this convicts the relay", async () => {
    const late = await hold(toHex(ofOperation(blockOf(3) - 1)));
    expect(late).toMatchObject({ exitCode: 1, last: { result: "BROKEN", input: 3, block: blockOf(3) } });
    expect((await hold(toHex(ofEnvelope(blockOf(3) - 1)))).last).toMatchObject({ result: "BROKEN", input: 3 });
    const head = await chain.provider.getBlockNumber();
    const never = await hold(toHex(ofOperation(head, p.sha256(utf8("another")))));
    expect(never).toMatchObject({ exitCode: 1, last: { result: "BROKEN", head } });
    expect(never.last).not.toHaveProperty("input");
    expect(never.prose).toContain("receipt and chain convict it");
    // The same number with another link is another envelope.
    const other = await hold(toHex(ofEnvelope(head, { link: new Uint8Array(32).fill(9) })));
    expect(other.last).toMatchObject({ result: "BROKEN", sequence: 3 });
  });

  it("knows an operation by each form of actor, as it was signed", async () => {
    for (const { message } of carried.slice(0, 3)) {
      expect((await hold(toHex(ofOperation(blockOf(3), p.sha256(message))))).last.result).toBe("KEPT");
    }
    const byAdministrators = toHex(ofOperation(blockOf(3), p.sha256(carried[3]?.message ?? new Uint8Array())));
    expect((await hold(byAdministrators, RELAY, "--genesis", administeredFile)).last.result).toBe("KEPT");
  });

  it("checks administrators' signatures by the genesis, and says without it that it cannot", async () => {
    const head = await chain.provider.getBlockNumber();
    const receipt = toHex(ofOperation(head, p.sha256(stripped[3]?.message ?? new Uint8Array())));
    expect((await hold(receipt)).last).toMatchObject({ result: "UNCHECKED", code: "option-invalid" });
    expect((await hold(receipt, RELAY, "--genesis", administeredFile)).last).toMatchObject({ result: "BROKEN" });
    expect((await hold(receipt, RELAY, "--genesis", genesisFile)).last).toMatchObject({ result: "BROKEN" });
  });

  it("knows the administrators who took the place of those of the genesis", async () => {
    const receipt = (message: Uint8Array) => toHex(ofOperation(blockOf(6) + 100, p.sha256(message)));
    const held = (message: Uint8Array) => hold(receipt(message), RELAY, "--genesis", administeredFile);
    const [ofNew, ofOld] = ofSets.map(({ message }) => message);
    expect((await held(ofNew ?? new Uint8Array())).last).toMatchObject({ result: "KEPT", input: 6 });
    expect((await held(ofOld ?? new Uint8Array())).last).toMatchObject({ result: "OPEN" });
  });

  it("says BROKEN when the relay put the bytes into an input under a signature that nobody made", async () => {
    const head = await chain.provider.getBlockNumber();
    expect((await hold(toHex(ofEnvelope(head, {}, 3)))).last).toMatchObject({ result: "BROKEN", sequence: 4 });
    for (const { message } of stripped.slice(0, 3)) {
      const { last } = await hold(toHex(ofOperation(head, p.sha256(message))));
      expect(last).toMatchObject({ result: "BROKEN", identity: toHex(p.sha256(message)) });
    }
  });

  it("says BROKEN by the genesis, though the relay posted a registration by which the record would be taken over", async () => {
    const asTakenOver = takingOver(device);
    await chain.add(app.address, [inputOf({ registrations: [asTakenOver] }, 7).payload]);
    const receipt = toHex(ofEnvelope(blockOf(4), {}, 3));
    expect((await hold(receipt)).last).toMatchObject({ result: "UNCHECKED", code: "option-invalid" });
    const { last } = await hold(receipt, RELAY, "--genesis", genesisFile);
    expect(last).toMatchObject({ result: "BROKEN", sequence: 4 });
  });

  it("says OPEN while the deadline is to come", async () => {
    const head = await chain.provider.getBlockNumber();
    const { exitCode, last, prose } = await hold(toHex(ofOperation(head + 1, p.sha256(utf8("another")))));
    expect([exitCode, last.result]).toEqual([3, "OPEN"]);
    expect(prose).toContain("the deadline is in 1 blocks");
  });

  it("boundary: convicts at once a relay that promises a block more than a week of blocks after it received", async () => {
    const another = p.sha256(utf8("another"));
    const latest = blockOf(0) + 50_400;
    expect((await hold(toHex(ofOperation(latest, another)))).last).toMatchObject({ result: "OPEN" });
    const said = await hold(toHex(ofOperation(latest + 1, another)));
    expect(said).toMatchObject({ exitCode: 1, last: { result: "BROKEN", reason: "promised-too-late" } });
    expect(said.prose).toContain("convict it, whatever inputs there are");
    const never = { result: "BROKEN", reason: "promised-too-late", deadlineBlock: 2 ** 32 - 1 };
    expect((await hold(toHex(ofEnvelope(2 ** 32 - 1)))).last).toMatchObject({ ...never, kind: "envelope" });
    expect((await hold(toHex(ofOperation(2 ** 32 - 1)))).last).toMatchObject({ ...never, kind: "operation" });
  });

  it("accuses nobody while the chain's node stands before the time that the relay signed, and convicts it after", async () => {
    const head = await chain.provider.getBlockNumber();
    const receipt = toHex(ofOperation(2 ** 32 - 1, p.sha256(utf8("another")), (await timeOf(head)) + 2));
    expect((await hold(receipt)).last).toMatchObject({ result: "OPEN", head });
    await chain.provider.send("evm_increaseTime", [10]);
    await chain.provider.send("evm_mine", []);
    expect((await hold(receipt)).last).toMatchObject({ result: "BROKEN", reason: "promised-too-late" });
  });

  it("convicts at once a relay that signs a time to come, by the chain and by this machine's clock", async () => {
    const head = await chain.provider.getBlockNumber();
    const laterS = Math.max(await timeOf(head), Math.floor(Date.now() / 1_000));
    const ahead = (byS: number) => hold(toHex(ofOperation(head + 5, p.sha256(utf8("another")), laterS + byS)));
    expect((await ahead(890)).last).toMatchObject({ result: "OPEN" });
    const said = await ahead(10 * 365 * 86_400);
    expect(said).toMatchObject({ exitCode: 1, last: { result: "BROKEN", reason: "received-ahead" } });
    expect(said.prose).toContain("which is to come");
  });

  it("says of a receipt that another key signed, or that was altered, that it promises nothing", async () => {
    const receipt = ofOperation(blockOf(3));
    const altered = receipt.with(-1, (receipt.at(-1) ?? 0) ^ 1);
    for (const said of [await hold(toHex(receipt), keyOf("another relay")), await hold(toHex(altered))]) {
      expect(said).toMatchObject({ exitCode: 2, last: { result: "UNCHECKED", code: "receipt-invalid" } });
    }
  });

  it("given a file that is no receipt, says so", async () => {
    for (const text of ["", "{}", "no receipt!", '{"receipt":7}', "{"]) {
      expect(await hold(text)).toMatchObject({ exitCode: 2, last: { result: "UNCHECKED", code: "option-invalid" } });
    }
  });
});

describe("a case", () => {
  let said: Record<string, unknown>;
  beforeAll(async () => {
    const { last } = await hold(toHex(ofEnvelope(blockOf(3) - 1)));
    said = { ...last };
  });
  const checkOf = (asserted: Readonly<Record<string, unknown>>, ...change: readonly string[]) => {
    files += 1;
    return convict("--check", file(`case-${files}`, `Promised  …\n${JSON.stringify(asserted)}\n`), ...change);
  };

  it("of a breach convinces whoever has it and a node, and nothing else", async () => {
    expect(said).toMatchObject({
      result: "BROKEN",
      reason: "missed",
      chainId: 31_337,
      application: app.address.toLowerCase(),
    });
    const { exitCode, last, prose } = await checkOf(said);
    expect(exitCode).toBe(1);
    expect(last).toMatchObject({ result: "BROKEN", checked: "CONFIRMED", receipt: said["receipt"] });
    expect(prose).toContain(toHex(p.p256PublicKey(RELAY)));
  });

  it.each([
    ["another result", { result: "KEPT", reason: undefined }],
    ["another reason", { reason: "promised-too-late" }],
    ["another chain's block", { headHash: `0x${"ab".repeat(32)}` }],
  ])("that says %s than the chain is contradicted", async (_name, change) => {
    const { exitCode, last } = await checkOf({ ...said, ...change });
    expect(exitCode).toBe(4);
    expect(last).toMatchObject({ result: "BROKEN", checked: "CONTRADICTED" });
  });

  it("with a receipt that the named relay never signed proves nothing", async () => {
    const other = ["--relay-key", toHex(p.p256PublicKey(new Uint8Array(32).fill(0x31)))];
    expect(await checkOf(said, ...other)).toMatchObject({ exitCode: 2, last: { code: "receipt-invalid" } });
    expect(await checkOf({ receipt: said["receipt"] })).toMatchObject({
      exitCode: 2,
      last: { code: "option-invalid" },
    });
  });
});
