/**
 * Whom this page asks. Chain, application and web origins come from the page's server or from the reader, never from a pass;
 * the reader may name other nodes of the chain, another archive and another rollup node, which this browser keeps.
 */
import type { VerifyOptions } from "../src/options.ts";

/** What the reader may change; an empty text stands for what the page's server offers. */
export interface Places {
  readonly chainId: string;
  readonly application: string;
  readonly rpc: string;
  readonly secondRpc: string;
  readonly archive: string;
  readonly inspect: string;
  readonly nodeRpc: string;
}

/** Everything that a verification needs beside the pass. */
export interface Asked extends Omit<VerifyOptions, "nowUnixS" | "onStep"> {
  /** The way to cars that the page's server has. */
  readonly liveUrl: string | undefined;
}

/** What the page's server says of itself. */
export interface ServerConfig {
  readonly chainId: number;
  readonly application: string;
  readonly hasArchive?: boolean;
  readonly hasFleet?: boolean;
  readonly origins?: readonly string[];
  readonly rpcUrls?: readonly string[];
}

/** Nothing chosen. */
const NO_PLACES: Places = {
  chainId: "",
  application: "",
  rpc: "",
  secondRpc: "",
  archive: "",
  inspect: "",
  nodeRpc: "",
};

const KEY = "witness.pass.places";

/** Returns what this browser keeps. Storage may be forbidden. */
export function keptPlaces(): Places {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return { ...NO_PLACES, ...(typeof kept === "object" ? kept : {}) };
  } catch {
    return NO_PLACES;
  }
}

/** Keeps what the reader chose. */
export function keepPlaces(places: Places): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(places));
  } catch {
    // It holds for this visit.
  }
}

/** Asks the page's server who it is; undefined from disk, and when nothing answers. */
export async function serverConfig(): Promise<ServerConfig | undefined> {
  if (location.protocol === "file:") return undefined;
  try {
    const response = await fetch("/p/config.json");
    return response.ok ? ((await response.json()) as ServerConfig) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Returns an address that this page may ask: over TLS, or on the reader's own machine; undefined for another.
 */
export function allowedUrl(text: string): string | undefined {
  try {
    const url = new URL(text.trim());
    const isHere = url.protocol === "http:" && (url.hostname === "127.0.0.1" || url.hostname === "localhost");
    return isHere || url.protocol === "https:" ? url.href.replace(/\/+$/, "") : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a reader's text is the number of a chain. */
export const isChainId = (text: string): boolean => /^[1-9]\d{0,15}$/.test(text) && Number.isSafeInteger(Number(text));

/** Whether a reader's text is the address of an application. */
export const isApplication = (text: string): boolean => /^0x[0-9a-fA-F]{40}$/.test(text);

/** Returns whom to ask; undefined when neither server nor reader says which application it is. */
export function askedOf(config: ServerConfig | undefined, places: Places): Asked | undefined {
  const chainId = config?.chainId ?? Number(places.chainId);
  const application = config?.application ?? places.application.trim();
  if (!isChainId(String(chainId)) || !isApplication(application)) return undefined;
  const named = [places.rpc, places.secondRpc].flatMap((text) => allowedUrl(text) ?? []);
  // The page's own node is asked unless the reader names one in its place.
  const own = config && !allowedUrl(places.rpc) ? ["/api/chain"] : [];
  const rpcUrls = [...own, ...named, ...(config?.rpcUrls ?? [])];
  const inspectUrl = allowedUrl(places.inspect) ?? (config ? "/api/inspect" : undefined);
  const rpcUrl = allowedUrl(places.nodeRpc) ?? (config ? "/api/rpc" : undefined);
  return {
    chainId,
    application,
    rpcUrls,
    node: inspectUrl && rpcUrl ? { inspectUrl, rpcUrl } : undefined,
    archiveUrl: allowedUrl(places.archive) ?? (config?.hasArchive ? "/archive" : undefined),
    origins: config?.origins ?? [],
    liveUrl: config?.hasFleet ? "/api/fleet" : undefined,
  };
}
