/**
 * A model of a Cartesi machine's cycles: `node cycles-child.ts CARS ROUNDS`. Curve operations are counted, and cost what they were
 * measured to cost in a machine; the work beside them is taken by turns with bare verifications, by the time that the processor
 * works, and scaled by what the same work was measured to cost there (docs/bench.md, "In a machine").
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { packPayload } from "@witness/protocol/batch";
import { preamble } from "@witness/protocol/context";
import { native } from "@witness/protocol/crypto/native";
import { LINK_PREFIX_BYTES } from "@witness/protocol/link";
import { keySigner } from "@witness/protocol/operations/signing";
import { NO_GROUPS } from "@witness/protocol/reading";
import { decodeAnswer } from "@witness/protocol/wire/answer";
import { encodeBody } from "@witness/protocol/wire/envelope";
import { encodeCarQuery, encodeQuery } from "@witness/protocol/wire/query";
import { inspect } from "../dapp/src/inspect/inspect.ts";
import { type Post, rollupClient } from "../dapp/src/rollup/client.ts";
import { handle, runLoop } from "../dapp/src/rollup/loop.ts";
import { newState } from "../dapp/src/state/state.ts";
import { context, requestOf } from "./advance-request.ts";
import { packRegistrations, packRuns, runOf } from "./batch.ts";
import { type Counts, countingProvider } from "./counting-provider.ts";
import { applicationKey, type BenchCar, buildFleet, keyOf, makerPublicKey } from "./fleet.ts";
import { quantile } from "./quantile.ts";
import { bareVerification } from "./verify.ts";

const cars = Number(process.argv[2]);
const IN_RUN = 10;
const ROUNDS = Number(process.argv[3]);
/** Cars whose records are asked for in a round. */
const ASKED = 50;
/** Inputs of a round that hold nothing. */
const INPUTS = 300;

/** Measured in a machine: a verification with its key at hand, and what it takes more to uncompress one. */
const VERIFICATION_CYCLES = 3.34e6;
const ROOT_CYCLES = 1.48e6;
/** Not measured there: as many verifications as under an emulator of riscv64 with Debian's Node 20 (`node scripts/riscv.ts`). */
const AGREEMENT_CYCLES = 0.92 * VERIFICATION_CYCLES;
const KEY_PAIR_CYCLES = 0.28 * VERIFICATION_CYCLES;
/** What lies beside the curve in the time of a bare verification: 408 us of an envelope were 1.92 M cycles, and 86 us are one. */
const BESIDE_CYCLES = (1.92e6 * 86) / 408;
/**
 * Of an input, what the machine's own server and system take. Measured there were 43 M with `fetch` and 13 M with `node:http`, which are
 * 14.6 and 3.4 verifications' time of Node 20 here: 2.7 M each, and so much beside.
 */
const INPUT_OUTSIDE_CYCLES = 3.9e6;
/** What the loop and its client take there in the time of a bare verification: of 10 M with `node:http`, which is 2.6 here. */
const INPUT_CYCLES = (10e6 - INPUT_OUTSIDE_CYCLES) / 2.6;
/** The curve operations on this host, in bare verifications, which Node 24 makes dearer than the back-end's own. */
const HOST = { verifications: 0.75, roots: 0.24, agreements: 1.2, keyPairs: 0.13 } as const;

const owner = keySigner(context, keyOf("owner"), native);
const { account } = owner;
const envelopesPerCar = 1 + ROUNDS + ROUNDS * IN_RUN;
const fleet = buildFleet({ context, cars, envelopesPerCar, readingsPerEnvelope: 50, firstOwner: account });
const { provider, counts } = countingProvider();
const state = newState({ provider, makers: [makerPublicKey], applicationPrivateKey: applicationKey });
const bare = bareVerification();
const post = () => Promise.resolve({ status: 200, body: "" });
let index = 0;

const cpuUs = async (work: () => unknown): Promise<number> => {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
};

/** What some work takes: counts, and its time in bare verifications. */
interface Taken {
  readonly counts: Counts;
  readonly bare: number;
}

async function taken(work: () => unknown, items: number): Promise<Taken> {
  const before = { ...counts };
  const bareUs = (await cpuUs(bare.round)) + (await cpuUs(bare.round));
  const us = await cpuUs(work);
  const names = Object.keys(counts) as (keyof Counts)[];
  const each = Object.fromEntries(names.map((name) => [name, (counts[name] - before[name]) / items]));
  return { counts: each as unknown as Counts, bare: us / items / (bareUs / 2 / bare.signatures) };
}

const advanceAll = (payloads: readonly Uint8Array[]) => async (): Promise<void> => {
  for (const payload of payloads) await handle(state, requestOf(payload, index++), post);
};
const payloadsOf = (of: readonly BenchCar[], from: number, to: number): Uint8Array[] =>
  packRuns(of.map(({ envelopes }) => runOf(envelopes.slice(from, to)))).map(({ payload }) => payload);

