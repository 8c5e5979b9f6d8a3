/** What a text that somebody pasted or scanned leads to. Pure. */
import { parsePassLink } from "@witness/protocol/pass/link";
import { hrefOf, placeOf } from "../places.ts";

/** Where a text leads, from this server's root, and whether that is another page of passes. */
export interface Scanned {
  readonly kind: "pass" | "car";
  readonly href: string;
  /** The site that the link itself names, when it is another one: the pass is checked here all the same. */
  readonly elsewhere: string | undefined;
}

function urlOf(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function isPass(fragment: string): boolean {
  try {
    parsePassLink(fragment);
    return true;
  } catch {
    return false;
  }
}

/**
 * Returns where a text leads; undefined when it is neither a pass nor a car's address.
 * @param text a link, what stands behind its `#`, or a car's number
 * @param host this page's own, with its port
 */
export function scannedText(text: string, host: string): Scanned | undefined {
  const trimmed = text.trim();
  const url = urlOf(trimmed);
  const isWeb = url?.protocol === "https:" || url?.protocol === "http:";
  const elsewhere = url && isWeb && url.host !== host ? url.host : undefined;
  const fragment = trimmed.slice(trimmed.indexOf("#") + 1);
  if (isPass(fragment)) return { kind: "pass", href: `/p#${fragment}`, elsewhere };
  const place = placeOf(url && isWeb ? url.pathname : `/cars/${trimmed.toLowerCase()}`);
  return place?.page === "car" ? { kind: "car", href: hrefOf(place), elsewhere } : undefined;
}
