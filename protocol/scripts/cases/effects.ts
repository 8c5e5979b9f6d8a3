/** Stories of operations: what each comes to, and the state after it (docs/protocol.md, "Effects"). More are refused than admitted. */
import { concat, toHex } from "../../src/bytes.ts";
import { noble as p } from "../../src/crypto/noble.ts";
import { derivePrivateKey } from "../../src/hpke.ts";
import { COMPANY_ROLES } from "../../src/operations/globals.ts";
import type { Operation, OperationKind } from "../../src/operations/operation.ts";
import { encodeSuccession, type SuccessionStatement } from "../../src/succession.ts";
import {
  administratorKeys,
  administratorsBy,
  type Change,
  DAY_S,
  inspector,
  keyHolder,
  maker,
  otherWorkshop,
  passkeyOf,
  predecessor,
  type Signer,
  walletOf,
  workshop,
} from "./operated.ts";
import { plates } from "./published-plates.ts";
import { Story } from "./told.ts";
import { passes } from "./withdrawn-passes.ts";
import { context, other, seed } from "./world.ts";

const [anna, ben, eve] = [walletOf("Anna"), walletOf("Ben"), walletOf("Eve")];
const two = administratorsBy();
const clara = passkeyOf("Clara");
const dora = keyHolder("Dora");
const eveMaker = keyHolder("Eve's company");
const stolen = derivePrivateKey(seed("another device"), p);

function claims(): Story {
  const story = new Story("a car is claimed");
  const { timeUnixS } = story;
  const refused = (comment: string, change: Change) => story.tell(comment, anna, "claim", {}, change);
  refused("answered by another device", { deviceKey: stolen });
  refused("answered for another application", { at: other });
  refused("for a device that nobody registered", { device: seed("device").slice(0, 8) });
  refused("in a tenure that there is not", { tenure: 1 });
  refused("with a counter that was used", { counter: 0 });
  refused("with a counter after the next", { counter: 2 });
  refused("after its end", { expiresUnixS: timeUnixS - 1 });
  refused("ending in more than 31 days", { expiresUnixS: timeUnixS + 31 * DAY_S + 1 });
  refused("with another head", { statement: { link: seed("another link") } });
  refused("in the open session", { statement: { nextSession: 1 } });
  refused("with a border that no envelope can follow", { statement: { sequence: 2 ** 32 - 1, link: seed("last") } });
  const answered = story.signed(anna, "claim");
  story.say("signed by another wallet", { ...answered, signature: ben.sign(answered.message, context, p) });
  story.say("signed for another application", { ...answered, signature: anna.sign(answered.message, other, p) });
  story.say("a byte less", { ...answered, message: answered.message.slice(0, -1) });
  const eves = story.signed(eve, "claim").message;
  const around = concat(eves.slice(0, -108), answered.message.slice(-108));
  story.say("around an answer for another claim", { message: around, signature: eve.sign(around, context, p) });
  story.tell("by administrators", two, "claim");
  story.tell("before an owner's operation can be", anna, "publish", { isPublic: 1 });
  const race = story.signed(ben, "claim");
  refused("boundary: ending in 31 days", { expiresUnixS: timeUnixS + 31 * DAY_S });
  story.say("the second of two who race", race);
  story.tell("when somebody owns the car", ben, "claim");
  return story;
}

function handOver(): Story {
  const story = new Story("a car is handed over", anna.account);
  story.tell("offered by a stranger", eve, "offer", { buyer: eve.account });
  story.tell("offered to its owner", anna, "offer", { buyer: anna.account });
  const answers = story.tell("offered", anna, "offer", { buyer: ben.account });
  story.tell("offered twice", anna, "offer", { buyer: eve.account });
  const untilUnixS = story.timeUnixS + DAY_S;
  const granted = { grantee: dora.publicKey, groups: 3, firstSequence: 1, lastSequence: 9, untilUnixS };
  story.tell("a grant that ends with the tenure", anna, "grant", granted);
  story.tell("accepted by another than the buyer", eve, "acceptOffer", {}, { answers });
  story.tell("accepted for another offer", ben, "acceptOffer", {}, { answers: seed("another offer") });
  story.tell("accepted with another device", ben, "acceptOffer", {}, { answers, deviceKey: stolen });
  story.tell("accepted with an answer that was used", ben, "acceptOffer", {}, { answers, statement: { counter: 0 } });
  story.tell("withdrawn by a stranger", eve, "withdrawOffer", {}, { answers });
  story.tell("withdrawn by the buyer", ben, "withdrawOffer", {}, { answers });
  story.tell("accepted after it was withdrawn", ben, "acceptOffer", {}, { answers });
  const again = story.tell("offered again", anna, "offer", { buyer: ben.account });
  story.drive(3, 1);
  const accepted = story.signed(ben, "acceptOffer", {}, { answers: again });
  story.say("accepted", accepted);
  story.say("accepted once more", accepted);
  story.tell("the seller", anna, "publish", { isPublic: 1 });
  const late = story.tell("offered by the buyer", ben, "offer", { buyer: eve.account });
  story.timeUnixS += DAY_S + 1;
  story.tell("accepted after its end", eve, "acceptOffer", {}, { answers: late });
  story.tell("offered when the last one has ended", ben, "offer", { buyer: anna.account });
  return story;
}

