/**
 * Submits claims for closed epochs, oldest first, each after the one before was accepted. The claims on chain decide
 * what is sent next, so a node that was killed after sending and before noting does no harm: a second claim fails.
 * No function here waits for a block: a chain that mines slowly must not keep the node from following it.
 */
import { Contract, Interface, type JsonRpcProvider, Wallet } from "ethers";
import type { Application } from "./application.ts";
import { consensusInterface, toHex } from "./codec.ts";
import type { NamedLog } from "./http.ts";

/** What a claimer is made with. */
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

/** Sends the claims of this node's validators. */
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
    // The contract takes a claim only after the epoch's last block, not in it.
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
        this.#options.log("info", "this key is no validator of the application", {
          application: application.name,
          validator: wallet.address,
        });
    }
    return entitled;
  }

  /** True while the transaction sent before may still be mined, or its event is not read yet. */
  async #onItsWay(key: string): Promise<boolean> {
    const hash = this.#sent.get(key);
    if (hash === undefined) return false;
    const receipt = await this.#options.provider.getTransactionReceipt(hash);
    if (receipt?.status === 1) return true;
    if (receipt === null && (await this.#options.provider.getTransaction(hash)) !== null) return true;
    // A reorganisation or a restarted chain dropped the transaction, or it reverted: the claim is sent again.
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
    // The root of a claim is computed from the inputs that were read. If the chain has dropped some of them since, the
    // claim is wrong, and the consensus would accept it.
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
