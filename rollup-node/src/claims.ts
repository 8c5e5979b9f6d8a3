/**
 * Submits claims for closed epochs, oldest first, each after the one before was accepted. What is on chain decides
 * what is left to do, so a node killed between sending and noting sends nothing twice that would count twice.
 * Nothing here waits for a block: a chain that mines slowly must not keep the node from following it.
 */
import { Contract, Interface, type JsonRpcProvider, Wallet } from "ethers";
import type { Application } from "./application.ts";
import { consensusInterface, toHex } from "./codec.ts";
import type { NamedLog } from "./http.ts";

export interface ClaimerOptions {
  readonly provider: JsonRpcProvider;
  /** secp256k1 private keys of local validators, 0x hex. */
  readonly keys: readonly string[];
  /** Whether the chain still has the newest block that was read. */
  readonly stands: () => Promise<boolean>;
  readonly log: NamedLog;
}

const roles = new Interface([
  "function owner() view returns (address)",
  "function validatorId(address) view returns (uint256)",
]);

export class Claimer {
  #options: ClaimerOptions;
  #wallets: readonly Wallet[];
  /** Transactions on their way, by application, epoch and validator. */
  #sent = new Map<string, string>();
  #entitled = new Map<string, boolean>();
  #complaints = new Map<string, string>();

  constructor(options: ClaimerOptions) {
    this.#options = options;
    this.#wallets = options.keys.map((key) => new Wallet(key, options.provider));
  }

  /** Sends the claims that are due for one application. */
  async submit(app: Application): Promise<void> {
    const { provider } = this.#options;
    if (this.#wallets.length === 0 || app.records.state().state !== "ENABLED") return;
    const due = app.records.epochs.oldestNotAccepted();
    if (due?.root === undefined || (due.status !== "CLAIM_COMPUTED" && due.status !== "CLAIM_SUBMITTED")) return;
    const index = due.epoch;
    const lastBlock = (index + 1) * app.deployment.consensus.epochLength - 1;
    const wallets = this.#wallets.filter((wallet) => !app.records.claims.has(lastBlock, wallet.address.toLowerCase()));
    // The contract wants the block past, not just reached.
    if (wallets.length === 0 || (await provider.getBlockNumber()) <= lastBlock) return;
    const root = toHex(due.root);
    for (const wallet of wallets) {
      const key = `${app.records.app} ${index} ${wallet.address}`;
      if ((await this.#mayClaim(app, wallet)) && !(await this.#onItsWay(key)))
        await this.#send(app, { key, index, lastBlock, root, wallet });
    }
  }

  /** A node of several applications has keys that are validators of some of them only. */
  async #mayClaim(app: Application, wallet: Wallet): Promise<boolean> {
    const { consensus, application } = app.deployment;
    const key = `${app.records.app} ${wallet.address}`;
    let entitled = this.#entitled.get(key);
    if (entitled === undefined) {
      const contract = new Contract(consensus.address, roles, this.#options.provider);
      entitled =
        consensus.type === "AUTHORITY"
          ? (await contract.getFunction("owner")()) === wallet.address
          : (await contract.getFunction("validatorId")(wallet.address)) !== 0n;
      this.#entitled.set(key, entitled);
      if (!entitled)
        this.#options.log("info", "this validator's key has no say here", {
          application: application.name,
          validator: wallet.address,
        });
    }
    return entitled;
  }

  /** True while the transaction sent before may still be mined, or its event be read. */
  async #onItsWay(key: string): Promise<boolean> {
    const hash = this.#sent.get(key);
    if (hash === undefined) return false;
    const receipt = await this.#options.provider.getTransactionReceipt(hash);
    if (receipt?.status === 1) return true;
    if (receipt === null && (await this.#options.provider.getTransaction(hash)) !== null) return true;
    // Dropped by a reorganisation or a restarted chain, or reverted: it counts for nothing.
    this.#sent.delete(key);
    return false;
  }

  async #send(
    app: Application,
    claim: { key: string; index: number; lastBlock: number; root: string; wallet: Wallet },
  ): Promise<void> {
    const { application, consensus } = app.deployment;
    const { key, index, lastBlock, root, wallet } = claim;
    const { log } = this.#options;
    // A claim says what the inputs gave that were read. On a chain that dropped some of them it would be wrong, and
    // the consensus would accept it.
    if (!(await this.#options.stands())) return;
    const facts = { application: application.name, epoch: index, validator: wallet.address, root };
    try {
      const contract = new Contract(consensus.address, consensusInterface, wallet);
      const sent = await contract.getFunction("submitClaim")(application.address, lastBlock, root);
      this.#sent.set(key, sent.hash);
      this.#complaints.delete(key);
      log("info", "claim sent", { ...facts, tx: sent.hash });
    } catch (error) {
      const { data, shortMessage } = error as { data?: unknown; shortMessage?: string };
      const name = typeof data === "string" ? consensusInterface.parseError(data)?.name : undefined;
      // NotFirstClaim: the claim is there already (sent before a restart); the reader will see its event.
      if (name === "NotFirstClaim") return;
      const reason = name ?? shortMessage ?? String(error);
      if (this.#complaints.get(key) !== reason)
        log("warn", "a claim could not be sent; it is tried again", { ...facts, error: reason });
      this.#complaints.set(key, reason);
    }
  }
}
