/** The addresses of the official contracts 2.2.0 (CREATE2, salt 0), and the check that a chain carries them. */
import type { JsonRpcProvider } from "ethers";
import { Contract } from "ethers";
import { applicationInterface, consensusInterface } from "./codec.ts";
import type { Deployment } from "./deployment.ts";
import { nodeError } from "./errors.ts";
import { differsFrom } from "./official-code.ts";

export const OFFICIAL: Readonly<Record<string, string>> = {
  InputBox: "0x1b51e2992A2755Ba4D6F7094032DF91991a0Cfac",
  EtherPortal: "0xA632c5c05812c6a6149B7af5C56117d1D2603828",
  ERC20Portal: "0xACA6586A0Cf05bD831f2501E7B4aea550dA6562D",
  ERC721Portal: "0x9E8851dadb2b77103928518846c4678d48b5e371",
  ERC1155SinglePortal: "0x18558398Dd1a8cE20956287a4Da7B76aE7A96662",
  ERC1155BatchPortal: "0xe246Abb974B307490d9C6932F48EbE79de72338A",
  AuthorityFactory: "0x5E96408CFE423b01dADeD3bc867E6013135990cc",
  QuorumFactory: "0x1C91Ba8aa5648cdAC77E97eaC781447c646EF239",
  ApplicationFactory: "0x26E758238CB6eC5aB70ce0dd52aF2d7b82e1972E",
  SelfHostedApplicationFactory: "0x010D3CbB4223F5bCc7b7B03cEE59f3aAea8eDb8A",
  SafeERC20Transfer: "0xb7C2bcAA4437425cfcE9d233bFf15EF461273D63",
};

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