function passkeys(): Story {
  const story = new Story("a passkey owns a car");
  story.tell("claimed", clara, "claim");
  story.tell(
    "the same key at another relying party",
    passkeyOf("Clara", seed("party")),
    "publish",
    { isPublic: 1 },
    { counter: 1 },
  );
  story.tell("asked by a page of another origin", passkeyOf("Clara", undefined, "https://evil.example"), "publish", {
    isPublic: 1,
  });
  const answers = story.tell(
    "offered",
    clara,
    "offer",
    { buyer: dora.account },
    { expiresUnixS: story.timeUnixS + 2 * DAY_S },
  );
  story.timeUnixS += DAY_S - 1;
  story.tell("accepted within the day", dora, "acceptOffer", {}, { answers });
  story.timeUnixS += 1;
  story.tell("boundary: accepted after a day", dora, "acceptOffer", {}, { answers });
  story.tell("by a key: published", dora, "publish", { isPublic: 1 });
  story.tell("by a key: neither 0 nor 1", dora, "publish", { isPublic: 2 });
  return story;
}

function loss(): Story {
  const story = new Story("a key is lost", anna.account);
  const vouch = (comment: string, change: Change = {}, owner = ben.account, signer: Signer = maker) =>
    story.tell(comment, signer, "vouchForOwner", { owner }, change);
  vouch("by another company", {}, ben.account, keyHolder("another maker"));
  vouch("for the owner of now", {}, anna.account);
  vouch("answered by another device", { deviceKey: stolen });
  const begun = vouch("begun");
  vouch("begun twice");
  vouch("for another than the first", { answers: begun }, eve.account);
  story.timeUnixS += 30 * DAY_S - 1;
  vouch("a second too early", { answers: begun });
  story.tell("the owner is heard", anna, "publish", { isPublic: 1 });
  story.timeUnixS += 1;
  vouch("stopped", { answers: begun });
  story.timeUnixS += 90 * DAY_S;
  const again = vouch("begun again after 90 days");
  story.timeUnixS += 60 * DAY_S + 1;
  vouch("the second too late", { answers: again });
  story.timeUnixS += 90 * DAY_S;
  const third = vouch("begun a third time");
  story.drive(1);
  story.timeUnixS += 30 * DAY_S;
  vouch("boundary: ended after 30 days", { answers: third });
  vouch("in the pause", {}, eve.account);
  return story;
}

