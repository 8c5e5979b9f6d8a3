/** The warm-up: what it runs, that it is the same each time, and that it leaves nothing in the state that serves. */
import { readFileSync } from "node:fs";
import { fromHex } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import { noble } from "@witness/protocol/crypto/noble";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import { decodeAnswer } from "@witness/protocol/wire/answer";
import { decodeAdvanceReport } from "@witness/protocol/wire/report";
import { expect, it } from "vitest";
import { readRecording } from "../scripts/record.ts";
import { MESSAGES, makeMessages } from "../scripts/warm-up.ts";
import { warmUp } from "../src/rollup/warm-up.ts";
import { newState, stateRoot } from "../src/state/state.ts";

/** The native provider; counts its calls by name. */
function counting(): { readonly provider: CryptoProvider; readonly calls: Map<string, number> } {
  const calls = new Map<string, number>();
  const provider = new Proxy(native, {
    get: (target, name, receiver) => {
      const found: unknown = Reflect.get(target, name, receiver);
      if (typeof found === "function") calls.set(String(name), (calls.get(String(name)) ?? 0) + 1);
      return found;
    },
  });
  return { provider, calls };
}

it("runs a registration, a session opening, a run, and two signed queries", async () => {
  const { provider, calls } = counting();
  const [report, notice, car, cars] = await warmUp(provider);
  const { registrationCodes, envelopeCodes } = decodeAdvanceReport(report!.payload);
  expect({ registrationCodes, envelopeCodes }).toEqual({
    registrationCodes: ["admitted"],
    envelopeCodes: ["admitted", "admitted"],
  });
  expect(notice!.path).toBe("/notice");
  for (const answer of [car, cars]) expect(decodeAnswer(answer!.payload).kind).toBe("sealed");
  // The maker's, the device's in the registration, the run's and the browser key's signatures.
  expect(calls.get("p256Verify")).toBe(4);
  // The vehicle and two groups of each of two envelopes are opened, two answers are sealed.
  expect(calls.get("aesGcmOpen")).toBe(1);
  expect(calls.get("aes256Ctr")).toBe(4);
  expect(calls.get("aesGcmSeal")).toBe(2);
  // Chance would make two machines of one source differ.
  expect(calls.get("p256Sign")).toBeUndefined();
});

it("emits the same bytes each time, with either provider", async () => {
  const first = await warmUp(native);
  expect(await warmUp(native)).toEqual(first);
  expect(await warmUp(noble)).toEqual(first);
});

it("leaves the state that serves as its genesis makes it", async () => {
  const { manifest, setting } = readRecording();
  const { makers } = setting.genesis as { readonly makers: readonly { readonly publicKey: string }[] };
  const genesis = {
    provider: native,
    makers: makers.map(({ publicKey }) => fromHex(publicKey)),
    applicationPrivateKey: fromHex(manifest.demoOnlyApplicationKey),
  };
  const before = newState(genesis);
  await warmUp(native);
  const after = newState(genesis);
  expect(after).toEqual(before);
  expect(stateRoot(after)).toEqual(stateRoot(before));
});

it("has the messages that its script makes", () => {
  // When bytes change on purpose: node dapp/scripts/warm-up.ts
  expect(readFileSync(MESSAGES, "utf8")).toBe(makeMessages());
});
