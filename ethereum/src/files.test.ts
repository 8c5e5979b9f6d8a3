/** The genesis and the deployment file: what is taken, what is refused, and what is never repeated. */
import { fromHex, toHex } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import { keyIdentity } from "@witness/protocol/identity";
import { describe, expect, it } from "vitest";
import { parseDeployment, readDeployment } from "./deployment.ts";
import { parseGenesis, readGenesis, requireApplicationKey } from "./genesis.ts";

const APPLICATION = native.p256PublicKey(fromHex("11".repeat(32)));
const MAKER = native.p256PublicKey(fromHex("22".repeat(32)));
const GENESIS = {
  makers: [{ name: "Demo Motors", publicKey: toHex(MAKER) }, { publicKey: toHex(MAKER) }],
  applicationPublicKey: toHex(APPLICATION),
};

describe("genesis", () => {
  it.each([0, 1.5, -1, 2 ** 32 - 1, "7", null])("refuses %j for a number of devices", (maximumDevices) => {
    const text = JSON.stringify({ ...GENESIS, maximumDevices });
    const ofMakers = JSON.stringify({ ...GENESIS, placesPerMaker: maximumDevices });
    expect(() => parseGenesis(ofMakers)).toThrow(expect.objectContaining({ code: "genesis-invalid" }));
    expect(() => parseGenesis(text)).toThrow(expect.objectContaining({ code: "genesis-invalid" }));
  });

  it("takes as many devices as it says", () => {
    const few = { ...GENESIS, maximumDevices: 7 };
    expect(parseGenesis(JSON.stringify(few))).toMatchObject({ maximumDevices: 7, placesPerMaker: 4 });
    expect(parseGenesis(JSON.stringify({ ...few, placesPerMaker: 7 }))).toMatchObject({ placesPerMaker: 7 });
  });

  it("default", () => {
    expect(parseGenesis(JSON.stringify(GENESIS))).toEqual({
      makers: [
        { name: "Demo Motors", publicKey: MAKER },
        { name: "unnamed", publicKey: MAKER },
      ],
      maximumDevices: 500_000,
      // An equal share for each of two makers, as nobody can register a third.
      placesPerMaker: 250_000,
      applicationPublicKey: APPLICATION,
      keyId: keyIdentity(APPLICATION, native),
    });
  });

  it("may name administrators and the origins of pages", () => {
    const publicKeys = [APPLICATION, MAKER];
    const administrators = { threshold: 2, publicKeys: publicKeys.map(toHex) };
    const origins = ["https://witness.example", "http://localhost:3000"];
    const genesis = parseGenesis(JSON.stringify({ ...GENESIS, administrators, origins }));
    expect(genesis).toMatchObject({ administrators: { threshold: 2, publicKeys }, origins });
  });

  it.each([
    ["one administrator who signs alone", { threshold: 1, publicKeys: [toHex(MAKER), toHex(APPLICATION)] }],
    ["one key twice", { threshold: 2, publicKeys: [toHex(MAKER), toHex(MAKER)] }],
    ["more signatures than keys", { threshold: 3, publicKeys: [toHex(MAKER), toHex(APPLICATION)] }],
    ["no keys", { threshold: 2 }],
    ["no threshold", { publicKeys: [toHex(MAKER), toHex(APPLICATION)] }],
    ["a key that is none", { threshold: 2, publicKeys: [toHex(MAKER), "02"] }],
    ["a text", "administrators"],
  ])("names no administrators that are %s", (_, administrators) => {
    const text = JSON.stringify({ ...GENESIS, administrators });
    expect(() => parseGenesis(text)).toThrow(expect.objectContaining({ code: "genesis-invalid" }));
  });

  it.each([["https://witness.example/"], ["witness.example"], [7]])("names no origin that is %s", (origin) => {
    const text = JSON.stringify({ ...GENESIS, origins: [origin] });
    expect(() => parseGenesis(text)).toThrow(expect.objectContaining({ code: "genesis-invalid" }));
  });

  it.each([
    ["no JSON", "7".repeat(64)],
    ["null", "null"],
    ["no makers", JSON.stringify({ ...GENESIS, makers: undefined })],
    ["a maker that is null", JSON.stringify({ ...GENESIS, makers: [null] })],
    ["a key that is no point", JSON.stringify({ ...GENESIS, applicationPublicKey: `02${"ff".repeat(32)}` })],
    ["a key of the wrong length", JSON.stringify({ ...GENESIS, applicationPublicKey: "02" })],
    ["a number for a key", JSON.stringify({ ...GENESIS, applicationPublicKey: 2 })],
  ])("refuses %s", (_name, text) => {
    expect(() => parseGenesis(text)).toThrow(expect.objectContaining({ code: "genesis-invalid" }));
  });

  it("refuses a key file given by mistake without repeating the key", () => {
    const told = (() => {
      try {
        return parseGenesis("7".repeat(64));
      } catch (error) {
        return `${(error as Error).stack}${String((error as Error).cause)}`;
      }
    })();
    expect(told).not.toContain("7777");
  });

  it("takes the key that it names, and refuses another without repeating it", () => {
    const genesis = parseGenesis(JSON.stringify(GENESIS));
    requireApplicationKey(genesis, fromHex("11".repeat(32)), "a.key");
    const refused = expect.objectContaining({
      code: "key-mismatch",
      message: expect.not.stringContaining("22".repeat(32)),
    });
    expect(() => requireApplicationKey(genesis, fromHex("22".repeat(32)), "a.key")).toThrow(refused);
  });

  it("refuses a file that is not there", () => {
    const sentenceOf = (message: string) => expect.objectContaining({ code: "genesis-invalid", message });
    const end = "get the file from the application's operator.";
    expect(() => readGenesis("/nowhere")).toThrow(sentenceOf(`The genesis file /nowhere is not there; ${end}`));
    const named = sentenceOf(`The genesis file /nowhere is not there (--genesis names another one); ${end}`);
    expect(() => readGenesis("/nowhere", "--genesis")).toThrow(named);
  });
});

