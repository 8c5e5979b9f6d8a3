/** The thin path through the package: register, open a session, seal, sign, batch, authenticate, open. */

import { describe, expect, it } from "vitest";
import { admitRun } from "./admission.ts";
import { assemble, beginSession, genesisState, identify } from "./assembly.ts";
import { packPayload, unpackPayload } from "./batch.ts";
import { CAR } from "./columns/profile.ts";
import { GROUP_NAMES } from "./columns/quantity.ts";
import type { Context } from "./context.ts";
import { native } from "./crypto/native.ts";
import { noble } from "./crypto/noble.ts";
import { newHashChain } from "./hash-chain.ts";
import { keyIdentity } from "./identity.ts";
import { decodeReadings, encodeReadings, NO_GROUPS, type Reading } from "./reading.ts";
import { openSealed } from "./seal.ts";
import { acceptSession, leafKey } from "./session.ts";

const context: Context = { chainId: 31_337, application: new Uint8Array(20).fill(0xab) };
const deviceKey = new Uint8Array(32).fill(1);
const applicationKey = new Uint8Array(32).fill(2);

describe.each([native, noble])("the thin path on $name", (provider) => {
  it("default: fifty readings travel in at most 180 bytes and come out as they went in", () => {
    const applicationPublicKey = provider.p256PublicKey(applicationKey);
    const keyId = keyIdentity(applicationPublicKey, provider);
    const device = identify(deviceKey, { context, publicKey: applicationPublicKey, keyId }, provider);
    const { deviceId, publicKey } = device;
    const readings = Array.from({ length: 50 }, (_, i): Reading => {
      const reading = {
        timeUnixS: 1_800_000_000 + 60 * i,
        odometerHm: 123_456 + 15 * i,
        fuelUsedCl: 900_000 + 9 * i,
      };
      return i === 3 ? { ...reading, troubleCodes: [{ code: 0x0301, cleared: false }] } : reading;
    });
    let chain = newHashChain(context, deviceId, publicKey, provider);
    const genesisLink = chain.link;
    const begun = beginSession(device, genesisState(device, provider), new Uint8Array(32).fill(3), provider);
    const opened = assemble(device, begun, NO_GROUPS, provider);
    const sent = assemble(device, opened.state, encodeReadings(CAR, readings), provider);
    expect(sent.envelope.body.length + sent.envelope.signature.length).toBeLessThanOrEqual(180);

    const run = { bodies: [opened.envelope.body, sent.envelope.body], signature: sent.envelope.signature };
    const batch = unpackPayload(packPayload({ registrations: [], runs: [run] }));
    const received = batch.runs[0] ?? run;
    const decision = admitRun({ context, provider, keyId }, chain, received);
    expect(decision.decisions.map(({ code }) => code)).toEqual(["admitted", "admitted"]);
    chain = decision.chain;
    expect(chain.link).toEqual(sent.link);

    const opening = decision.decisions[0]?.body?.opening ?? expect.fail();
    const name = { devicePublicKey: publicKey, session: 1, firstSequence: 1, previousLink: genesisLink };
    const sessionKey = acceptSession(context, name, opening, applicationKey, provider);
    const body = decision.decisions[1]?.body ?? expect.fail();
    const [distance, condition, bus] = GROUP_NAMES.map((group) => {
      if (body[group].length === 0) return body[group];
      const { leaf } = leafKey(context, { firstSequence: 1, sessionKey }, group, 1, provider);
      return openSealed(context, body, group, leaf, { keyId, profile: CAR }, provider);
    });
    if (!distance || !condition) expect.fail();
    expect(decodeReadings(CAR, { distance, condition })).toEqual({ readings, judged: 50, broken: [] });
    expect(bus).toHaveLength(0);

    const again = admitRun({ context, provider, keyId }, chain, received);
    expect(again.decisions.map(({ code }) => code)).toEqual(["sequence-replayed", "sequence-replayed"]);
    expect(again.chain).toBe(chain);
  });
});
