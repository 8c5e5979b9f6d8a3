/** Companies and administrators, the journal and quarantine: who may do what, and what nobody can. */
import { beforeEach, describe, expect, it } from "vitest";
import {
  administratorKeys,
  administratorsBy,
  DAY_S,
  inspector,
  keyHolder,
  maker,
  otherWorkshop,
  Scene,
  walletOf,
  workshop,
} from "../../../scripts/cases/operated.ts";
import { context, other, seed } from "../../../scripts/cases/world.ts";
import { concat, fromHex } from "../../bytes.ts";
import { native } from "../../crypto/native.ts";
import { encodeSuccession, type SuccessionStatement } from "../../succession.ts";
import { COMPANY_ROLES, companyKeyAt, isClosed, makerKeys, parametersAt } from "../globals.ts";
import { isKeptOut } from "../holding.ts";
import { COPIED_KEY, quarantinedForCopy } from "./quarantine.ts";

const anna = walletOf("Anna");
const two = administratorsBy();
const entry = (number: number) => ({ entry: number, sealed: seed("sealed") });

let scene: Scene;
beforeEach(() => {
  scene = new Scene(native, anna.account);
  scene.drive(2);
});

describe("administrators", () => {
  const registering = { role: COMPANY_ROLES.workshop, publicKey: workshop.publicKey };

  it.each<[string, readonly number[], number, string]>([
    ["one alone", [0], 1, "signature-invalid"],
    ["one twice", [1, 1], 1, "signature-invalid"],
    ["two in the wrong order", [1, 0], 1, "signature-invalid"],
    ["one and a stranger", [0, 7], 1, "signature-invalid"],
    ["two for another set", [0, 1], 2, "signature-invalid"],
  ])("are not %s", (_, indices, set, code) => {
    expect(scene.code(administratorsBy(indices, set), "registerActor", registering)).toBe(code);
    expect(scene.globals.actors.companies.length).toBe(1);
  });

  it("are any two of three, and nobody else", () => {
    scene.act(administratorsBy([1, 2]), "registerActor", registering);
    scene.register(inspector, COMPANY_ROLES.inspector);
    expect(scene.code(two, "registerActor", registering)).toBe("actor-registered");
    expect(scene.code(anna, "registerActor", registering)).toBe("actor-unauthorised");
    expect(scene.code(maker, "registerActor", registering)).toBe("actor-unauthorised");
  });

  it("sign once: a replay, a skipped counter, another application", () => {
    const signed = scene.signed(two, "registerActor", registering);
    expect(scene.take(signed).code).toBe("admitted");
    expect(scene.take(signed).code).toBe("operation-replayed");
    const next = { role: 3, publicKey: inspector.publicKey };
    expect(scene.code(two, "registerActor", next, { counter: 3 })).toBe("operation-gap");
    expect(scene.code(two, "registerActor", next, { at: other })).toBe("signature-invalid");
    expect(scene.code(two, "registerActor", next, { tenure: 1 })).toBe("tenure-changed");
    expect(scene.code(two, "registerActor", next, { device: scene.deviceId })).toBe("malformed");
    expect(scene.code(two, "registerActor", { ...next, role: 9 })).toBe("malformed");
  });

  it("boundary: are heard in the last second of an operation, and no later", () => {
    const signed = scene.signed(two, "registerActor", registering);
    const at = (timeUnixS: number) => {
      scene.timeUnixS = timeUnixS;
      return scene.take(signed).code;
    };
    const { timeUnixS } = scene;
    expect(at(timeUnixS + DAY_S + 1)).toBe("operation-expired");
    expect(at(timeUnixS + DAY_S)).toBe("admitted");
  });

  it("give way to another set, whose number every message names", () => {
    const late = scene.signed(two, "registerActor", registering, { counter: 2 });
    const [first, second] = administratorKeys as [Uint8Array, Uint8Array];
    const invalid = (threshold: number, ...keys: Uint8Array[]) =>
      scene.code(two, "setAdministrators", { threshold, publicKeys: concat(...keys) });
    expect(invalid(1, first, second)).toBe("administrators-invalid");
    expect(invalid(3, first, second)).toBe("administrators-invalid");
    expect(invalid(2, first, first)).toBe("administrators-invalid");
    expect(invalid(2, first, second.slice(1))).toBe("administrators-invalid");
    expect(invalid(2, first, new Uint8Array(33))).toBe("administrators-invalid");
    scene.act(two, "setAdministrators", { threshold: 2, publicKeys: concat(first, second) });
    expect(scene.take(late).code).toBe("signature-invalid");
    scene.act(administratorsBy([0, 1], 2), "registerActor", registering);
  });
});

