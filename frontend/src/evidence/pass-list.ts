/**
 * The passes that were made in this browser. Of each as much is kept as taking it back needs: no link, so that whoever opens this
 * browser later shows none of them.
 */
import { toHex } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import type { RecordField } from "@witness/protocol/record/fields";
import type { KeyStore } from "./key-store.ts";

/** What is known of one pass. */
export interface ListedPass {
  /** 32 bytes, by which it is withdrawn. */
  readonly identity: Uint8Array;
  /** 8 bytes. */
  readonly device: Uint8Array;
  readonly issuedUnixS: number;
  readonly expiresUnixS: number;
  readonly purpose: string;
  readonly forWhom: string;
  /** What it shows beside what every pass does. */
  readonly fields: readonly RecordField[];
  /** Of the operation that takes it back, once a relay took it. */
  readonly withdrawal?: { readonly tenure: number; readonly counter: number; readonly sentUnixS: number };
}

const prefixOf = ({ chainId, application }: Context, owner: Uint8Array): string =>
  `pass.${chainId}.${toHex(application)}.${toHex(owner)}.`;

const isBytes = (value: unknown, length: number): boolean => value instanceof Uint8Array && value.length === length;

/** Whether a kept value is a pass as this build keeps them. */
function isListed(value: unknown): value is ListedPass {
  const { identity, device, expiresUnixS, fields } = (value ?? {}) as Partial<Record<keyof ListedPass, unknown>>;
  return isBytes(identity, 32) && isBytes(device, 8) && Number.isSafeInteger(expiresUnixS) && Array.isArray(fields);
}

/** Keeps a pass, or what has become of it. */
export const listPass = (store: KeyStore, context: Context, owner: Uint8Array, pass: ListedPass): Promise<void> =>
  store.put(prefixOf(context, owner) + toHex(pass.identity), pass);

/** Returns the passes of a car that its owner (20 bytes) made in this browser, the newest first. */
export async function listedPasses(
  store: KeyStore,
  context: Context,
  owner: Uint8Array,
  device: Uint8Array,
): Promise<readonly ListedPass[]> {
  const kept = await store.under(prefixOf(context, owner));
  const own = kept.filter(isListed).filter((pass) => toHex(pass.device) === toHex(device));
  return own.sort((a, b) => b.issuedUnixS - a.issuedUnixS);
}
