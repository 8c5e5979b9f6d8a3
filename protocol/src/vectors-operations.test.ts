/** The published vectors of operations' effects, pairing, tenures and succession (docs/protocol.md), replayed with both providers. */
import { describe, expect, it } from "vitest";
import { administratorKeys, maker } from "../scripts/cases/operated.ts";
import keys from "../vectors/keys.json" with { type: "json" };
import effects from "../vectors/v2-effects.json" with { type: "json" };
import pairing from "../vectors/v2-pairing.json" with { type: "json" };
import succession from "../vectors/v2-succession.json" with { type: "json" };
import tenures from "../vectors/v2-tenures.json" with { type: "json" };
import { equal, fromHex, toHex } from "./bytes.ts";
import { type Context, preamble } from "./context.ts";
import { native } from "./crypto/native.ts";
import { noble } from "./crypto/noble.ts";
import { keyIdentity } from "./identity.ts";
import { takeOperation } from "./operations/effect.ts";
import { type Globals, globalValues, newGlobals } from "./operations/globals.ts";
import { decodeHolding, encodeHolding } from "./operations/holding.ts";
import type { OperatedRecord } from "./operations/rule.ts";
import { verifyPairing } from "./pairing.ts";
import { decodeSuccession, followSuccession, successionLink, verifySuccession } from "./succession.ts";
import { disclosedRange, ticketedSessions } from "./tenure.ts";

const context: Context = { chainId: keys.chainId, application: fromHex(keys.application) };

function codeOf(read: () => unknown): string {
  try {
    read();
    return "admitted";
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe.each([native, noble])("vectors of operations on $name", (provider) => {
  it.each(effects.stories)("$comment", ({ devicePublicKey, steps }) => {
    const publicKey = fromHex(devicePublicKey);
    const deviceId = keyIdentity(publicKey, provider);
    const administrators = { threshold: 2, publicKeys: administratorKeys };
    let globals: Globals = newGlobals({ makers: [maker.publicKey], administrators }, provider);
    let record: OperatedRecord | undefined;
    let timeUnixS = 0;
    const said = () =>
      Object.fromEntries(Object.entries(globalValues(globals)).map(([name, value]) => [name, toHex(value)]));
    for (const step of steps) {
      if (step.before) {
        const { chain, holding, globals: stated } = step.before;
        timeUnixS = step.before.timeUnixS;
        const bytes = { link: fromHex(chain.link), recent: fromHex(chain.recent) };
        record = { holding: decodeHolding(fromHex(holding)), chain: { ...chain, ...bytes, deviceId, publicKey } };
        expect(said()).toEqual(stated);
      }
      const { origins, parameterVersions } = effects;
      const { chainId, application } = effects.predecessor;
      const predecessor = { chainId, application: fromHex(application) };
      const moment = { context, provider, timeUnixS, origins, parameterVersions, predecessor };
      const recordOf = (device: Uint8Array) => (equal(device, deviceId) ? record : undefined);
      const signed = { message: fromHex(step.message), signature: fromHex(step.signature) };
      const outcome = takeOperation({ globals, recordOf }, moment, signed);
      expect([step.comment, outcome.code]).toEqual([step.comment, step.code]);
      if (outcome.code !== "admitted" || !record) continue;
      globals = outcome.globals ?? globals;
      record = { ...record, holding: outcome.holding ?? record.holding };
      expect(said()).toEqual(step.globals);
      expect(toHex(encodeHolding(record.holding))).toBe(step.holding);
    }
  });

  it.each(pairing.vectors)("pairing: $comment", ({ message, valid, border }) => {
    const { devicePublicKey, recent, tenureFirstSequence, tenureFirstSession, pairingCounter, ...chain } =
      pairing.record;
    const publicKey = fromHex(devicePublicKey);
    const bytes = { recent: fromHex(recent), link: fromHex(recent).slice(-32), publicKey };
    const paired = { ...chain, ...bytes, deviceId: keyIdentity(publicKey, provider) };
    const record = { chain: paired, tenureFirstSequence, tenureFirstSession, pairingCounter };
    const answer = verifyPairing(context, fromHex(message), record, provider);
    expect([answer !== undefined, answer?.sequence]).toEqual([valid, border]);
  });

  it.each(tenures.tickets)("ticket: $comment", ({ devicePublicKey, owner, first, last, ticket, valid }) => {
    const tenure = { devicePublicKey: fromHex(devicePublicKey), owner: fromHex(owner), first, last };
    const label = preamble("tenure", context);
    const sessions = ticketedSessions(fromHex(tenures.ticketKey), label, tenure, fromHex(ticket), provider);
    expect(sessions !== undefined).toBe(valid);
  });

  it.each(tenures.ranges)("a range of what may be disclosed", ({ disclosed, grant, ...bounds }) => {
    expect(disclosedRange({ ...bounds, grant: grant ?? undefined })).toEqual(disclosed ?? undefined);
  });

  it.each(succession.vectors)("succession: $comment", (vector) => {
    const signed = {
      statement: fromHex(vector.statement),
      operation: fromHex(vector.operation),
      administrators: vector.signatures.map(({ index, signature }) => ({ index, signature: fromHex(signature) })),
      maker: fromHex(vector.maker),
    };
    const administrators = { number: 1, threshold: 2, publicKeys: succession.administrators.map(fromHex) };
    const signers = { administrators, makerPublicKey: fromHex(succession.makerPublicKey) };
    expect(verifySuccession(context, signed, signers, provider) !== undefined).toBe(vector.valid);
    const held = { context, publicKey: fromHex(succession.makerPublicKey), number: vector.held };
    expect(followSuccession(held, signed, signers, provider) !== undefined).toBe(vector.followed);
  });

  it.each(succession.statements)("statement: $comment", ({ bytes, code }) => {
    expect(codeOf(() => decodeSuccession(fromHex(bytes)))).toBe(code);
  });

  it("the first link in the new application", () => {
    const { head, sequence, next, link } = succession.link;
    const to = { chainId: next.chainId, application: fromHex(next.application) };
    expect(toHex(successionLink(context, to, { sequence, link: fromHex(head) }, provider))).toBe(link);
  });
});