describe("a company", () => {
  it("may have another key; what it signed stays verifiable under the key of then", () => {
    scene.register(workshop, COMPANY_ROLES.workshop);
    scene.act(workshop, "enterJournal", entry(1));
    const signedAt = scene.timeUnixS;
    scene.timeUnixS += DAY_S;
    const { id } = workshop;
    scene.act(two, "rotateActor", { role: 2, actorId: id, publicKey: otherWorkshop.publicKey });
    expect(scene.code(workshop, "enterJournal", entry(1))).toBe("actor-revoked");
    scene.act(otherWorkshop, "enterJournal", entry(1), { counter: 2 });
    expect(companyKeyAt(scene.globals, id, signedAt)).toEqual(workshop.publicKey);
    expect(companyKeyAt(scene.globals, id, scene.timeUnixS)).toEqual(otherWorkshop.publicKey);
    scene.act(two, "revokeActor", { role: 2, actorId: id, reason: 1 });
    expect(companyKeyAt(scene.globals, id, scene.timeUnixS + 1)).toBeUndefined();
    expect(companyKeyAt(scene.globals, id, signedAt)).toEqual(workshop.publicKey);
    expect(scene.code(otherWorkshop, "enterJournal", entry(1), { counter: 3 })).toBe("actor-revoked");
    expect(scene.code(two, "revokeActor", { role: 2, actorId: id, reason: 1 })).toBe("actor-revoked");
    expect(scene.code(two, "registerActor", { role: 2, publicKey: workshop.publicKey })).toBe("actor-registered");
  });

  it("that was revoked comes back as itself, under a key that it never had", () => {
    scene.register(workshop, COMPANY_ROLES.workshop);
    const { id } = workshop;
    scene.act(workshop, "enterJournal", entry(1));
    scene.act(two, "revokeActor", { role: 2, actorId: id, reason: 1 });
    const revokedAt = scene.timeUnixS;
    scene.timeUnixS += DAY_S;
    expect(scene.code(two, "rotateActor", { role: 2, actorId: id, publicKey: workshop.publicKey })).toBe(
      "actor-registered",
    );
    expect(scene.code(workshop, "rotateActor", { role: 2, actorId: id, publicKey: otherWorkshop.publicKey })).toBe(
      "actor-unauthorised",
    );
    scene.act(two, "rotateActor", { role: 2, actorId: id, publicKey: otherWorkshop.publicKey });
    expect(scene.globals.actors.companies.at(-1)).toMatchObject({ id, revokedReason: 0, revokedUnixS: 0 });
    // It is the same company: its counter on a record goes on, and what it says now stands beside what it said then.
    scene.act(otherWorkshop, "enterJournal", entry(1), { counter: 2 });
    expect(scene.holding.journal.map(({ company }) => company)).toEqual([id, id]);
    expect(scene.code(workshop, "enterJournal", entry(1), { counter: 3 })).toBe("actor-revoked");
    // Nobody signed for it while it was revoked.
    expect(companyKeyAt(scene.globals, id, revokedAt)).toBeUndefined();
    expect(companyKeyAt(scene.globals, id, scene.timeUnixS)).toEqual(otherWorkshop.publicKey);
  });

  it("that makes devices registers them by its newest key, and speaks for its own alone", () => {
    const newKey = keyHolder("maker's new key");
    scene.register(keyHolder("another maker"), COMPANY_ROLES.maker);
    expect(scene.code(keyHolder("another maker"), "revokeDevice", { reason: 1 })).toBe("actor-unauthorised");
    scene.act(maker, "attestFirmware", { firmware: seed("firmware") });
    scene.act(two, "rotateActor", { role: 1, actorId: maker.id, publicKey: newKey.publicKey });
    // The first key names the company for ever: a record that is taken over says which it is.
    const another = keyHolder("another maker");
    expect(makerKeys(scene.globals)).toEqual(
      [{ id: maker.id, publicKey: newKey.publicKey }, another].map(({ id, publicKey }) => ({ id, publicKey })),
    );
    expect(scene.code(maker, "revokeDevice", { reason: 1 })).toBe("actor-revoked");
    scene.act(newKey, "revokeDevice", { reason: 1 });
    expect(isKeptOut(scene.holding, scene.timeUnixS)).toBe(true);
    expect(scene.code(newKey, "revokeDevice", { reason: 1 })).toBe("device-revoked");
  });

  it("is registered under no key that is none, eight keys at most", () => {
    expect(scene.code(two, "registerActor", { role: 2, publicKey: new Uint8Array(33) })).toBe("malformed");
    scene.register(workshop, COMPANY_ROLES.workshop);
    for (let made = 2; made <= 8; made += 1) {
      scene.act(two, "rotateActor", { role: 2, actorId: workshop.id, publicKey: keyHolder(`key ${made}`).publicKey });
    }
    const ninth = { role: 2, actorId: workshop.id, publicKey: keyHolder("key 9").publicKey };
    expect(scene.code(two, "rotateActor", ninth)).toBe("actors-full");
    expect(scene.code(two, "rotateActor", { ...ninth, role: 3 })).toBe("actor-unknown");
  });
});

