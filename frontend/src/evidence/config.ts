/** Where this page's servers are and which application it speaks of. No DOM. */
import { fromHex } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import type { Predecessor } from "@witness/protocol/predecessor";
import { EvidenceError } from "./errors.ts";

/** What `/config.json` says, as bytes. */
export interface Config {
  readonly context: Context;
  /** 33 bytes, compressed P-256: what devices seal to. */
  readonly applicationPublicKey: Uint8Array;
  /** This page's server has an archive behind it. */
  readonly hasArchive: boolean;
  /** This page's server has a relay behind it. */
  readonly hasRelay: boolean;
  /** The application that this one goes on from; undefined when it goes on from none. */
  readonly predecessor: ConfigPredecessor | undefined;
}

/** The application before, and whether this page's server knows whom to ask about it. */
export interface ConfigPredecessor extends Pick<Predecessor, "context" | "keyId"> {
  readonly hasNode: boolean;
  readonly hasArchive: boolean;
}

const bytesOf = (text: string): Uint8Array => fromHex(text.replace(/^0x/, ""));

/** Asks this page's server for `/config.json`. Returns it as bytes. @throws {EvidenceError} `config-unavailable` */
export async function loadConfig(): Promise<Config> {
  const response = await fetch("/config.json").catch(() => undefined);
  if (!response?.ok) {
    throw new EvidenceError("config-unavailable", "This page's server does not answer; start it again and reload.");
  }
  const body = (await response.json()) as {
    readonly chainId: number;
    readonly application: string;
    readonly applicationPublicKey: string;
    readonly hasArchive?: boolean;
    readonly hasRelay?: boolean;
    readonly predecessor?: {
      readonly chainId: number;
      readonly application: string;
      readonly keyId: string;
      readonly hasNode?: boolean;
      readonly hasArchive?: boolean;
    };
  };
  const { predecessor } = body;
  return {
    context: { chainId: body.chainId, application: bytesOf(body.application) },
    applicationPublicKey: bytesOf(body.applicationPublicKey),
    hasArchive: body.hasArchive === true,
    hasRelay: body.hasRelay === true,
    predecessor: predecessor && {
      context: { chainId: predecessor.chainId, application: bytesOf(predecessor.application) },
      keyId: bytesOf(predecessor.keyId),
      hasNode: predecessor.hasNode === true,
      hasArchive: predecessor.hasArchive === true,
    },
  };
}
