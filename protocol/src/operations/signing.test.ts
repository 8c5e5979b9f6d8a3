/** What a person or a company signs is what a record takes, without looking at more of it than everybody may. */
import { beforeEach, expect, it } from "vitest";
import { native as provider } from "../crypto/native.ts";
import { newHashChain } from "../hash-chain.ts";
import { keyIdentity } from "../identity.ts";
import { encodePairing, pairingPreimage } from "../pairing.ts";
import { takeOperation } from "./effect.ts";
import { COMPANY_ROLES, type Globals, newGlobals } from "./globals.ts";
import { type Holding, newHolding } from "./holding.ts";
import { type Operation, type OperationKind, operationIdentity } from "./operation.ts";
import {
  administratorsSigner,
  draftForApplication,
  draftOperation,
  keySigner,
  type OperationSigner,
  signOperation,
  walletSigner,
} from "./signing.ts";

const context = { chainId: 31_337, application: new Uint8Array(20).fill(0xab) };
const key = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
const [deviceKey, makerKey, shopKey] = [key(1), key(2), key(3)];
const administratorKeys = [4, 5, 6].map(key);
const devicePublicKey = provider.p256PublicKey(deviceKey);
const device = keyIdentity(devicePublicKey, provider);
const chain = newHashChain(context, device, devicePublicKey, provider);
const [anna, ben, maker, shop] = [
  walletSigner(context, key(7)),
  keySigner(context, key(8), provider),
  keySigner(context, makerKey, provider),
  keySigner(context, shopKey, provider),
];
const two = administratorsSigner(
  context,
  1,
  [2, 0].map((index) => ({ index, privateKey: administratorKeys[index] as Uint8Array })),
  provider,
);
const NOW = 1_800_000_000;

let globals: Globals;
let holding: Holding;

beforeEach(() => {
  const administrators = { threshold: 2, publicKeys: administratorKeys.map((each) => provider.p256PublicKey(each)) };
  const makers = [provider.p256PublicKey(makerKey)];
  globals = newGlobals({ makers, administrators }, provider);
  holding = newHolding(keyIdentity(provider.p256PublicKey(makerKey), provider), new Uint8Array(), NOW);
});

function take(operation: Operation, signer: OperationSigner): string {
  const moment = { context, provider, timeUnixS: NOW, origins: [], parameterVersions: [1] };
  const recordOf = () => ({ holding, chain });
  const outcome = takeOperation({ globals, recordOf }, moment, signOperation(operation, signer));
  if (outcome.code !== "admitted") return outcome.code;
  globals = outcome.globals ?? globals;
  holding = outcome.holding ?? holding;
  return outcome.code;
}

/** Signs what a node would tell: neither tenures nor grants. */
function act(
  signer: OperationSigner,
  kind: OperationKind,
  fields: Operation["fields"] = {},
  answers: Uint8Array = new Uint8Array(32),
): readonly [string, Uint8Array] {
  const told = { device, holding: { ...holding, tenures: [], grants: [] } };
  const drafted = { actor: signer.actor, expiresUnixS: NOW + 60, fields, answers };
  const unanswered = draftOperation(kind, drafted, told, provider);
  const statement = { counter: holding.pairingCounter + 1, sequence: 0, link: chain.link, nextSession: 1 };
  const answered = (): Operation => {
    const signature = provider.p256Sign(deviceKey, ...pairingPreimage(context, unanswered, statement, provider));
    return { ...unanswered, fields: { ...fields, pairing: encodePairing({ ...statement, signature }) } };
  };
  const operation = "pairing" in unanswered.fields ? answered() : unanswered;
  const { message } = signOperation(operation, signer);
  return [take(operation, signer), operationIdentity(message, provider)];
}

it("default: a car is claimed by a wallet, sold to a key, and serviced; each counter is the record's next", () => {
  const registered = {
    actor: two.actor,
    expiresUnixS: NOW,
    fields: { role: COMPANY_ROLES.workshop, publicKey: provider.p256PublicKey(shopKey) },
  };
  expect(take(draftForApplication("registerActor", registered, 1), two)).toBe("admitted");
  expect(act(anna, "claim")[0]).toBe("admitted");
  expect(act(anna, "setPolicy", { cosigned: 1 })[0]).toBe("admitted");
  const [entered, entry] = act(shop, "enterJournal", { entry: 1, sealed: new Uint8Array(90) });
  expect(entered).toBe("admitted");
  expect(act(anna, "acceptCorrection", {}, entry)[0]).toBe("admitted");
  expect(act(shop, "enterJournal", { entry: 4, sealed: new Uint8Array(90) })[0]).toBe("admitted");
  const [offered, offer] = act(anna, "offer", { buyer: ben.account });
  expect(offered).toBe("admitted");
  expect(act(ben, "acceptOffer", {}, offer)[0]).toBe("admitted");
  expect(holding).toMatchObject({ tenure: 2, ownerCounter: 0 });
  expect(act(ben, "publish", { isPublic: 1 })[0]).toBe("admitted");
  expect(act(maker, "revokeDevice", { reason: 1 })[0]).toBe("admitted");
  expect(act(two, "quarantine", { reason: 1, untilUnixS: NOW + 60 })[0]).toBe("admitted");
});

it("given somebody else, refuses", () => {
  act(anna, "claim");
  expect(act(ben, "publish", { isPublic: 1 })[0]).toBe("actor-unauthorised");
  expect(act(shop, "enterJournal", { entry: 1, sealed: new Uint8Array(90) })[0]).toBe("actor-unknown");
});

it("given a field that is missing, or a workshop without a key, says so", () => {
  expect(() => act(anna, "offer")).toThrow(expect.objectContaining({ code: "malformed" }));
  expect(() => act(anna, "enterJournal", { entry: 1, sealed: new Uint8Array() })).toThrow(
    expect.objectContaining({ code: "malformed" }),
  );
});