function companies(): Story {
  const story = new Story("companies are registered, rotated and revoked", anna.account);
  const act = (
    comment: string,
    kind: OperationKind,
    fields: Operation["fields"],
    change: Change = {},
    by: Signer = two,
  ) => story.tell(comment, by, kind, fields, change);
  const shop = { role: COMPANY_ROLES.workshop, publicKey: workshop.publicKey };
  act("by one administrator", "registerActor", shop, {}, administratorsBy([0]));
  act("by one twice", "registerActor", shop, {}, administratorsBy([1, 1]));
  act("by two in the wrong order", "registerActor", shop, {}, administratorsBy([2, 0]));
  act("by two of another set", "registerActor", shop, {}, administratorsBy([0, 1], 2));
  act("by a wallet", "registerActor", shop, {}, anna);
  act("about a device", "registerActor", shop, { device: story.deviceId });
  act("in a tenure", "registerActor", shop, { tenure: 1 });
  act("in no role", "registerActor", { ...shop, role: 6 });
  act("a key that is none", "registerActor", { ...shop, publicKey: new Uint8Array(33) });
  act("a workshop", "registerActor", shop, {}, administratorsBy([0, 2]));
  act("its key again, as an inspector", "registerActor", { ...shop, role: 3 });
  act("an inspector", "registerActor", { role: 3, publicKey: inspector.publicKey });
  act("with a counter that was used", "registerActor", { role: 4, publicKey: dora.publicKey }, { counter: 2 });
  const named = { role: 2, actorId: workshop.id };
  act("another key for nobody", "rotateActor", { ...named, role: 1, publicKey: otherWorkshop.publicKey });
  story.timeUnixS += DAY_S;
  act("another key", "rotateActor", { ...named, publicKey: otherWorkshop.publicKey });
  act("the old key once more", "rotateActor", { ...named, publicKey: workshop.publicKey });
  story.tell("an entry under the old key", workshop, "enterJournal", { entry: 1, sealed: seed("sealed") });
  story.tell(
    "an entry under the new key",
    otherWorkshop,
    "enterJournal",
    { entry: 1, sealed: seed("sealed") },
    { counter: 1 },
  );
  act("places for a workshop", "allotPlaces", { actorId: workshop.id, places: 9 });
  act("places for nobody", "allotPlaces", { actorId: dora.id, places: 9 });
  act("places by one administrator", "allotPlaces", { actorId: maker.id, places: 9 }, {}, administratorsBy([0]));
  act("fewer places for a maker", "allotPlaces", { actorId: maker.id, places: 9 });
  act("another maker, with the first number of places", "registerActor", { role: 1, publicKey: eveMaker.publicKey });
  act("none for it", "allotPlaces", { actorId: eveMaker.id, places: 0 });
  act("revoked without a reason", "revokeActor", { ...named, reason: 0 });
  act("revoked", "revokeActor", { ...named, reason: 2 });
  act("revoked twice", "revokeActor", { ...named, reason: 2 });
  story.tell(
    "an entry after that",
    otherWorkshop,
    "enterJournal",
    { entry: 1, sealed: seed("sealed") },
    { counter: 2 },
  );
  const back = { ...named, publicKey: dora.publicKey };
  act("back under a key that it had", "rotateActor", { ...named, publicKey: otherWorkshop.publicKey });
  act("back by one administrator", "rotateActor", back, {}, administratorsBy([0]));
  act("back as itself", "rotateActor", back);
  story.tell("its next entry", dora, "enterJournal", { entry: 1, sealed: seed("sealed") }, { counter: 2 });
  story.tell(
    "an entry under the key that was revoked",
    otherWorkshop,
    "enterJournal",
    { entry: 1, sealed: seed("sealed") },
    { counter: 3 },
  );
  const [first, second] = administratorKeys as [Uint8Array, Uint8Array];
  act("a set of which one signs", "setAdministrators", { threshold: 1, publicKeys: concat(first, second) });
  act("a set with one key twice", "setAdministrators", { threshold: 2, publicKeys: concat(first, first) });
  act("a set with a byte more", "setAdministrators", {
    threshold: 2,
    publicKeys: concat(first, second, Uint8Array.of(2)),
  });
  act("another set", "setAdministrators", { threshold: 2, publicKeys: concat(second, first) });
  act("by the set before", "registerActor", { role: 4, publicKey: dora.publicKey });
  story.tell("a device revoked by a wallet", anna, "revokeDevice", { reason: 1 });
  story.tell("a device revoked by a company that is no maker", inspector, "revokeDevice", { reason: 1 });
  story.tell("a device revoked without a reason", maker, "revokeDevice", { reason: 0 });
  story.tell("a firmware", maker, "attestFirmware", { firmware: seed("firmware") });
  story.tell("a device revoked", maker, "revokeDevice", { reason: 1 });
  story.tell("a device revoked twice", maker, "revokeDevice", { reason: 1 });
  return story;
}

