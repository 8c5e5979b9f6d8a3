/** The check that a chain carries the official contracts and the application of a deployment file. */
import type { Deployment } from "@witness/ethereum/deployment";
import { requireArtifact, requireOfficial } from "@witness/ethereum/official";
import type { Call } from "@witness/ethereum/rpc";
import type { Interface } from "ethers";
import { applicationInterface, consensusInterface } from "./codec.ts";
import { nodeError } from "./errors.ts";

/**
 * Refuses to follow a deployment whose contracts are not the official ones, or whose file and chain disagree.
 * @throws {EthereumError} `code-unexpected`; {NodeError} `application-missing`, `consensus-mismatch`, `deployment-differs`;
 * {ChainError} as `call` throws
 */
export async function checkDeployment(call: Call, deployment: Deployment): Promise<void> {
  await requireOfficial(call, deployment.contracts);
  const { application, consensus } = deployment;
  if ((await call("eth_getCode", [application.address, "latest"])) === "0x") {
    throw nodeError("application-missing", `No application contract at ${application.address} on this chain.`);
  }
  await requireArtifact(call, "Application", application.address);
  const ask = async (contract: Interface, to: string, name: string): Promise<string> => {
    const data = contract.encodeFunctionData(name);
    const returned = (await call("eth_call", [{ to, data }, "latest"])) as string;
    return String(contract.decodeFunctionResult(name, returned)[0]);
  };
  const validator = await ask(applicationInterface, application.address, "getOutputsMerkleRootValidator");
  if (validator.toLowerCase() !== consensus.address) {
    throw nodeError(
      "consensus-mismatch",
      `Application ${application.address} trusts consensus ${validator}, the deployment file says ${consensus.address}.`,
    );
  }
  await requireArtifact(call, consensus.type === "QUORUM" ? "Quorum" : "Authority", consensus.address);
  const agrees = (what: string, onChain: string, inFile: string): void => {
    if (onChain.toLowerCase() === inFile.toLowerCase()) return;
    throw nodeError(
      "deployment-differs",
      `The ${what} of application ${application.address} is ${onChain} on chain, the deployment file says ${inFile}.`,
    );
  };
  agrees(
    "template hash",
    await ask(applicationInterface, application.address, "getTemplateHash"),
    application.templateHash,
  );
  const availability = await ask(applicationInterface, application.address, "getDataAvailability");
  agrees("data availability", availability, application.dataAvailability);
  const epochLength = await ask(consensusInterface, consensus.address, "getEpochLength");
  agrees("epoch length", epochLength, String(consensus.epochLength));
}

/** Refuses a chain with another chain id. @throws {NodeError} `wrong-chain`; {ChainError} as `call` throws */
export async function checkChain(call: Call, chainId: number, host: string): Promise<void> {
  const seen = Number(await call("eth_chainId", []));
  if (seen === chainId) return;
  throw nodeError("wrong-chain", `${host} is chain ${seen}, the deployment is on chain ${chainId}.`);
}
