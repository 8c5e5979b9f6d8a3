/**
 * What an envelope costs the back-end, in bare verifications: `node backend-ratio-child.ts CARS ROUNDS`. Both by turns in one
 * process and by the time that the processor works, so that other programs weigh on both alike.
 */
import { fromHex } from "@witness/protocol/bytes";
import { native as provider } from "@witness/protocol/crypto/native";
import { decodeAdvanceReport } from "@witness/protocol/wire/report";
import { handle } from "../dapp/src/rollup/loop.ts";
import { newState } from "../dapp/src/state/state.ts";
import { context, requestOf } from "./advance-request.ts";
import { packRegistrations, packRuns, runOf } from "./batch.ts";
import { applicationKey, buildFleet, makerPublicKey } from "./fleet.ts";
import { quantile } from "./quantile.ts";
import { bareVerification } from "./verify.ts";

const cars = Number(process.argv[2]);
const rounds = Number(process.argv[3]);
const READINGS_PER_ENVELOPE = 50;
/** Until then V8 still compiles, and the first envelope of each car opens a session. */
const ROUNDS_BEFORE = 3;
/** Bare verifications before each payload: about as long as the payload takes. */
const BARE_ROUNDS = 8;

const fleet = buildFleet({ context, cars, envelopesPerCar: rounds, readingsPerEnvelope: READINGS_PER_ENVELOPE });
const registrations = packRegistrations(fleet.map(({ registration }) => registration));
const batches = Array.from({ length: rounds }, (_, round) =>
  packRuns(fleet.map(({ envelopes }) => runOf(envelopes.slice(round, round + 1)))),
);
const state = newState({ provider, makers: [makerPublicKey], applicationPrivateKey: applicationKey });
const bare = bareVerification();
let index = 0;

/** The rollup server: it asks that everything is admitted. */
const post = (path: string, body: unknown): Promise<{ status: number; body: string }> => {
  if (path === "/report") {
    const { code, refusals } = decodeAdvanceReport(fromHex((body as { readonly payload: string }).payload));
    if (code !== "admitted" || refusals.length > 0) throw new Error(`The back-end refused the fleet: ${code}.`);
  }
  return Promise.resolve({ status: 200, body: "" });
};

async function cpuUs(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

for (const payload of registrations) await handle(state, requestOf(payload, index++), post);
const ratios: number[] = [];
for (const [round, batch] of batches.entries()) {
  let [bareUs, bareCount, envelopesUs, envelopes] = [0, 0, 0, 0];
  for (const each of batch) {
    const request = requestOf(each.payload, index++);
    for (let times = 0; times < BARE_ROUNDS; times += 1) bareUs += await cpuUs(bare.round);
    bareCount += BARE_ROUNDS * bare.signatures;
    envelopesUs += await cpuUs(() => handle(state, request, post));
    envelopes += each.envelopes;
  }
  if (round >= ROUNDS_BEFORE) ratios.push(bareUs / bareCount / (envelopesUs / envelopes));
}
process.stdout.write(`${JSON.stringify({ backendVerifyRatio: quantile(ratios, 0.5) })}\n`);
