/** The check that a chain carries the official contracts 2.2.0 and the application of a deployment file. */
import { OFFICIAL_ADDRESSES } from "@witness/ethereum/official";
import type { JsonRpcProvider } from "ethers";
import { Contract } from "ethers";
import { applicationInterface, consensusInterface } from "./codec.ts";
import type { Deployment } from "./deployment.ts";
import { nodeError } from "./errors.ts";
import { differsFrom } from "./official-code.ts";

/** The official addresses of 2.2.0 by name. */
export const OFFICIAL: Readonly<Record<string, string>> = OFFICIAL_ADDRESSES;

/**
 * Refuses to follow a deployment whose contracts are not those of 2.2.0: with a factory of another version every
 * proof fails on chain much later, and nobody sees why.
 */
export async function checkDeployment(provider: JsonRpcProvider, deployment: Deployment): Promise<void> {
  for (const [name, address] of Object.entries(deployment.contracts)) {
    const official = OFFICIAL[name];
    if (official !== undefined && official.toLowerCase() !== address.toLowerCase())
      throw nodeError(
        "contracts-not-official",
        `${name} is at ${address}, but contracts 2.2.0 have it at ${official}; deploy with contracts 2.2.0 and point the node to that deployment.`,
      );
    const code = await provider.getCode(address);
    if (code === "0x")
      throw nodeError(
        "contracts-missing",
        `No code at ${address} (${name}); is the RPC URL the chain that the deployment file speaks of?`,
      );
    if (official !== undefined) agreesWithArtefact(name, address, code);
  }
  const { application, consensus } = deployment;
  const code = await provider.getCode(application.address);
  if (code === "0x")
    throw nodeError("application-missing", `No application contract at ${application.address} on this chain.`);
  agreesWithArtefact("Application", application.address, code);
  const contract = new Contract(application.address, applicationInterface, provider);
  const validator: string = await contract.getFunction("getOutputsMerkleRootValidator")();
  if (validator.toLowerCase() !== consensus.address.toLowerCase())
    throw nodeError(
      "consensus-mismatch",
      `Application ${application.address} trusts consensus ${validator}, the deployment file says ${consensus.address}.`,
    );
  const judge = consensus.type === "QUORUM" ? "Quorum" : "Authority";
  agreesWithArtefact(judge, consensus.address, await provider.getCode(consensus.address));
  const agrees = (what: string, onChain: string, inFile: string) => {
    if (onChain.toLowerCase() !== inFile.toLowerCase())
      throw nodeError(
        "deployment-differs",
        `The ${what} of application ${application.address} is ${onChain} on chain, the deployment file says ${inFile}.`,
      );
  };
  agrees("template hash", await contract.getFunction("getTemplateHash")(), application.templateHash);
  agrees("data availability", await contract.getFunction("getDataAvailability")(), application.dataAvailability);
  const epochs = new Contract(consensus.address, consensusInterface, provider);
  agrees("epoch length", String(await epochs.getFunction("getEpochLength")()), String(consensus.epochLength));
}

/** Throws `contract-differs` when the code at an address is not that of the contract in `@cartesi/rollups` 2.2.0. */
function agreesWithArtefact(name: string, address: string, code: string): void {
  const byte = differsFrom(name, code);
  if (byte !== undefined)
    throw nodeError(
      "contract-differs",
      `${name} at ${address} is another contract than that of contracts 2.2.0: its code differs from byte ${byte} on. Do not trust this chain or its RPC server.`,
    );
}
