/**
 * Submits claims for closed epochs, oldest first, each after the one before was accepted. What is on chain decides
 * what is left to do, so a node killed between sending and noting sends nothing twice that would count twice.
 */
import type { DatabaseSync } from "node:sqlite";
import { Contract, type JsonRpcProvider, Wallet } from "ethers";
import type { Application } from "./application.ts";
import { consensusInterface, toHex } from "./codec.ts";

export interface ClaimerOptions {
  readonly provider: JsonRpcProvider;
  readonly database: DatabaseSync;
  /** secp256k1 private keys of local validators, 0x hex. */
  readonly keys: readonly string[];
  readonly log: (level: "info" | "warn" | "error", message: string, facts: Record<string, unknown>) => void;
}

/** Sends the claims that are due for one application and waits until they are mined. */
export async function submitClaims(app: Application, options: ClaimerOptions): Promise<void> {
  const { provider, database, keys, log } = options;
  if (keys.length === 0) return;
  const { application, consensus } = app.deployment;
  const epoch = database
    .prepare("SELECT idx,status,root FROM epochs WHERE app=? AND status<>'CLAIM_ACCEPTED' ORDER BY idx LIMIT 1")
    .get(app.records.app);
  if (epoch === undefined || (epoch["status"] !== "CLAIM_COMPUTED" && epoch["status"] !== "CLAIM_SUBMITTED")) return;
  const lastBlock = (Number(epoch["idx"]) + 1) * consensus.epochLength - 1;
  // The contract wants the block past, not just reached.
  if ((await provider.getBlockNumber()) <= lastBlock) return;
  const root = toHex(epoch["root"] as Uint8Array);
  for (const key of keys) {
    const wallet = new Wallet(key, provider);
    const already = database
      .prepare("SELECT 1 FROM claims WHERE app=? AND kind='submitted' AND last_block=? AND submitter=?")
      .get(app.records.app, lastBlock, wallet.address.toLowerCase());
    if (already !== undefined) continue;
    const contract = new Contract(consensus.address, consensusInterface, wallet);
    try {
      const sent = await contract.getFunction("submitClaim")(application.address, lastBlock, root);
      await sent.wait();
      log("info", "claim submitted", { epoch: Number(epoch["idx"]), root, tx: sent.hash, validator: wallet.address });
    } catch (error) {
      const { data } = error as { data?: unknown };
      const name = typeof data === "string" ? consensusInterface.parseError(data)?.name : undefined;
      // NotFirstClaim: the claim is there already (sent before a restart); the reader will see its event.
      if (name === "NotFirstClaim") continue;
      log("warn", "a claim could not be submitted; it is tried again", {
        epoch: Number(epoch["idx"]),
        error: name ?? String(error),
      });
    }
  }
}
