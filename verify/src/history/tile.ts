/**
 * Tiles of an archive and the bodies in them, read without the protocol's own reader (docs/protocol.md, "Tiles" and "Envelope"). Only
 * shapes are checked here; whether it is the car's history, the accumulator says.
 */
import { ITEM_KINDS } from "@witness/protocol/accumulator";
import { MalformedError } from "@witness/protocol/errors";
import { BODY_MAX_BYTES, TILE_ITEMS } from "@witness/protocol/limits";
import { LINK_BYTES, LINK_PREFIX_BYTES } from "@witness/protocol/link";
import type { Groups } from "@witness/protocol/reading";
import { SEAL_TAG_BYTES } from "@witness/protocol/suite";
import { allBytesOf, bytesOf, type Message, numberOf, readMessage } from "../protobuf.ts";

/** Numbers of the fields (protocol/proto/witness.proto). */
const TILE = { deviceId: 1, number: 3, items: 4 } as const;
const ITEM = { kind: 1, input: 2, place: 3, message: 8 } as const;
const RUN = { bodies: 1, signature: 2 } as const;
const SIGNED = { message: 1 } as const;
const REGISTRATION = { publicKey: 1, keyId: 4, profile: 6, profileVersion: 7, predecessor: 9 } as const;
const BODY = {
  deviceId: 1,
  sequence: 2,
  session: 3,
  previousLink: 4,
  distance: 5,
  condition: 6,
  bus: 7,
  opening: 8,
  lost: 9,
} as const;
const OPENING = { suite: 1, keyId: 2, encapsulatedKey: 3 } as const;

/** An item of a tile: where it stands, and its message; of a run with evidence several have one message. */
export interface TileItem {
  /** 0 for the registration, else as the accumulator numbers kinds. */
  readonly kind: number;
  readonly input: number;
  readonly place: number;
  readonly message: Uint8Array;
}

/** A tile as it was served. */
export interface Tile {
  /** 8 bytes. */
  readonly deviceId: Uint8Array;
  readonly number: number;
  /** From 1 to TILE_ITEMS. */
  readonly items: readonly TileItem[];
}

/** Reads a tile. @throws {MalformedError} `malformed` */
export function readTile(bytes: Uint8Array): Tile {
  const tile = readMessage(bytes);
  const written = allBytesOf(tile, TILE.items);
  if (written.length === 0 || written.length > TILE_ITEMS) throw new MalformedError({ items: written.length });
  const items: TileItem[] = [];
  for (const each of written) {
    const item = readMessage(each);
    const at = {
      kind: numberOf(item, ITEM.kind),
      input: numberOf(item, ITEM.input),
      place: numberOf(item, ITEM.place),
    };
    const own = bytesOf(item, ITEM.message);
    const before = items.at(-1);
    const isSame = before?.input === at.input && before.place === at.place;
    items.push({ ...at, message: own.length === 0 && isSame ? before.message : own });
  }
  return { deviceId: bytesOf(tile, TILE.deviceId, 8), number: numberOf(tile, TILE.number), items };
}

/** What a history begins with, as far as its reader needs it. */
export interface Beginning {
  /** The very bytes: the accumulator begins with their hash. */
  readonly message: Uint8Array;
  /** 33 bytes. */
  readonly publicKey: Uint8Array;
  /** 8 bytes, of the application's key. */
  readonly keyId: Uint8Array;
  readonly profile: number;
  readonly profileVersion: number;
  /** The record goes on from one of another application. */
  readonly isTakenOver: boolean;
}

/** Reads the registration that a history's first tile begins with. @throws {MalformedError} `malformed` */
export function readBeginning({ items: [first] }: Tile): Beginning {
  if (first?.kind !== 0) throw new MalformedError({ field: "kind" });
  const message = bytesOf(readMessage(first.message), SIGNED.message);
  const registration = readMessage(message);
  return {
    message,
    publicKey: bytesOf(registration, REGISTRATION.publicKey, 33),
    keyId: bytesOf(registration, REGISTRATION.keyId, 8),
    profile: numberOf(registration, REGISTRATION.profile),
    profileVersion: numberOf(registration, REGISTRATION.profileVersion),
    isTakenOver: bytesOf(registration, REGISTRATION.predecessor).length > 0,
  };
}

/** A run as the chain has it. */
export interface SentRun {
  readonly bodies: readonly Uint8Array[];
  /** 64 bytes, over the last body. */
  readonly signature: Uint8Array;
}

/** Reads the message of an item that is a run. @throws {MalformedError} `malformed` */
export function readRun({ kind, message }: TileItem): SentRun {
  if (kind !== ITEM_KINDS.run) throw new MalformedError({ field: "kind" });
  const run = readMessage(message);
  return { bodies: allBytesOf(run, RUN.bodies), signature: bytesOf(run, RUN.signature, 64) };
}

/** The parts of a body that its reader needs. */
export interface SentBody extends Groups {
  /** 8 bytes. */
  readonly deviceId: Uint8Array;
  readonly sequence: number;
  readonly session: number;
  /** 4 bytes (a prefix), or 32 in an opening. */
  readonly previousLink: Uint8Array;
  readonly opening?: {
    readonly suite: number;
    /** 8 bytes. */
    readonly keyId: Uint8Array;
    /** 65 bytes. */
    readonly encapsulatedKey: Uint8Array;
  };
  readonly lost?: true;
}

function sealed(body: Message, field: number): Uint8Array {
  const bytes = bytesOf(body, field);
  if (bytes.length > 0 && bytes.length <= SEAL_TAG_BYTES) throw new MalformedError({ field, bytes: bytes.length });
  return bytes;
}

/** Reads a body. @throws {MalformedError} `malformed` */
export function readBody(bytes: Uint8Array): SentBody {
  if (bytes.length > BODY_MAX_BYTES) throw new MalformedError({ bytes: bytes.length });
  const body = readMessage(bytes);
  const written = allBytesOf(body, BODY.opening).at(-1);
  const opening = written && readMessage(written);
  const parts = {
    deviceId: bytesOf(body, BODY.deviceId, 8),
    sequence: numberOf(body, BODY.sequence),
    session: numberOf(body, BODY.session),
    previousLink: bytesOf(body, BODY.previousLink, opening ? LINK_BYTES : LINK_PREFIX_BYTES),
    distance: sealed(body, BODY.distance),
    condition: sealed(body, BODY.condition),
    bus: sealed(body, BODY.bus),
  };
  if (opening === undefined) return parts;
  return {
    ...parts,
    opening: {
      suite: numberOf(opening, OPENING.suite),
      keyId: bytesOf(opening, OPENING.keyId, 8),
      encapsulatedKey: bytesOf(opening, OPENING.encapsulatedKey, 65),
    },
    ...(numberOf(body, BODY.lost) === 0 ? {} : { lost: true }),
  };
}
