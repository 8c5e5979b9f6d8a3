/**
 * What the fields of the globals say (docs/protocol-2.md, "Globals"), and what they say when an application begins. A field
 * that nothing has been written into is empty.
 */
import { ADMINISTRATORS_MAX } from "../operations/signature.ts";
import type { GlobalValues } from "./globals.ts";
import { encodeLayout, type LayoutValue, type Part } from "./layout.ts";

/** What an actor may be registered as, by its byte. */
export const ACTOR_ROLES = { maker: 1, workshop: 2, inspector: 3, relay: 4, auditor: 5 } as const;
/** Actors that an application knows, those that were revoked among them. */
export const ACTORS_MAX = 255;
/** The version of the parameters that an application begins with. */
export const FIRST_PARAMETERS = 1;

const PUBLIC_KEY = { name: "publicKey", bytes: 33 } as const;

/** Who may do what: the administrators in force, and everybody whom they, or the genesis, have registered. */
export const ACTORS_LAYOUT = [
  { name: "set", type: "u32" },
  { name: "threshold", type: "u8" },
  { name: "administrators", most: ADMINISTRATORS_MAX, list: [PUBLIC_KEY] },
  {
    name: "actors",
    most: ACTORS_MAX,
    list: [
      { name: "role", type: "u8" },
      PUBLIC_KEY,
      { name: "sinceUnixS", type: "u32" },
      { name: "revokedReason", type: "u8" },
      { name: "revokedUnixS", type: "u32" },
    ],
  },
] as const satisfies readonly Part[];

/** The version of the parameters in force, and those that are announced. */
export const PARAMETERS_LAYOUT = [
  { name: "version", type: "u16" },
  {
    name: "announced",
    most: 255,
    list: [
      { name: "version", type: "u16" },
      { name: "fromBlock", type: "u32" },
      { name: "hash", bytes: 32 },
    ],
  },
] as const satisfies readonly Part[];

/** What the field `actors` says. */
export type Actors = LayoutValue<typeof ACTORS_LAYOUT>;
/** What the field `parameters` says. */
export type Parameters = LayoutValue<typeof PARAMETERS_LAYOUT>;

/** Whom an application's genesis names. */
export interface GenesisActors {
  /** 33 bytes each, compressed; ACTORS_MAX at most. */
  readonly makers: readonly Uint8Array[];
  /** Those who decide together, and how many of them it takes; absent: nobody. */
  readonly administrators?: { readonly publicKeys: readonly Uint8Array[]; readonly threshold: number };
}

/**
 * Returns the globals with which an application begins: its makers, its administrators as set 1, parameters of version 1.
 * @throws {MalformedError} `malformed` when a key has not 33 bytes, or there are too many
 * @example
 * genesisGlobals({ makers: [makerPublicKey] }).parameters; // => Uint8Array.of(0, 1, 0)
 */
export function genesisGlobals({ makers, administrators }: GenesisActors): GlobalValues {
  const actors: Actors = {
    set: administrators === undefined ? 0 : 1,
    threshold: administrators?.threshold ?? 0,
    administrators: (administrators?.publicKeys ?? []).map((publicKey) => ({ publicKey })),
    actors: makers.map((publicKey) => ({
      role: ACTOR_ROLES.maker,
      publicKey,
      sinceUnixS: 0,
      revokedReason: 0,
      revokedUnixS: 0,
    })),
  };
  return {
    actors: encodeLayout(ACTORS_LAYOUT, actors),
    parameters: encodeLayout(PARAMETERS_LAYOUT, { version: FIRST_PARAMETERS, announced: [] }),
  };
}