function journal(): Story {
  const story = new Story("several companies write on one record", anna.account);
  story.tell("a workshop", two, "registerActor", { role: 2, publicKey: workshop.publicKey });
  story.tell("another", two, "registerActor", { role: 2, publicKey: otherWorkshop.publicKey });
  story.tell("an inspector", two, "registerActor", { role: 3, publicKey: inspector.publicKey });
  const enter = (comment: string, by: Signer, entry: number, change: Change = {}) =>
    story.tell(comment, by, "enterJournal", { entry, sealed: seed(comment) }, change);
  const service = enter("a service", workshop, 1);
  enter("a service by an inspector", inspector, 1);
  enter("an entry of no kind", workshop, 9);
  enter("an entry by the owner", anna, 1);
  enter("an entry by nobody", keyHolder("nobody"), 1);
  enter("with a counter that was used", workshop, 1, { counter: 1 });
  const withdraw = (comment: string, by: Signer, answers: Uint8Array, reason = 1) =>
    story.tell(comment, by, "withdrawEntry", { reason }, { answers });
  withdraw("another's entry withdrawn", otherWorkshop, service);
  withdraw("withdrawn without a reason", workshop, service, 0);
  story.tell("disputed", anna, "dispute", { reason: 4 }, { answers: service });
  story.tell("disputed twice", anna, "dispute", { reason: 4 }, { answers: service });
  withdraw("withdrawn", workshop, service);
  withdraw("withdrawn twice", workshop, service);
  const cluster = enter("a cluster, which waits", workshop, 5);
  enter("a second correction of one workshop", workshop, 6);
  story.tell("accepted by a stranger", eve, "acceptCorrection", {}, { answers: cluster });
  story.tell("another accepted", anna, "acceptCorrection", {}, { answers: seed("entry") });
  story.tell("accepted", anna, "acceptCorrection", {}, { answers: cluster });
  story.tell("accepted twice", anna, "acceptCorrection", {}, { answers: cluster });
  enter("a dial reading, which counts", inspector, 4);
  story.tell("a policy", anna, "setPolicy", { cosigned: 0b1100 });
  const inspected = enter("an inspection, which waits", inspector, 3);
  withdraw("one that waits, withdrawn", inspector, inspected);
  const dial = enter("a dial reading, which counts whatever the policy says", inspector, 4);
  story.tell("a dial reading accepted, though it never waited", anna, "acceptCorrection", {}, { answers: dial });
  withdraw("a dial reading, withdrawn", inspector, dial);
  const late = enter("a unit, which waits", otherWorkshop, 6);
  story.timeUnixS += DAY_S + 1;
  story.tell("accepted after its end", anna, "acceptCorrection", {}, { answers: late });
  return story;
}

function quarantines(): Story {
  const story = new Story("a car is in quarantine", anna.account);
  const order = (comment: string, change: object = {}, by: Signer = two) =>
    story.tell(comment, by, "quarantine", { reason: 3, untilUnixS: story.timeUnixS + 30 * DAY_S, ...change });
  order("by one administrator", {}, administratorsBy([1]));
  order("by the maker", {}, maker);
  order("without a reason", { reason: 0 });
  order("with a reason of the rules", { reason: 128 });
  order("with an end that is over", { untilUnixS: story.timeUnixS });
  order("for more than 366 days", { untilUnixS: story.timeUnixS + 366 * DAY_S + 1 });
  const answers = order("boundary: for 366 days", { untilUnixS: story.timeUnixS + 366 * DAY_S });
  story.tell("appealed by a stranger", eve, "dispute", { reason: 1 }, { answers });
  story.tell("appealed without a reason", anna, "dispute", { reason: 0 }, { answers });
  story.tell("appealed", anna, "dispute", { reason: 1 }, { answers });
  const release = (comment: string, by: Signer, named = answers) =>
    story.tell(comment, by, "releaseQuarantine", {}, { answers: named });
  release("another one released", two, seed("quarantine"));
  release("released by the owner", anna);
  release("released by one administrator", administratorsBy([0]));
  release("released", administratorsBy([1, 2]));
  release("released twice", two);
  return story;
}