describe("the journal", () => {
  beforeEach(() => {
    scene.register(workshop, COMPANY_ROLES.workshop);
    scene.register(otherWorkshop, COMPANY_ROLES.workshop);
    scene.register(inspector, COMPANY_ROLES.inspector);
  });

  it("has entries of several companies, of which each withdraws its own alone", () => {
    const service = scene.act(workshop, "enterJournal", entry(1));
    const inspected = scene.act(inspector, "enterJournal", entry(3));
    expect(scene.code(otherWorkshop, "withdrawEntry", { reason: 1 }, { answers: service })).toBe("entry-unknown");
    expect(scene.code(workshop, "withdrawEntry", { reason: 1 }, { answers: inspected })).toBe("entry-unknown");
    expect(scene.code(anna, "withdrawEntry", { reason: 1 }, { answers: service })).toBe("actor-unauthorised");
    scene.act(workshop, "withdrawEntry", { reason: 1 }, { answers: service });
    expect(scene.holding.journal.map(({ state }) => state)).toEqual([3, 0]);
    expect(scene.code(workshop, "withdrawEntry", { reason: 1 }, { answers: service })).toBe("entry-unknown");
    expect(scene.code(inspector, "enterJournal", entry(1))).toBe("entry-unsupported");
    expect(scene.code(workshop, "enterJournal", entry(9))).toBe("entry-unsupported");
    expect(scene.code(keyHolder("nobody"), "enterJournal", entry(1))).toBe("actor-unknown");
    expect(scene.code(anna, "enterJournal", entry(1))).toBe("actor-unauthorised");
  });

  it("has corrections only with the owner's word", () => {
    const signed = scene.signed(workshop, "enterJournal", entry(5));
    expect(scene.take(signed)).toMatchObject({ effect: { name: "clusterReplaced", isInForce: false } });
    const answers = native.sha256(signed.message);
    expect(scene.code(workshop, "enterJournal", entry(6))).toBe("entries-waiting");
    expect(scene.code(workshop, "acceptCorrection", {}, { answers })).toBe("actor-unauthorised");
    expect(scene.code(anna, "acceptCorrection", {}, { answers: seed("another entry") })).toBe("entry-unknown");
    const accepted = scene.take(scene.signed(anna, "acceptCorrection", {}, { answers }));
    expect(accepted).toMatchObject({ effect: { name: "clusterReplaced", isInForce: true, entry: answers } });
    expect(scene.code(anna, "acceptCorrection", {}, { answers })).toBe("entry-unknown");
    const late = scene.act(workshop, "enterJournal", entry(6));
    scene.timeUnixS += DAY_S + 1;
    expect(scene.code(anna, "acceptCorrection", {}, { answers: late })).toBe("entry-unknown");
  });

  it.each(["acceptCorrection", "withdrawEntry", "dispute"] as const)("keeps what waits of others after %s", (kind) => {
    const answers = scene.act(workshop, "enterJournal", entry(5));
    const waits = scene.act(otherWorkshop, "enterJournal", entry(6));
    const fields = kind === "acceptCorrection" ? {} : { reason: 1 };
    scene.act(kind === "withdrawEntry" ? workshop : anna, kind, fields, { answers });
    expect(scene.code(anna, "acceptCorrection", {}, { answers })).toBe("entry-unknown");
    const accepted = scene.take(scene.signed(anna, "acceptCorrection", {}, { answers: waits }));
    expect(accepted).toMatchObject({ code: "admitted", effect: { isInForce: true, entry: waits } });
  });

  it("follows the car's policy", () => {
    expect(scene.take(scene.signed(inspector, "enterJournal", entry(3)))).toMatchObject({
      effect: { name: "inspection", isInForce: true },
    });
    scene.act(anna, "setPolicy", { cosigned: 0b0100 });
    const inspected = scene.signed(inspector, "enterJournal", entry(3));
    const answers = native.sha256(inspected.message);
    expect(scene.take(inspected)).toMatchObject({ effect: { isInForce: false } });
    scene.act(anna, "dispute", { reason: 2 }, { answers });
    expect(scene.holding.waiting).toEqual([]);
    expect(scene.code(anna, "acceptCorrection", {}, { answers })).toBe("entry-unknown");
    expect(scene.code(anna, "dispute", { reason: 2 }, { answers: seed("nothing") })).toBe("entry-unknown");
  });

  it("lets no policy of the owner hold back what is read off the dial", () => {
    scene.act(anna, "setPolicy", { cosigned: 255 });
    const dial = scene.signed(workshop, "enterJournal", entry(4));
    expect(scene.take(dial)).toMatchObject({ effect: { name: "dialReading", isInForce: true } });
    const answers = native.sha256(dial.message);
    scene.act(anna, "dispute", { reason: 2 }, { answers });
    const withdrawn = scene.take(scene.signed(workshop, "withdrawEntry", { reason: 1 }, { answers }));
    expect(withdrawn).toMatchObject({ effect: { entry: answers, name: "dialReading", isInForce: false } });
    expect(withdrawn).toMatchObject({ effect: { isWithdrawn: true } });
  });

  it("keeps counters while a message may still come, and no more than eight", () => {
    const many = Array.from({ length: 9 }, (_, index) => keyHolder(`workshop ${index}`));
    for (const each of many) scene.register(each, COMPANY_ROLES.workshop);
    for (const each of many.slice(0, 8)) scene.act(each, "enterJournal", entry(1));
    const ninth = many[8] ?? workshop;
    expect(scene.code(ninth, "enterJournal", entry(1))).toBe("counters-full");
    const old = scene.signed(many[0] ?? workshop, "enterJournal", entry(1), { counter: 1 });
    expect(scene.take(old).code).toBe("operation-replayed");
    scene.timeUnixS += DAY_S + 1;
    scene.act(ninth, "enterJournal", entry(1));
    // Its counter was forgotten, and what it signed then has ended.
    expect(scene.take(old).code).toBe("operation-expired");
    // One made room, and the other seven are as they were.
    expect(scene.holding.companies).toHaveLength(8);
    expect(scene.code(many[1] ?? workshop, "enterJournal", entry(1), { counter: 1 })).toBe("operation-replayed");
  });

  it("boundary: makes room for nobody in the last second in which its message may come", () => {
    const many = Array.from({ length: 9 }, (_, index) => keyHolder(`workshop ${index}`));
    for (const each of many) scene.register(each, COMPANY_ROLES.workshop);
    for (const each of many.slice(0, 8)) scene.act(each, "enterJournal", entry(1));
    scene.timeUnixS = scene.holding.companies[0]?.untilUnixS ?? 0;
    expect(scene.code(many[8] ?? workshop, "enterJournal", entry(1))).toBe("counters-full");
  });

  it("keeps the counter of a company whose messages have ended while there is room", () => {
    const third = keyHolder("third workshop");
    scene.register(third, COMPANY_ROLES.workshop);
    scene.act(workshop, "enterJournal", entry(1));
    scene.timeUnixS += DAY_S + 1;
    scene.act(third, "enterJournal", entry(1));
    expect(scene.code(workshop, "enterJournal", entry(2), { counter: 1 })).toBe("operation-replayed");
    scene.act(workshop, "enterJournal", entry(2), { counter: 2 });
  });
});

