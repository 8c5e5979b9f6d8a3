/** Where this page's servers are and which application it speaks of. No DOM. */
import { fromHex } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { EvidenceError } from "./errors.ts";

/** What `/config.json` says, as bytes. */
export interface Config {
  readonly context: Context;
  /** 33 bytes, compressed P-256: what devices seal to. */
  readonly applicationPublicKey: Uint8Array;
  /** This page's server has an archive behind it. */
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
  };
  return {
    context: { chainId: body.chainId, application: bytesOf(body.application) },
    applicationPublicKey: bytesOf(body.applicationPublicKey),
    hasArchive: body.hasArchive === true,
  };
}
