/** The maker's provisioning file: what it must say, and that nothing of it is guessed. */
import { toHex } from "@witness/protocol/bytes";
import { expect, it } from "vitest";
import { parseProvisioning } from "../src/index.ts";
import { application, relayPublicKey } from "./setting.ts";

const file = {
  chainId: application.context.chainId,
  application: toHex(application.context.application),
  applicationPublicKey: toHex(application.publicKey),
  relayPublicKey: toHex(relayPublicKey),
  relayUrl: "http://127.0.0.1:8080",
  profile: "1.1",
};

it("default: names application, relay, and what the device sends", () => {
  const { profile, relay, ...rest } = parseProvisioning(JSON.stringify(file));
  expect(rest.application).toEqual(application);
  expect(relay).toEqual({ url: file.relayUrl, publicKey: relayPublicKey });
  expect(profile).toMatchObject({ number: 1, version: 1, name: "car" });
  expect(parseProvisioning(JSON.stringify({ ...file, profile: "5.1" })).profile.name).toBe("thermometer");
});

it("names who must sign that another application follows, when the maker says so", () => {
  const publicKeys = [toHex(relayPublicKey), toHex(application.publicKey)];
  const administrators = { set: 2, threshold: 2, publicKeys };
  const said = { ...file, makerPublicKey: toHex(relayPublicKey), administrators };
  expect(parseProvisioning(JSON.stringify(said)).succession).toEqual({
    administrators: { number: 2, threshold: 2, publicKeys: [relayPublicKey, application.publicKey] },
    makerPublicKey: relayPublicKey,
  });
  expect(parseProvisioning(JSON.stringify(file)).succession).toBeUndefined();
});

it.each([
  [
    "a threshold above the keys",
    { administrators: { set: 1, threshold: 1, publicKeys: [] } },
    /administrators must have/,
  ],
  ["administrators without a maker", { administrators: { set: 1, threshold: 0 } }, /administrators must have/],
  ["no profile", { profile: undefined }, /profile must be .* not undefined/],
  ["a profile that there is not", { profile: "9.1" }, /profile must be/],
  ["a version that there is not", { profile: "1.2" }, /profile must be/],
  ["a profile as a number", { profile: 1.1 }, /profile must be/],
  ["a short key", { relayPublicKey: "02" }, /relayPublicKey must be 33 bytes/],
  ["no address", { relayUrl: "127.0.0.1" }, /relayUrl must be an address/],
  ["chain 0", { chainId: 0 }, /chainId must be/],
] as const)("refuses %s", (_, change, sentence) => {
  const read = () => parseProvisioning(JSON.stringify({ ...file, ...change }));
  expect(read).toThrow(expect.objectContaining({ code: "provisioning-malformed" }));
  expect(read).toThrow(sentence);
});
