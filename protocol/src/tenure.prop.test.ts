import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { preamble } from "./context.ts";
import { native } from "./crypto/native.ts";
import {
  addTenure,
  disclosedRange,
  intersectRanges,
  type SequenceRange,
  TENURES_MAX,
  type Tenure,
  tenureRange,
  tenureTicket,
  ticketedSessions,
} from "./tenure.ts";

const owner = new Uint8Array(20).fill(7);
const small = fc.nat(30);
const range = fc.record({ first: small, last: small });
const holds = ({ first, last }: SequenceRange, sequence: number) => first <= sequence && sequence <= last;
const numbers = Array.from({ length: 32 }, (_, sequence) => sequence);
const tenureAt = (firstSequence: number, firstSession = 1): Tenure => ({
  owner,
  firstSequence,
  firstTimeUnixS: 1_800_000_000,
  firstSession,
});

describe("ranges", () => {
  it("have in common exactly what is in each, in any order", () => {
    fc.assert(
      fc.property(fc.array(range, { minLength: 1, maxLength: 5 }), (ranges) => {
        const common = intersectRanges(ranges);
        for (const sequence of numbers) {
          expect(common !== undefined && holds(common, sequence)).toBe(ranges.every((each) => holds(each, sequence)));
        }
        expect(intersectRanges(ranges.toReversed())).toEqual(common);
      }),
    );
  });

  it("disclose what was asked, owned, granted, sealed and of the session, and nothing else", () => {
    fc.assert(
      fc.property(
        range,
        range,
        fc.option(range, { nil: undefined }),
        small,
        range,
        (asked, tenure, grant, head, session) => {
          const disclosed = disclosedRange({ asked, tenure, grant, head, session });
          for (const sequence of numbers) {
            const all = [asked, tenure, grant ?? asked, { first: 1, last: head }, session];
            const isMeant = all.every((each) => holds(each, sequence));
            expect(disclosed !== undefined && holds(disclosed, sequence)).toBe(isMeant);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each([
    ["none", []],
    ["one below zero", [{ first: -1, last: 5 }]],
    ["one with a fraction", [{ first: 1, last: 5.5 }]],
    ["one past 32 bits", [{ first: 1, last: 2 ** 32 }]],
    [
      "one without a number",
      [
        { first: Number.NaN, last: 5 },
        { first: 1, last: 5 },
      ],
    ],
    ["one without an end", [{ first: 1, last: Number.POSITIVE_INFINITY }]],
    ["one that is empty", [{ first: 5, last: 4 }]],
  ])("are nothing when there is %s", (_, ranges) => {
    expect(intersectRanges(ranges)).toBeUndefined();
  });
});

describe("tenures", () => {
  it("share out the envelopes of all sessions from the oldest kept on, each to one owner at most", () => {
    const step = fc.record({ numbers: small, sessions: fc.integer({ min: 1, max: 3 }) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), small, (steps, beyond) => {
        let at = { sequence: 1, session: 1 };
        let tenures: readonly Tenure[] = [];
        for (const { numbers, sessions } of steps) {
          tenures = addTenure(tenures, tenureAt(at.sequence, at.session));
          at = { sequence: at.sequence + numbers, session: at.session + sessions };
        }
        expect(tenures.length).toBe(Math.min(TENURES_MAX, steps.length));
        const [oldest, newest] = [tenures[0], tenures.at(-1)];
        const head = (newest?.firstSequence ?? 0) - 1 + beyond;
        for (let session = 0; session <= at.session + 1; session += 1) {
          const owner = tenures.findLast(({ firstSession }) => firstSession <= session);
          const next = owner && tenures[tenures.indexOf(owner) + 1];
          for (let sequence = 1; sequence <= head + 2; sequence += 1) {
            const owners = tenures.filter((_, index) => {
              const owned = tenureRange(tenures, index, { session, head });
              return owned !== undefined && holds(owned, sequence);
            });
            const isIts = sequence <= head && sequence < (next?.firstSequence ?? 2 ** 32);
            expect(owners).toEqual(session >= (oldest?.firstSession ?? 0) && isIts ? [owner] : []);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it("give what was sealed below a border after a loss of storage to the owner behind it", () => {
    const tenures = addTenure(addTenure([], tenureAt(1)), tenureAt(2_001, 3));
    const head = 1_028;
    expect(tenureRange(tenures, 0, { session: 65_538, head })).toBeUndefined();
    expect(tenureRange(tenures, 1, { session: 65_538, head })).toEqual({ first: 1, last: 1_028 });
    expect(tenureRange(tenures, 0, { session: 2, head })).toEqual({ first: 1, last: 1_028 });
  });

  it("do not begin before the newest, in a fraction or without an owner", () => {
    const tenures = addTenure([], tenureAt(5));
    expect(() => addTenure(tenures, tenureAt(4))).toThrow(RangeError);
    expect(() => addTenure(tenures, tenureAt(5.5))).toThrow(RangeError);
    expect(() => addTenure(tenures, tenureAt(2 ** 32))).toThrow(RangeError);
    expect(() => addTenure(tenures, { ...tenureAt(6), owner: new Uint8Array(19) })).toThrow(RangeError);
    expect(() => addTenure(tenures, tenureAt(6, 0))).toThrow(RangeError);
    expect(() => addTenure(tenures, tenureAt(6, 2 ** 32))).toThrow(RangeError);
    expect(tenureRange(tenures, 1, { session: 1, head: 9 })).toBeUndefined();
    expect(tenureRange(tenures, 0, { session: 1, head: 0 })).toBeUndefined();
  });
});

describe("a ticket", () => {
  const context = { chainId: 31_337, application: new Uint8Array(20).fill(0xab) };
  const label = preamble("tenure", context);
  const key = new Uint8Array(32).fill(1);
  const tenure = {
    devicePublicKey: native.p256PublicKey(key),
    owner,
    first: 3,
    last: 9,
    sessions: { first: 2, last: 4 },
  };
  const ticket = tenureTicket(key, label, tenure, native);
  const verify = (changed: Partial<typeof tenure>, given = ticket) =>
    ticketedSessions(key, label, { ...tenure, ...changed }, given, native);

  it("is for its tenure", () => {
    expect(ticket.length).toBe(24);
    expect(verify({})).toEqual({ first: 2, last: 4 });
  });

  it.each([
    ["a longer tenure", { last: 10 }],
    ["an earlier tenure", { first: 2 }],
    ["another owner", { owner: new Uint8Array(20) }],
    ["another device", { devicePublicKey: native.p256PublicKey(new Uint8Array(32).fill(2)) }],
    ["a key that gave a byte to the owner", { devicePublicKey: new Uint8Array(32), owner: new Uint8Array(21) }],
    ["an empty tenure", { first: 10 }],
    ["a fraction", { last: 9.5 }],
    ["a number past 32 bits that ends alike", { last: 9 + 2 ** 32 }],
  ])("is not for %s", (_, changed) => {
    expect(verify(changed)).toBeUndefined();
  });

  it("is refused with another key, in another place, and with any bit changed", () => {
    const other = new Uint8Array(32).fill(9);
    expect(ticketedSessions(other, label, tenure, ticket, native)).toBeUndefined();
    const elsewhere = preamble("tenure", { ...context, chainId: 1 });
    expect(ticketedSessions(key, elsewhere, tenure, ticket, native)).toBeUndefined();
    for (let bit = 0; bit < 192; bit += 1) {
      expect(
        verify(
          {},
          ticket.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)),
        ),
      ).toBeUndefined();
    }
    for (const length of [0, 23, 25]) {
      expect(verify({}, new Uint8Array([...ticket, 0]).slice(0, length))).toBeUndefined();
    }
  });

  it("is not made for what it could not name", () => {
    expect(() => tenureTicket(key, label, { ...tenure, last: 2 }, native)).toThrow(RangeError);
    expect(() => tenureTicket(key, label, { ...tenure, owner: new Uint8Array(21) }, native)).toThrow(RangeError);
    const sessions = { first: 3, last: 2 };
    expect(() => tenureTicket(key, label, { ...tenure, sessions }, native)).toThrow(RangeError);
  });
});
