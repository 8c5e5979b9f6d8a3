import { expect, it } from "vitest";
import type { Context } from "./context.ts";
import { native } from "./crypto/native.ts";
import { extendHashChain, findLink, hasLink, newHashChain, recentLinks, withLateLink } from "./hash-chain.ts";
import { RECENT_LINKS } from "./limits.ts";
import { LINK_PREFIX_BYTES } from "./link.ts";

const context: Context = { chainId: 31_337, application: new Uint8Array(20).fill(7) };
const publicKey = native.p256PublicKey(new Uint8Array(32).fill(1));
const genesis = newHashChain(context, new Uint8Array(8), publicKey, native);
const link = new Uint8Array(32).fill(9);
const chain = extendHashChain(genesis, { sequence: 5, link, session: 1 });

it("findLink, boundary: finds a link before a number, and none at it or behind it", () => {
  expect(findLink(chain, link, 6)?.sequence).toBe(5);
  expect(findLink(chain, link, 5)).toBeUndefined();
  expect(findLink(chain, link, 4)).toBeUndefined();
});

it("findLink, given two links that begin alike, finds the newest that stands before the number", () => {
  const alike = extendHashChain(chain, { sequence: 6, link: link.with(31, 1), session: 1 });
  expect(findLink(alike, link.slice(0, LINK_PREFIX_BYTES), 7)?.sequence).toBe(6);
  expect(findLink(alike, link.slice(0, LINK_PREFIX_BYTES), 6)?.sequence).toBe(5);
});

it("findLink, given the first bytes of a hole, finds no link", () => {
  const overGap = extendHashChain(chain, { sequence: 9, link: link.with(0, 1), session: 2 }, true);
  expect(findLink(overGap, new Uint8Array(LINK_PREFIX_BYTES), 10)).toBeUndefined();
});

it("hasLink, given a kept link at another number, has none", () => {
  expect(hasLink(chain, { sequence: 5, link })).toBe(true);
  expect(hasLink(chain, { sequence: 4, link })).toBe(false);
  expect(hasLink(chain, { sequence: 5, link: genesis.link })).toBe(false);
});

it("withLateLink, boundary: takes its place among as many links as there is room for, and the oldest goes", () => {
  let full = genesis;
  for (let sequence = 2; sequence < 2 * RECENT_LINKS; sequence += 2) {
    full = extendHashChain(full, { sequence, link: link.with(0, sequence), session: 1 });
  }
  const kept = (late: typeof full) => recentLinks(late).map(({ sequence }) => sequence);
  const before = kept(full);
  expect(before).toHaveLength(RECENT_LINKS);
  const late = withLateLink(full, { sequence: 7, link });
  expect(kept(late)).toEqual([
    ...before.filter((each) => each > 7),
    7,
    ...before.filter((each) => each < 7).slice(0, -1),
  ]);
  expect(late.link).toEqual(full.link);
  expect(kept(withLateLink(genesis, { sequence: 1, link }))).toEqual([1, 0]);
});