describe("quarantine", () => {
  const ordered = () => ({ reason: 3, untilUnixS: scene.timeUnixS + 30 * DAY_S });

  it("is ordered by k of n, with a reason and an end, and told to the owner, who appeals", () => {
    const answers = scene.act(two, "quarantine", ordered());
    expect(isKeptOut(scene.holding, scene.timeUnixS)).toBe(true);
    scene.act(anna, "dispute", { reason: 1 }, { answers });
    expect(scene.holding.quarantine).toMatchObject([{ reason: 3, appealedUnixS: scene.timeUnixS }]);
    expect(scene.code(two, "releaseQuarantine", {}, { answers: seed("another") })).toBe("quarantine-unknown");
    expect(scene.code(anna, "releaseQuarantine", {}, { answers })).toBe("actor-unauthorised");
    expect(scene.code(administratorsBy([0]), "releaseQuarantine", {}, { answers })).toBe("signature-invalid");
    scene.act(administratorsBy([0, 2]), "releaseQuarantine", {}, { answers });
    expect(isKeptOut(scene.holding, scene.timeUnixS)).toBe(false);
  });

  it("ends by itself, and is of no one party", () => {
    for (const party of [anna, maker]) expect(scene.code(party, "quarantine", ordered())).toBe("actor-unauthorised");
    expect(scene.code(administratorsBy([2]), "quarantine", ordered())).toBe("signature-invalid");
    const invalid = (change: object) => scene.code(two, "quarantine", { ...ordered(), ...change });
    expect(invalid({ reason: 0 })).toBe("quarantine-invalid");
    expect(invalid({ reason: COPIED_KEY })).toBe("quarantine-invalid");
    expect(invalid({ untilUnixS: scene.timeUnixS })).toBe("quarantine-invalid");
    expect(invalid({ untilUnixS: scene.timeUnixS + 366 * DAY_S + 1 })).toBe("quarantine-invalid");
    expect(invalid({ untilUnixS: scene.timeUnixS + 366 * DAY_S })).toBe("admitted");
    scene.act(two, "quarantine", ordered());
    expect(isKeptOut(scene.holding, scene.timeUnixS + 30 * DAY_S - 1)).toBe(true);
    expect(isKeptOut(scene.holding, scene.timeUnixS + 30 * DAY_S)).toBe(false);
  });

  it("follows by rule from a copied key, and does not shorten what administrators ordered", () => {
    const { timeUnixS } = scene;
    const copied = quarantinedForCopy(scene.holding, seed("link"), timeUnixS);
    expect(copied.quarantine).toMatchObject([{ reason: COPIED_KEY, untilUnixS: timeUnixS + 90 * DAY_S }]);
    scene.act(two, "quarantine", ordered());
    const longer = quarantinedForCopy(scene.holding, seed("link"), timeUnixS);
    expect(isKeptOut(longer, timeUnixS + 90 * DAY_S - 1)).toBe(true);
    scene.act(two, "quarantine", { reason: 3, untilUnixS: timeUnixS + 200 * DAY_S });
    expect(quarantinedForCopy(scene.holding, seed("link"), timeUnixS)).toBe(scene.holding);
  });
});

