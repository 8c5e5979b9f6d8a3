/** Owners that are no wallets: what a P-256 key and a passkey may ask, by themselves and through a key of the browser. */
import { u32 } from "@witness/protocol/bytes";
import { preamble } from "@witness/protocol/context";
import { deviceIdOf } from "@witness/protocol/identity";
import { decodeAnswer } from "@witness/protocol/wire/answer";
import { encodeCarQuery, encodeQuery, type SignedQuery } from "@witness/protocol/wire/query";
import { beforeEach, describe, expect, it } from "vitest";
import { keyHolder, passkeyOf, signedOperation } from "../../protocol/scripts/cases/operated.ts";
import { inspect } from "../src/inspect/inspect.ts";
import { newState, type State } from "../src/state/state.ts";
import {
  applicationPrivateKey,
  context,
  drive,
  feed,
  inputOf,
  keyOf,
  makerKey,
  NOW,
  p,
  run,
  TestDevice,
} from "./world.ts";

const replyKey = p.p256PublicKey(keyOf("reply"));
let state: State;
let device: TestDevice;

describe.each([
  ["key", keyHolder("Clara")],
  ["passkey", passkeyOf("Clara")],
] as const)("an owner that is a %s", (_, clara) => {
  const query = (deviceId = device.id) => encodeCarQuery({ deviceId, replyKey });
  const label = preamble("query", context);
  function ask(change: Partial<SignedQuery> = {}) {
    const bytes = query();
    const signature = clara.signOver([label, bytes], p);
    const asked: SignedQuery = { kind: "car", query: bytes, asker: clara.actor, signature, ...change };
    const answer = decodeAnswer(inspect(state, encodeQuery({ kind: "signed", signed: asked })));
    return answer.kind === "none" ? answer.code : answer.kind;
  }

  beforeEach(() => {
    const provider = p;
    const makers = [p.p256PublicKey(makerKey)];
    state = newState({ provider, makers, origins: ["https://witness.example"], applicationPrivateKey });
    device = new TestDevice("device");
    feed(
      state,
      inputOf({ registrations: [device.registration(new Uint8Array())], runs: [run(device.send(drive(5)))] }),
    );
    expect(ask()).toBe("car-unknown");
    const record = state.devices.get(deviceIdOf(device.id));
    if (!record) throw new Error("The device is not registered.");
    const { holding, chain } = record;
    const sight = {
      at: context,
      globals: state.globals,
      holding,
      chain,
      timeUnixS: NOW,
      deviceKey: device.key,
      provider,
    };
    feed(state, inputOf({ operations: [signedOperation(sight, clara, "claim")] }, 1));
  });

  it("asks about the car with the same key, and nobody else does", () => {
    expect(ask()).toBe("sealed");
    const stranger = keyHolder("Eve");
    const strangers = stranger.signOver([label, query()], p);
    expect(ask({ asker: stranger.actor, signature: strangers })).toBe("car-unknown");
    expect(ask({ signature: strangers })).toBe("query-unauthorised");
    const otherForm = clara.actor.form === "key" ? "passkey" : "key";
    expect(["query-unauthorised", "query-malformed"]).toContain(ask({ asker: { ...clara.actor, form: otherForm } }));
    const elsewhere = preamble("query", { ...context, chainId: 1 });
    expect(ask({ signature: clara.signOver([elsewhere, query()], p) })).toBe("query-unauthorised");
  });

  it("lets a key of the browser ask for a time", () => {
    const browser = keyOf("browser");
    const browserKey = p.p256PublicKey(browser);
    const permitted = (validUntilUnixS: number, by = clara) => {
      const parts = [preamble("permission", context), browserKey, u32(validUntilUnixS)];
      const authorisation = { browserKey, validUntilUnixS, signature: by.signOver(parts, p) };
      return ask({ authorisation, signature: p.p256Sign(browser, label, query()) });
    };
    expect(permitted(NOW + 60)).toBe("sealed");
    expect(permitted(NOW - 60)).toBe("authorisation-expired");
    expect(permitted(NOW + 60, passkeyOf("Eve"))).toBe(
      clara.actor.form === "key" ? "query-malformed" : "query-unauthorised",
    );
  });
});
