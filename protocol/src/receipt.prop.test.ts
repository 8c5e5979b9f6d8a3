import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { toHex, u32 } from "./bytes.ts";
import type { Context } from "./context.ts";
import { native as p } from "./crypto/native.ts";
import { MalformedError } from "./errors.ts";
import { derivePrivateKey } from "./hpke.ts";
import { leafHash, nodeHash } from "./merkle.ts";
import { issueReceipts, verifyReceipt } from "./receipt.ts";
import { signMessage } from "./sign.ts";
import { decodeReceipt, encodeReceipt, encodeReceiptRoot } from "./wire/receipt.ts";

const context: Context = { chainId: 31_337, application: new Uint8Array(20).fill(7) };
const key = derivePrivateKey(p.sha256(u32(1)), p);
const relay = p.p256PublicKey(key);
const promise = { deadlineBlock: 500, receivedAtUnixS: 1_800_000_000 };
const entries = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    deviceId: p.sha256(u32(index)).slice(0, 8),
    sequence: index + 1,
    link: p.sha256(u32(index), u32(1)),
  }));
const issue = (count: number) => issueReceipts(context, entries(count), promise, key, p);

describe("issueReceipts", () => {
  it("given nothing to promise, signs nothing", () => {
    const signs = vi.fn(p.p256Sign);
    expect(issueReceipts(context, [], promise, key, { ...p, p256Sign: signs })).toEqual([]);
    expect(signs).not.toHaveBeenCalled();
  });

  it("default: gives every device of a commit of any size a receipt that holds for it and for no other", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), (count, pick) => {
        const receipts = issue(count);
        expect(new Set(receipts.map(({ root }) => toHex(root.signature))).size).toBe(1);
        const receipt = receipts[pick % count];
        const neighbour = receipts[(pick + 1) % count];
        if (!receipt || !neighbour) throw new Error("There is a receipt for every entry.");
        expect(receipt).toMatchObject(entries(count)[pick % count] ?? {});
        const read = decodeReceipt(encodeReceipt(receipt));
        expect(verifyReceipt(context, read, relay, p)).toMatchObject({ ...promise, size: count });
        if (count === 1) return;
        expect(verifyReceipt(context, { ...read, link: neighbour.link }, relay, p)).toBeUndefined();
        expect(verifyReceipt(context, { ...read, path: neighbour.path }, relay, p)).toBeUndefined();
        expect(verifyReceipt(context, { ...read, index: neighbour.index }, relay, p)).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });
});

describe("verifyReceipt", () => {
  it("given any size, asks for a path as long as the size does", () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 2 ** 32 - 1 }), (size) => {
        const [entry] = entries(1);
        const [only] = issue(1);
        if (!entry || !only) throw new Error("There is an entry.");
        const leaf = leafHash(p, Uint8Array.of(1), entry.deviceId, u32(entry.sequence), entry.link);
        const sibling = p.sha256(u32(size));
        const message = encodeReceiptRoot({ ...promise, root: nodeHash(p, leaf, sibling), size });
        const root = signMessage("receipt", context, message, key, p);
        expect(verifyReceipt(context, { ...only, root, path: [sibling] }, relay, p)).toBeUndefined();
      }),
    );
  });

  it("given a signed message that is no root, finds no promise", () => {
    const [receipt] = issue(1);
    const root = signMessage("receipt", context, Uint8Array.of(255), key, p);
    expect(receipt && verifyReceipt(context, { ...receipt, root }, relay, p)).toBeUndefined();
  });

  it("given a fault of the provider, throws it", () => {
    const fault = new TypeError("a fault");
    const failing = {
      ...p,
      p256Verify() {
        throw fault;
      },
    };
    const [receipt] = issue(1);
    expect(() => receipt && verifyReceipt(context, receipt, relay, failing)).toThrow(fault);
  });

  it("given any one flipped bit, finds no promise", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(), fc.nat(), (count, pick, bit) => {
        const receipt = issue(count)[pick % count];
        if (!receipt) throw new Error("There is a receipt for every entry.");
        const bytes = encodeReceipt(receipt);
        const at = bit % (bytes.length * 8);
        bytes[at >> 3] = (bytes[at >> 3] ?? 0) ^ (1 << (at & 7));
        try {
          expect(verifyReceipt(context, decodeReceipt(bytes), relay, p)).toBeUndefined();
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedError);
        }
      }),
      { numRuns: 300 },
    );
  });
});