describe("the application", () => {
  it("puts known parameters in force from a time to come", () => {
    const fromUnixS = scene.timeUnixS + DAY_S;
    const refused = (fields: object) => scene.code(two, "setParameters", { version: 2, fromUnixS, ...fields });
    expect(refused({ version: 3 })).toBe("parameters-unknown");
    expect(refused({ version: 1 })).toBe("parameters-unknown");
    expect(refused({ fromUnixS: scene.timeUnixS })).toBe("parameters-unknown");
    scene.act(two, "setParameters", { version: 2, fromUnixS });
    expect([fromUnixS - 1, fromUnixS].map((time) => parametersAt(scene.globals, time))).toEqual([1, 2]);
  });

  it("announces its successor 30 days ahead, and closes", () => {
    const statement: SuccessionStatement = {
      old: context,
      lastInput: 0,
      root: new Uint8Array(32),
      next: other,
      publicKey: maker.publicKey,
      templateHash: seed("template"),
      number: 1,
      closesUnixS: scene.timeUnixS + 30 * DAY_S,
    };
    const fieldsOf = (change: Partial<SuccessionStatement>) => {
      const announcement = encodeSuccession({ ...statement, ...change });
      return { statement: native.sha256(announcement), announcement };
    };
    const refused = (change: Partial<SuccessionStatement>) => scene.code(two, "succeed", fieldsOf(change));
    expect(refused({ closesUnixS: statement.closesUnixS - 1 })).toBe("succession-invalid");
    expect(refused({ lastInput: 1 })).toBe("succession-invalid");
    expect(refused({ root: seed("root") })).toBe("succession-invalid");
    expect(refused({ old: other })).toBe("succession-invalid");
    expect(refused({ next: context })).toBe("succession-invalid");
    expect(refused({ publicKey: fromHex("02".repeat(33)).fill(255, 1) })).toBe("succession-invalid");
    expect(scene.code(two, "succeed", { ...fieldsOf({}), statement: seed("x") })).toBe("succession-invalid");
    scene.act(two, "succeed", fieldsOf({}));
    expect(refused({ next: { ...other, chainId: 1 } })).toBe("succession-invalid");
    scene.act(two, "succeed", fieldsOf({ number: 2 }));
    scene.timeUnixS = statement.closesUnixS;
    expect(isClosed(scene.globals, scene.timeUnixS - 1)).toBe(false);
    expect(isClosed(scene.globals, scene.timeUnixS)).toBe(true);
    expect(scene.code(anna, "publish", { isPublic: 1 })).toBe("application-closed");
  });
});
