/** An issuer that listens, and what it is told of passes. Everything but the proof of a pass is what people run. */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toHex } from "@witness/protocol/bytes";
import { makeApp } from "../src/http/app.ts";
import { listen } from "../src/http/server.ts";
import { Issuer } from "../src/issuer.ts";
import { openKeys } from "../src/keys.ts";
import type { Proof } from "../src/proof.ts";
import { Store } from "../src/store.ts";
import { NOW_S, STATEMENT } from "./statement.ts";

/** The bytes of a pass, as far as these tests look at them. */
export const PASS = Uint8Array.of(1, 2, 3);

/** Starts an issuer. `clock.nowUnixS` and `proofs` are the test's to change. */
export async function startWorld() {
  const directory = mkdtempSync(join(tmpdir(), "issuer-"));
  const clock = { nowUnixS: NOW_S };
  const errors: unknown[] = [];
  const name = { country: "DE", name: "Test Issuer" };
  // The address is in what is signed, so it is known before anything is made.
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const holds: Proof = { result: "holds", statement: STATEMENT, forWhom: url, isNewest: true };
  const proofs = new Map<string, Proof>([[toHex(PASS), holds]]);
  const keys = await openKeys(directory, { ...name, url }, clock.nowUnixS);
  const store = new Store(directory, "31337/0xabc");
  const unknown: Proof = { result: "fails", step: "whole", reason: "pass-malformed", isFinal: true };
  const issuer = new Issuer({
    url,
    name,
    keys,
    store,
    prove: async (pass) => proofs.get(toHex(pass)) ?? unknown,
    nowUnixS: () => clock.nowUnixS,
    days: 14,
  });
  const options = { ratePerMinute: 10_000, offersPerMinute: 1_000, trustProxies: 0, stopping: () => false };
  const app = makeApp(issuer, keys, { ...options, onError: (error) => errors.push(error) });
  const { end } = await listen(app, "127.0.0.1", port);
  const stop = async (): Promise<void> => {
    await end();
    store.close();
    rmSync(directory, { recursive: true, force: true });
  };
  /** Lets the issuer answer nobody. */
  const silence = end;
  return { url, clock, proofs, holds, issuer, keys, store, errors, silence, stop };
}

/** A world. */
export type World = Awaited<ReturnType<typeof startWorld>>;

/** Returns a port that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
