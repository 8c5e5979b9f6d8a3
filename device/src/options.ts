/** What a device is opened with, what happens to it, and how it stands. */
import type { Application } from "@witness/protocol/assembly";
import type { Profile } from "@witness/protocol/columns/profile";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import type { DeviceId } from "@witness/protocol/identity";
import type { SuccessionSigners } from "@witness/protocol/succession";
import type { DeviceStore } from "./store.ts";
import type { TransportTo } from "./transport.ts";

/** What a device is opened with. */
export interface DeviceOptions {
  /** P-256 scalar, 32 bytes. */
  readonly key: Uint8Array;
  /** Pinned: from the maker's provisioning file, never from a relay. */
  readonly application: Application;
  /** The relay's address, and its receipt key (33 bytes), from the provisioning file. */
  readonly relay: { readonly url: string; readonly publicKey: Uint8Array };
  readonly store: DeviceStore;
  /** Who must sign that another application follows, from the provisioning file; without them the device follows none. */
  readonly succession?: SuccessionSigners | undefined;
  /** What the device sends, from the provisioning file; a car's unless given. Its registration names the same. */
  readonly profile?: Profile;
  /** Say so once, in the factory: this key has signed nothing yet. Otherwise an empty store is a lost one. */
  readonly firstStart?: boolean;
  /** Readings that are gathered before they are sealed; 50, and 96 at most. A flush seals fewer. */
  readonly readingsPerEnvelope?: number;
  /** Whether what is sealed is sent at once, or at a flush only. */
  readonly delivery?: "automatic" | "on flush";
  readonly onEvent?: (event: DeviceEvent) => void;
  /** `noble` runs anywhere; in Node.js `native` is some 35 times faster. */
  readonly provider?: CryptoProvider;
  readonly nowMs?: () => number;
  /**
   * Whether `nowMs` is to be relied on; a device lets go for no receipt of more than a day later. Unless given, a clock is set that
   * shows 2026 or later: one that begins anew with each start does not.
   */
  readonly isClockSet?: () => boolean;
  /** Returns secret bytes that were never used before. */
  readonly random?: (bytes: number) => Uint8Array;
  readonly fetch?: typeof fetch;
  /** How the relay is reached; over HTTP unless given. */
  readonly transport?: TransportTo;
  readonly sleep?: (ms: number) => Promise<unknown>;
}

/** What happens to a device. */
export type DeviceEvent =
  | { readonly type: "sealed"; readonly sequence: number; readonly envelope: Uint8Array }
  | { readonly type: "posted"; readonly codes: readonly string[] }
  | { readonly type: "acknowledged"; readonly throughSequence: number; readonly deadlineBlock: number }
  | { readonly type: "recovered"; readonly fromSequence: number; readonly lost: boolean }
  | { readonly type: "followed"; readonly number: number }
  | { readonly type: "waiting"; readonly ms: number }
  | { readonly type: "failed"; readonly error: unknown };

/** How a device stands. */
export interface DeviceStatus {
  readonly deviceId: DeviceId;
  /** Of the last envelope; undefined while nobody knows what this key signed before. */
  readonly sequence: number | undefined;
  /** Readings that are in no envelope yet. */
  readonly gathered: number;
  /** Envelopes without a receipt. */
  readonly queued: number;
  /** The newest receipt, as the relay sent it. */
  readonly receipt: Uint8Array | undefined;
}

/** How a flush goes about it. */
export interface FlushOptions {
  readonly withinMs?: number;
  readonly onlyFull?: boolean;
}

/** The options, with what is not given. */
export type Tools = Required<Omit<DeviceOptions, "firstStart" | "succession" | "fetch">> &
  Pick<DeviceOptions, "succession">;
