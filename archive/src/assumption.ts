/**
 * What an edition assumes of its sealed vehicle. Whether an operation takes effect depends on who owns the car, and the
 * first owner stands in the vehicle, which only the back-end opens. So where it matters an edition is parted: one in which
 * the operation took effect, and one in which it did not. The record's accumulator tells which of them is the car's.
 */
import { equal, toHex } from "@witness/protocol/bytes";
import type { Holding } from "@witness/protocol/operations/holding";

/**
 * `open`: nothing yet. `nobody`: the vehicle names no owner. `somebody`: it names one that has not acted yet. Else the
 * account that it names, 40 hexadecimal digits.
 */
export type Assumption = string;

/** Stands for an owner that is not known: 20 bytes that are nobody's account. */
export const UNKNOWN_OWNER = new Uint8Array(20).fill(255);

const withOwner = (holding: Holding, account: Uint8Array): Holding => ({
  ...holding,
  tenures: holding.tenures.map((tenure) =>
    equal(tenure.owner, UNKNOWN_OWNER) ? { ...tenure, owner: account } : tenure,
  ),
});

const withoutOwner = (holding: Holding): Holding => ({ ...holding, tenure: 0, tenures: [] });

/** One way in which an edition may turn out to be. */
export interface Alternative {
  readonly assumed: Assumption;
  readonly holding: Holding;
}

/**
 * Returns what the vehicle may say, as far as an operation by this account can tell: more general alternatives first.
 * @param account of whoever acts (20 bytes), if it is an account that acts
 */
export function alternativesOf(
  { assumed, holding }: Alternative,
  account: Uint8Array | undefined,
): readonly Alternative[] {
  if (assumed !== "open" && assumed !== "somebody") return [{ assumed, holding }];
  const byAccount = account ? [{ assumed: toHex(account), holding: withOwner(holding, account) }] : [];
  const somebody = [{ assumed: "somebody", holding }, ...byAccount];
  return assumed === "somebody" ? somebody : [...somebody, { assumed: "nobody", holding: withoutOwner(holding) }];
}

/**
 * Returns what an edition assumes after it was parted from one that assumes `taken`: an operation had no effect in it.
 * Those that were open are then known to be the other way round.
 */
export function remaining({ assumed, holding }: Alternative, taken: Assumption): Alternative {
  if (assumed === "open" && taken === "somebody") return { assumed: "nobody", holding: withoutOwner(holding) };
  if (assumed === "open" && taken === "nobody") return { assumed: "somebody", holding };
  return { assumed, holding };
}