const ADDRESS = "0x1b51e2992A2755Ba4D6F7094032DF91991a0Cfac";
const deployment = (changes: object = {}, application: object = {}) =>
  JSON.stringify({
    chainId: 31_337,
    deploymentBlock: 12,
    application: {
      name: "witness",
      address: ADDRESS,
      templateHash: `0x${"AB".repeat(32)}`,
      dataAvailability: "0xb12c9ede",
      ...application,
    },
    consensus: { type: "AUTHORITY", address: ADDRESS, epochLength: 10, validators: [ADDRESS] },
    contracts: { InputBox: ADDRESS },
    ...changes,
  });

describe("deployment", () => {
  it("default: addresses and hashes in lower case", () => {
    const parsed = parseDeployment(deployment());
    expect(parsed.application.address).toBe(ADDRESS.toLowerCase());
    expect(parsed.application.templateHash).toBe(`0x${"ab".repeat(32)}`);
    expect(parsed.consensus.validators).toEqual([ADDRESS.toLowerCase()]);
    expect(parsed.contracts.InputBox).toBe(ADDRESS.toLowerCase());
  });

  it.each([
    ["a mistyped address (EIP-55)", deployment({}, { address: ADDRESS.replace("1b51", "1b15") })],
    ["an address without 0x", deployment({}, { address: ADDRESS.slice(2) })],
    ["chain 0", deployment({ chainId: 0 })],
    ["a broken block", deployment({ deploymentBlock: 1.5 })],
    ["a block before the first", deployment({ deploymentBlock: -1 })],
    ["a template hash of 31 bytes", deployment({}, { templateHash: `0x${"ab".repeat(31)}` })],
    ["half a byte", deployment({}, { dataAvailability: "0xb12c9ed" })],
    ["another consensus", deployment({ consensus: { type: "DICTATOR", address: ADDRESS, epochLength: 10 } })],
    ["epochs of no block", deployment({ consensus: { type: "QUORUM", address: ADDRESS, epochLength: 0 } })],
    ["no InputBox", deployment({ contracts: {} })],
    ["no address for a contract", deployment({ contracts: { InputBox: ADDRESS, Other: "0x" } })],
    ["null", "null"],
    ["no JSON", "{"],
  ])("refuses %s", (_name, text) => {
    expect(() => parseDeployment(text)).toThrow(expect.objectContaining({ code: "deployment-invalid" }));
  });

  it("names every wrong field at once", () => {
    const text = deployment({ chainId: "1", deploymentBlock: -1 }, { name: "x" });
    for (const field of ["chainId", "deploymentBlock", "application.name"]) {
      expect(() => parseDeployment(text)).toThrow(field);
    }
  });

  it("refuses a file that is not there", () => {
    expect(() => readDeployment("/nowhere")).toThrow(expect.objectContaining({ code: "deployment-invalid" }));
  });
});