/** Signs the question for a car. It is the owner's work, and not counted. */
function questionOf(deviceId: Uint8Array): Uint8Array {
  const query = encodeCarQuery({ deviceId, replyKey: native.p256PublicKey(keyOf("reply")) });
  const signature = native.p256Sign(keyOf("owner"), preamble("query", context), query);
  const asker = { form: "key", publicKey: native.p256PublicKey(keyOf("owner")) } as const;
  return encodeQuery({ kind: "signed", signed: { kind: "car", query, asker, signature } });
}

/** Puts one input after the other through the loop and its client. What it holds is nothing, and a notice is sent all the same. */
async function takeInputs(post: Post, count: number): Promise<void> {
  let left = count;
  const withNotice: Post = async (path, body) => {
    if (path === "/report") await post("/notice", { payload: `0x${"00".repeat(100)}` });
    return post(path, body);
  };
  const stopped = (): boolean => {
    left -= 1;
    return left < 0;
  };
  const fail = (message: string): never => {
    throw new Error(message);
  };
  await runLoop(state, { post: withNotice, pause: () => Promise.resolve(), log: fail, stopped });
}

const cyclesOf = ({ counts, bare }: Taken): number => {
  const { verifications, roots, agreements, keyPairs } = counts;
  const curve =
    verifications * VERIFICATION_CYCLES +
    roots * ROOT_CYCLES +
    agreements * AGREEMENT_CYCLES +
    keyPairs * KEY_PAIR_CYCLES;
  const onCurve =
    verifications * HOST.verifications + roots * HOST.roots + agreements * HOST.agreements + keyPairs * HOST.keyPairs;
  return curve + Math.max(0, bare - onCurve) * BESIDE_CYCLES;
};

function figuresOf(name: string, all: readonly Taken[]): Record<string, number> {
  const last = all.at(-1) as Taken;
  const { verifications, roots, agreements, keyPairs, hashBlocks, aesBlocks } = last.counts;
  return {
    [`verificationsPer${name}`]: verifications,
    ...(name.startsWith("Envelope") ? {} : { [`otherCurveOperationsPer${name}`]: roots + agreements + keyPairs }),
    [`hashBlocksPer${name}`]: hashBlocks,
    [`aesBlocksPer${name}`]: aesBlocks,
    [`megacyclesPer${name}`]: quantile(all.map(cyclesOf), 0.5) / 1e6,
  };
}

/** The fleet in parts: with the first ones V8 still compiles. */
const parts = Array.from({ length: ROUNDS }, (_, part) => fleet.filter((_, car) => car % ROUNDS === part));
const registering: Taken[] = [];
for (const part of parts) {
  const payloads = packRegistrations(part.map(({ registration }) => registration));
  registering.push(await taken(advanceAll(payloads), part.length));
}
const opening: Taken[] = [];
for (const part of parts) opening.push(await taken(advanceAll(payloadsOf(part, 0, 1)), part.length));
const single: Taken[] = [];
const inRun: Taken[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  const from = 1 + round * (1 + IN_RUN);
  single.push(await taken(advanceAll(payloadsOf(fleet, from, from + 1)), cars));
  inRun.push(await taken(advanceAll(payloadsOf(fleet, from + 1, from + 1 + IN_RUN)), cars * IN_RUN));
}
const questions = fleet.slice(0, ASKED).map(({ device }) => questionOf(device.identity));
const asked: Taken[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  const answers: Uint8Array[] = [];
  const asking = (): void => {
    for (const question of questions) answers.push(inspect(state, question));
  };
  asked.push(await taken(asking, questions.length));
  if (answers.some((answer) => decodeAnswer(answer).kind !== "sealed"))
    throw new Error("The back-end answered no owner.");
}
const rollup = fork(join(import.meta.dirname, "replaying-rollup-child.ts"));
const ofNobody = {
  deviceId: new Uint8Array(8),
  sequence: 1,
  session: 1,
  previousLink: new Uint8Array(LINK_PREFIX_BYTES),
};
const nothing = { bodies: [encodeBody({ ...NO_GROUPS, ...ofNobody })], signature: new Uint8Array(64) };
rollup.send(requestOf(packPayload({ registrations: [], runs: [nothing] }), index));
const [port] = await once(rollup, "message");
const client = rollupClient(`http://127.0.0.1:${port}`);
const inputs: number[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  inputs.push((await taken(() => takeInputs(client, INPUTS), INPUTS)).bare);
}
rollup.kill();
const figures = {
  ...figuresOf("Envelope50", single.slice(2)),
  ...figuresOf("EnvelopeInRun50", inRun.slice(2)),
  ...figuresOf("Opening", opening.slice(2)),
  ...figuresOf("Registration", registering.slice(2)),
  ...figuresOf("SignedQuery", asked.slice(2)),
  megacyclesPerInput: (INPUT_OUTSIDE_CYCLES + quantile(inputs.slice(2), 0.5) * INPUT_CYCLES) / 1e6,
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