function grants(): Story {
  const story = new Story("an owner grants", anna.account);
  const untilUnixS = story.timeUnixS + DAY_S;
  const good = { grantee: dora.publicKey, groups: 7, firstSequence: 1, lastSequence: 9, untilUnixS };
  const grant = (comment: string, change: object = {}, by: Signer = anna) =>
    story.tell(comment, by, "grant", { ...good, ...change });
  grant("by a stranger", {}, eve);
  grant("no group", { groups: 0 });
  grant("a group that there is not", { groups: 8 });
  grant("from number 0", { firstSequence: 0 });
  grant("backwards", { lastSequence: 0 });
  grant("until now", { untilUnixS: story.timeUnixS });
  grant("to no point", { grantee: new Uint8Array(33) });
  const first = grant("one");
  for (const each of [2, 3, 4, 5, 6, 7, 8]) grant(`number ${each}`, { lastSequence: each });
  grant("a ninth");
  story.tell("another revoked", anna, "revokeGrant", {}, { answers: seed("grant") });
  story.tell("revoked", anna, "revokeGrant", {}, { answers: first });
  story.tell("revoked twice", anna, "revokeGrant", {}, { answers: first });
  story.timeUnixS += DAY_S;
  grant("when all have ended", { untilUnixS: story.timeUnixS + 1 });
  return story;
}

function applications(): Story {
  const story = new Story("the application goes on, and ends", anna.account);
  const fromUnixS = story.timeUnixS + DAY_S;
  const set = (comment: string, change: object = {}) =>
    story.tell(comment, two, "setParameters", { version: 2, fromUnixS, ...change });
  set("parameters that the judge does not know", { version: 3 });
  set("parameters that are in force", { version: 1 });
  set("parameters from now on", { fromUnixS: story.timeUnixS });
  set("parameters");
  set("the same again", { fromUnixS: fromUnixS + 1 });
  let statement: SuccessionStatement = {
    old: context,
    lastInput: 0,
    root: new Uint8Array(32),
    next: other,
    publicKey: maker.publicKey,
    templateHash: seed("template"),
    number: 1,
    closesUnixS: story.timeUnixS + 30 * DAY_S,
  };
  const succeed = (comment: string, change: Partial<SuccessionStatement> = {}, hash?: Uint8Array) => {
    const announcement = encodeSuccession({ ...statement, ...change });
    return story.tell(comment, two, "succeed", { statement: hash ?? p.sha256(announcement), announcement });
  };
  const inherit = (comment: string, change: Partial<SuccessionStatement> = {}, bytes?: Uint8Array) => {
    const closed = { closesUnixS: story.timeUnixS, root: seed("root"), lastInput: 9, number: 4 };
    const final = { ...statement, old: predecessor, next: context, ...closed, ...change };
    return story.tell(comment, two, "inherit", { statement: bytes ?? encodeSuccession(final) });
  };
  inherit("going on from another application than the genesis names", { old: other });
  inherit("for another application", { next: other });
  inherit("from an announcement", { root: new Uint8Array(32) });
  inherit("before the old one has closed", { closesUnixS: story.timeUnixS + 1 });
  inherit("from a statement with a byte less", {}, new Uint8Array(172));
  inherit("going on");
  inherit("going on twice", { number: 5 });
  succeed("with the number of the succession that made it", { number: 4 });
  statement = { ...statement, number: 5 };
  succeed("a second too late", { closesUnixS: statement.closesUnixS - 1 });
  succeed("with a last input", { lastInput: 1 });
  succeed("with a root", { root: seed("root") });
  succeed("of another application", { old: other });
  succeed("by itself", { next: context });
  succeed("with a key that is none", { publicKey: new Uint8Array(33).fill(255).fill(2, 0, 1) });
  succeed("past 32 bits", { closesUnixS: 2 ** 32 });
  succeed("with the hash of another statement", {}, seed("statement"));
  story.tell("with a byte less", two, "succeed", {
    statement: p.sha256(new Uint8Array(172)),
    announcement: new Uint8Array(172),
  });
  succeed("announced");
  succeed("announced again with its number", { templateHash: seed("another") });
  story.timeUnixS = statement.closesUnixS - 1;
  story.tell("boundary: a second before the end", anna, "publish", { isPublic: 1 });
  story.timeUnixS += 1;
  story.tell("after the end", anna, "publish", { isPublic: 0 });
  return story;
}

const TOLD = [claims, handOver, passkeys, loss, companies, journal, passes, plates, quarantines, grants, applications];
const STORIES = TOLD.map((make) => make());

export const effectVectors = {
  "v2-effects": {
    origins: ["https://witness.example"],
    predecessor: { chainId: predecessor.chainId, application: toHex(predecessor.application) },
    parameterVersions: [1, 2],
    stories: STORIES.map(({ comment, steps, record }) => ({
      comment,
      devicePublicKey: toHex(record.chain.publicKey),
      steps,
    })),
  },
};
