/** Random sequences of operations by owners, companies, administrators and a stranger: who owns, and how large it grows. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  administratorsBy,
  DAY_S,
  inspector,
  keyHolder,
  maker,
  otherWorkshop,
  passkeyOf,
  Scene,
  type Signer,
  walletOf,
  workshop,
} from "../../scripts/cases/operated.ts";
import { seed } from "../../scripts/cases/world.ts";
import { toHex } from "../bytes.ts";
import { native } from "../crypto/native.ts";
import { takeOperation } from "./effect.ts";
import { COMPANY_ROLES } from "./globals.ts";
import { currentTenure, decodeHolding, encodeHolding, HOLDING_MAX_BYTES, isOwnedBy, newHolding } from "./holding.ts";
import { OPERATIONS, type Operation, type OperationKind } from "./operation.ts";
import { quarantinedForCopy } from "./rules/quarantine.ts";

const stranger = walletOf("stranger");
const people: readonly Signer[] = [walletOf("Anna"), keyHolder("Ben"), passkeyOf("Clara"), walletOf("Dora")];
const companies: readonly Signer[] = [maker, workshop, otherWorkshop, inspector];
const administrators = administratorsBy();
const strangersDevice = seed("a device that the stranger made");

const KINDS = Object.keys(OPERATIONS) as OperationKind[];

interface Step {
  readonly kind: OperationKind;
  readonly who: number;
  readonly number: number;
  readonly answers: number;
  readonly waitS: number;
  readonly drives: boolean;
  readonly session: boolean;
  /** The stranger writes, or somebody signs what does not quite fit. */
  readonly isStranger: boolean;
  readonly shift: number;
}
const steps = fc.record<Step>({
  kind: fc.constantFrom(...KINDS),
  who: fc.nat(3),
  number: fc.nat(8),
  answers: fc.nat(5),
  waitS: fc.constantFrom(0, 0, 60, DAY_S, 31 * DAY_S),
  drives: fc.boolean(),
  session: fc.boolean(),
  isStranger: fc.integer({ min: 0, max: 3 }).map((each) => each === 0),
  shift: fc.constantFrom(0, 0, 0, 0, 1, -1),
});

function signerOf({ kind, who, isStranger }: Step): Signer {
  if (isStranger) return stranger;
  const { actor } = OPERATIONS[kind];
  if (actor === "administrator") return administrators;
  if (actor === "owner") return people[who] ?? stranger;
  return actor === "maker" ? maker : (companies[who] ?? workshop);
}

function fieldsOf({ kind, number, who }: Step, timeUnixS: number): Operation["fields"] {
  const person = (people[(who + number) % people.length] ?? stranger).account;
  const fields: Record<string, number | Uint8Array> = {
    buyer: person,
    owner: person,
    role: 1 + (number % 5),
    actorId: workshop.id,
    publicKey: keyHolder(`company ${number}`).publicKey,
    reason: number,
    version: number,
    fromUnixS: timeUnixS + number,
    statement: seed("statement"),
    announcement: new Uint8Array(173),
    threshold: 2,
    publicKeys: new Uint8Array(66),
    firmware: seed("firmware"),
    grantee: workshop.publicKey,
    groups: number,
    firstSequence: number,
    lastSequence: 1_000,
    untilUnixS: timeUnixS + DAY_S,
    isPublic: number % 2,
    cosigned: number,
    entry: number,
    sealed: seed("sealed"),
  };
  return Object.fromEntries(
    OPERATIONS[kind].fields.filter(({ name }) => name !== "pairing").map(({ name }) => [name, fields[name] ?? 0]),
  );
}

function answersOf({ answers }: Step, scene: Scene): Uint8Array {
  const { offer, quarantine, waiting, loss, grants } = scene.holding;
  const named = [offer[0]?.identity, quarantine[0]?.identity, waiting[0]?.identity, loss[0]?.identity];
  const [grant] = grants;
  if (answers === 4 && grant) return Uint8Array.from({ length: 32 }, (_, at) => grant.identity[at] ?? 0);
  return named[answers] ?? new Uint8Array(32);
}

function begun(): Scene {
  const scene = new Scene(native);
  scene.register(workshop, COMPANY_ROLES.workshop);
  scene.register(otherWorkshop, COMPANY_ROLES.workshop);
  scene.register(inspector, COMPANY_ROLES.inspector);
  return scene;
}

/** Takes a step. Returns whether the car got another owner. */
function take(scene: Scene, step: Step): boolean {
  scene.timeUnixS += step.waitS;
  if (step.drives) scene.drive(1, step.session ? undefined : Math.max(1, scene.record.chain.session));
  const before = { record: scene.record, globals: scene.globals };
  const signer = signerOf(step);
  // A stranger has no car to answer, only a device of its own.
  const signed = scene.signed(signer, step.kind, fieldsOf(step, scene.timeUnixS), {
    answers: answersOf(step, scene),
    ...(step.isStranger ? { deviceKey: strangersDevice } : {}),
    ...(step.shift === 0 ? {} : { tenure: Math.max(0, scene.holding.tenure + step.shift) }),
  });
  const { code } = scene.take(signed);
  if (code !== "admitted") {
    expect(scene.record).toBe(before.record);
    expect(scene.globals).toBe(before.globals);
    return false;
  }
  expect(step.isStranger).toBe(false);
  const after = scene.holding;
  const isHandedOver = after.tenure !== before.record.holding.tenure;
  if (isHandedOver) expect(["claim", "acceptOffer", "vouchForOwner"]).toContain(step.kind);
  // What took effect once never does again.
  expect(scene.take(signed).code).not.toBe("admitted");
  return isHandedOver;
}

