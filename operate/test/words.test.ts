/** What is printed to whoever is to sign: no number without its word. */
import { native } from "@witness/protocol/crypto/native";
import type { Operation, OperationKind } from "@witness/protocol/operations/operation";
import { expect, it } from "vitest";
import { linesOf } from "../src/words.ts";

const operation = (kind: OperationKind, fields: object): Operation =>
  ({
    kind,
    actor: { form: "administrators", set: 1 },
    device: new Uint8Array(8),
    tenure: 0,
    counter: 1,
    expiresUnixS: 1_900_000_000,
    answers: new Uint8Array(32),
    fields,
  }) as Operation;
const printed = (kind: OperationKind, fields: object): string => linesOf(operation(kind, fields), native).join("\n");

it.each<[OperationKind, object, string]>([
  ["revokeDevice", { reason: 1 }, "reason     1 (of the signer's own list; the record has the number alone)"],
  ["publish", { isPublic: 1 }, "isPublic   1 (the verdict is public)"],
  ["publish", { isPublic: 0 }, "isPublic   0 (the verdict is private)"],
  ["setPolicy", { cosigned: 0b1001 }, "cosigned   9 (service, dialReading)"],
  ["setPolicy", { cosigned: 0 }, "cosigned   0 (none)"],
  ["enterJournal", { entry: 4, sealed: new Uint8Array(1) }, "entry      4 (dialReading)"],
  ["enterJournal", { entry: 99, sealed: new Uint8Array(1) }, "entry      99 (no entry of this version)"],
])("%s %o", (kind, fields, line) => expect(printed(kind, fields).split("\n")).toContain(line));

it("names the role of a company, and the groups of a grant", () => {
  const publicKey = native.p256PublicKey(new Uint8Array(32).fill(1));
  expect(printed("registerActor", { role: 2, publicKey })).toMatch(/^role +2 \(workshop\)$/m);
  const grant = { grantee: publicKey, groups: 3, firstSequence: 1, lastSequence: 9, untilUnixS: 1_900_000_000 };
  expect(printed("grant", grant)).toMatch(/^groups +3 \(distance, condition\)$/m);
});
