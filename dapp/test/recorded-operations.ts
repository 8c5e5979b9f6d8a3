/** What people and companies do in the recording: owners of each form, administrators, a workshop and an inspector. */
import { equal } from "@witness/protocol/bytes";
import { deviceIdOf } from "@witness/protocol/identity";
import { COMPANY_ROLES } from "@witness/protocol/operations/globals";
import { currentTenure, isOwnedBy } from "@witness/protocol/operations/holding";
import type { Operation, OperationKind } from "@witness/protocol/operations/operation";
import type { SignedOperation } from "@witness/protocol/operations/signed";
import {
  administratorsBy,
  type Change,
  DAY_S,
  inspector,
  keyHolder,
  passkeyOf,
  type Signer,
  walletOf,
  workshop,
} from "../../protocol/scripts/cases/operated.ts";
import type { Chance } from "../fuzz/chance.ts";
import type { DeviceRecord, State } from "../src/state/state.ts";
import { sealedEntry, signedAbout } from "./operating.ts";
import type { TestDevice } from "./world.ts";

/** Where the pages are that the recording's genesis names. */
export const ORIGINS: readonly string[] = ["https://witness.example"];

/** Owners: a wallet, a P-256 key and a passkey, in turn. */
export const OWNERS: readonly [Signer, ...Signer[]] = [
  walletOf("recorded owner"),
  keyHolder("recorded owner"),
  passkeyOf("recorded owner"),
  walletOf("recorded buyer"),
  keyHolder("recorded buyer"),
  passkeyOf("recorded buyer"),
];
const two = administratorsBy([0, 2]);

/** Makes an operation about a device as the state has it; undefined when there is nothing to do with this car now. */
export type Deed = (
  state: State,
  device: TestDevice,
  chance: Chance,
) => readonly [Signer, OperationKind, Operation["fields"], Change?] | undefined;

const recordOf = (state: State, { id }: TestDevice): DeviceRecord | undefined => state.devices.get(deviceIdOf(id));
const ownerOf = (record: DeviceRecord | undefined): Signer | undefined =>
  OWNERS.find(({ account }) => record !== undefined && isOwnedBy(record.holding, account));

/** What an owner does, whatever the form. */
const owners =
  (kind: OperationKind, fieldsOf: (state: State, record: DeviceRecord, chance: Chance) => Operation["fields"]): Deed =>
  (state, device, chance) => {
    const record = recordOf(state, device);
    const owner = ownerOf(record);
    return owner && record && [owner, kind, fieldsOf(state, record, chance)];
  };

/** What happens to cars, by name. A wallet's, a key's and a passkey's signature stand under each of an owner's. */
export const DEEDS: Readonly<Record<string, Deed>> = {
  claimed: (state, device, chance) => {
    const record = recordOf(state, device);
    if (!record || currentTenure(record.holding)) return undefined;
    device.open();
    return [chance.pick(OWNERS), "claim", {}];
  },
  sold: (state, device, chance) => {
    const record = recordOf(state, device);
    const seller = ownerOf(record);
    const [offer] = record?.holding.offer ?? [];
    if (!seller) return undefined;
    if (!offer || offer.untilUnixS < state.timeUnixS) {
      const buyer = chance.some(OWNERS.filter((each) => each !== seller));
      return buyer && [seller, "offer", { buyer: buyer.account }, { expiresUnixS: state.timeUnixS + 3 * DAY_S }];
    }
    const buyer = OWNERS.find(({ account }) => equal(account, offer.buyer));
    if (!buyer) return undefined;
    const change = { answers: offer.identity };
    if (chance.oneIn(6)) return [chance.pick([seller, buyer]), "withdrawOffer", {}, change];
    // The device opens a session of its own for whoever has it now.
    if (offer.fromUnixS <= state.timeUnixS) device.open();
    return [buyer, "acceptOffer", {}, change];
  },
  published: owners("publish", (_state, _record, chance) => ({ isPublic: chance.below(2) })),
  granted: owners("grant", ({ timeUnixS }, { holding }) => ({
    grantee: keyHolder("recorded insurer").publicKey,
    groups: 3,
    firstSequence: currentTenure(holding)?.firstSequence ?? 1,
    lastSequence: 2 ** 32 - 1,
    untilUnixS: timeUnixS + DAY_S,
  })),
  serviced: (state, device, chance) => {
    const record = recordOf(state, device);
    if (!record) return undefined;
    const entry = chance.pick([1, 2, 4]);
    const { timeUnixS } = state;
    const raw = record.judged.judge.path?.raw ?? 0;
    const content = entry === 4 ? { timeUnixS, raw } : { timeUnixS, text: [{ line: "oil" }] };
    return [workshop, "enterJournal", sealedEntry(device, entry, content, record.holding.tenure)];
  },
  inspected: (state, device) => {
    const record = recordOf(state, device);
    const content = { timeUnixS: state.timeUnixS, text: [{ line: "brakes" }] };
    return record && [inspector, "enterJournal", sealedEntry(device, 3, content, record.holding.tenure)];
  },
  quarantined: (state, device) => {
    const [ordered] = recordOf(state, device)?.holding.quarantine ?? [];
    if (ordered) return [two, "releaseQuarantine", {}, { answers: ordered.identity }];
    return [two, "quarantine", { reason: 3, untilUnixS: state.timeUnixS + DAY_S }];
  },
  "signed by nobody who may": (state, device, chance) => {
    const kind = chance.pick(["publish", "quarantine", "enterJournal"] as const);
    const fields = { publish: { isPublic: 1 }, quarantine: { reason: 3, untilUnixS: state.timeUnixS + DAY_S } };
    if (kind === "enterJournal") return [keyHolder("nobody"), kind, sealedEntry(device, 1)];
    return [kind === "publish" ? passkeyOf("nobody") : administratorsBy([1]), kind, fields[kind]];
  },
};

/** Signs what was done to a car; undefined when there is nothing to do with it now. */
export function deed(name: string, state: State, device: TestDevice, chance: Chance): SignedOperation | undefined {
  if (!recordOf(state, device)) return undefined;
  const done = DEEDS[name]?.(state, device, chance);
  return done && signedAbout(state, device, ...done);
}

/** Administrators register the workshop, and then the inspector. */
export const companyDeed = (state: State, device: TestDevice, role: "workshop" | "inspector"): SignedOperation =>
  signedAbout(state, device, two, "registerActor", {
    role: COMPANY_ROLES[role],
    publicKey: { workshop, inspector }[role].publicKey,
  });
