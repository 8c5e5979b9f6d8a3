/** Owners that are no wallets: what a P-256 key and a passkey may ask, by themselves and through a key of the browser. */
import { u32 } from "@witness/protocol/bytes";
import { preamble } from "@witness/protocol/context";
import { decodeAnswer } from "@witness/protocol/wire/answer";
import { encodeCarQuery, encodeQuery, type SignedQuery } from "@witness/protocol/wire/query";
import { beforeEach, describe, expect, it } from "vitest";
import { keyHolder, passkeyOf } from "../../protocol/scripts/cases/operated.ts";
import { inspect } from "../src/inspect/inspect.ts";
import type { State } from "../src/state/state.ts";
import { act } from "./operating.ts";
import { context, drive, feed, inputOf, keyOf, NOW, p, run, TestDevice, world } from "./world.ts";

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
    state = world({ origins: ["https://witness.example"] });
    device = new TestDevice("device");
    feed(
      state,
      inputOf({ registrations: [device.registration(new Uint8Array())], runs: [run(device.send(drive(5)))] }),
    );
    expect(ask()).toBe("car-unknown");
    act(state, device, clara, "claim");
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