describe("any sequence of operations", () => {
  it("makes no stranger an owner, lets nothing happen twice, and stays within its bound", () => {
    let handOvers = 0;
    let largest = 0;
    fc.assert(
      fc.property(fc.array(steps, { minLength: 20, maxLength: 60 }), (all) => {
        const scene = begun();
        for (const step of all) {
          if (take(scene, step)) handOvers += 1;
          const { holding } = scene;
          expect(isOwnedBy(holding, stranger.account)).toBe(false);
          const bytes = encodeHolding(holding);
          expect(bytes.length).toBeLessThanOrEqual(HOLDING_MAX_BYTES);
          expect(decodeHolding(bytes)).toEqual(holding);
          largest = Math.max(largest, bytes.length);
          const first = currentTenure(holding)?.firstSequence ?? 0;
          for (const grant of holding.grants) expect(grant.firstSequence).toBeGreaterThanOrEqual(first);
        }
      }),
      { numRuns: 60 },
    );
    expect(handOvers).toBeGreaterThan(20);
    expect(largest).toBeGreaterThan(200);
  });

  it("is decided for any bytes without an exception", () => {
    const scene = new Scene(native);
    const { globals, moment, record } = scene;
    const bytes = fc.uint8Array({ maxLength: 200 });
    const good = scene.signed(people[0] ?? stranger, "claim");
    const mutated = fc
      .tuple(fc.nat(good.message.length - 1), fc.nat(255))
      .map(([at, byte]) => good.message.with(at, byte));
    fc.assert(
      fc.property(fc.oneof(bytes, mutated), fc.oneof(bytes, fc.constant(good.signature)), (message, signature) => {
        const { code } = takeOperation({ globals, recordOf: () => record }, moment, { message, signature });
        if (code === "admitted") expect(toHex(message)).toBe(toHex(good.message));
      }),
      { numRuns: 500 },
    );
  });
});

describe("a holding", () => {
  it("can be written in the last days that 32 bits can say", () => {
    const scene = new Scene(native);
    scene.timeUnixS = 2 ** 32 - 2;
    const at = { expiresUnixS: 2 ** 32 - 1 };
    const [anna, , clara] = people as [Signer, Signer, Signer];
    scene.act(clara, "claim", {}, at);
    scene.act(clara, "offer", { buyer: anna.account }, at);
    scene.act(maker, "vouchForOwner", { owner: anna.account }, at);
    const copied = quarantinedForCopy(scene.holding, seed("link"), 2 ** 33);
    expect(decodeHolding(encodeHolding(copied))).toEqual(copied);
    expect(encodeHolding(newHolding(maker.id, anna.account, 2 ** 40)).length).toBe(79);
  });

  it("takes 47 bytes when nothing was done, and never more than its bound", () => {
    const nothing = newHolding(maker.id, new Uint8Array(), 0);
    expect(encodeHolding(nothing).length).toBe(47);
    const all = (most: number) => Array.from({ length: most });
    const full = {
      ...nothing,
      tenures: all(4).map(() => ({
        owner: seed("o").slice(0, 20),
        firstSequence: 1,
        firstTimeUnixS: 1,
        firstSession: 1,
      })),
      offer: [{ identity: seed("i"), buyer: seed("b").slice(0, 20), fromUnixS: 1, untilUnixS: 2, session: 1 }],
      companies: all(8).map(() => ({ company: maker.id, counter: 1, untilUnixS: 1 })),
      grants: all(8).map(() => ({
        identity: seed("g").slice(0, 16),
        grantee: maker.publicKey,
        groups: 1,
        firstSequence: 1,
        lastSequence: 1,
        untilUnixS: 1,
      })),
      revocation: [{ reason: 1, sinceUnixS: 1 }],
      quarantine: [{ identity: seed("q"), reason: 1, sinceUnixS: 1, untilUnixS: 1, appealedUnixS: 1 }],
      loss: [{ identity: seed("l"), owner: seed("o").slice(0, 20), sinceUnixS: 1 }],
      journal: all(6).map(() => ({
        identity: seed("j").slice(0, 16),
        company: maker.id,
        entry: 1,
        timeUnixS: 1,
        state: 0,
      })),
      waiting: all(3).map(() => ({ identity: seed("w"), company: maker.id, entry: 5, untilUnixS: 1 })),
    };
    expect(encodeHolding(full).length).toBe(HOLDING_MAX_BYTES);
    const { tenures, companies, grants, journal } = full;
    const tenYears = {
      ...nothing,
      tenures: tenures.slice(2),
      companies: companies.slice(5),
      grants: grants.slice(7),
      journal,
    };
    expect(encodeHolding(tenYears).length).toBeLessThanOrEqual(401);
  });
});
