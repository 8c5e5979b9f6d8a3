/**
 * Cartesi's contracts 2.2.0 out of `@cartesi/rollups`: artifacts, CREATE2 with salt 0 through Arachnid's proxy, the
 * official addresses, and the check that a chain carries the official code at them.
 */
import { createRequire } from "node:module";
import { AbiCoder, concat, getBytes, getCreate2Address, hexlify, type InterfaceAbi, keccak256, ZeroHash } from "ethers";
import { EthereumError } from "./errors.ts";
import type { Call } from "./rpc.ts";

const require = createRequire(import.meta.url);

/** The release whose artifacts are installed. */
export const CONTRACTS_VERSION = "2.2.0";

/** Arachnid's deterministic deployment proxy, on nearly every chain. */
export const CREATE2_PROXY = "0x4e59b44847b379578588920cA78FbF26c0B4956C";
/** Its code, for a chain that lets us put it there. */
export const CREATE2_PROXY_CODE =
  "0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3";

const OFFICIAL = {
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
} as const;

/** The name of an official contract. */
export type OfficialName = keyof typeof OFFICIAL;

/** The official addresses of 2.2.0. */
export const OFFICIAL_ADDRESSES: Readonly<Record<OfficialName, string>> = OFFICIAL;

/** In an order in which each finds what it needs. */
export const OFFICIAL_NAMES = Object.keys(OFFICIAL) as OfficialName[];

const NEEDS: Partial<Record<OfficialName, readonly OfficialName[]>> = {
  EtherPortal: ["InputBox"],
  ERC20Portal: ["InputBox"],
  ERC721Portal: ["InputBox"],
  ERC1155SinglePortal: ["InputBox"],
  ERC1155BatchPortal: ["InputBox"],
  SelfHostedApplicationFactory: ["AuthorityFactory", "ApplicationFactory"],
};

/** ABI and creation code of a contract of the package. */
export function artifact(name: string): { readonly abi: InterfaceAbi; readonly bytecode: string } {
  const { abi, bytecode } = require(`@cartesi/rollups/out/${name}.sol/${name}.json`) as {
    abi: InterfaceAbi;
    bytecode: { object: string };
  };
  return { abi, bytecode: bytecode.object };
}

/** Creation code with its arguments. */
export function creationCode(name: OfficialName): string {
  const needs = NEEDS[name] ?? [];
  const args = AbiCoder.defaultAbiCoder().encode(
    needs.map(() => "address"),
    needs.map((need) => OFFICIAL[need]),
  );
  return concat([artifact(name).bytecode, args]);
}

/** The address that CREATE2 gives to the installed artifact. */
export function computedAddress(name: OfficialName): string {
  return getCreate2Address(CREATE2_PROXY, ZeroHash, keccak256(creationCode(name)));
}

/**
 * Whether code on a chain is that of an installed artifact. Words that a constructor fills in (`immutable`) differ from chain
 * to chain and are left out; the CREATE2 address has fixed their arguments already.
 */
export function isArtifactCode(name: string, code: string): boolean {
  const { deployedBytecode } = require(`@cartesi/rollups/out/${name}.sol/${name}.json`) as {
    deployedBytecode: {
      object: string;
      immutableReferences?: Record<string, readonly { readonly start: number; readonly length: number }[]>;
    };
  };
  const found = getBytes(code);
  for (const { start, length } of Object.values(deployedBytecode.immutableReferences ?? {}).flat()) {
    found.fill(0, start, start + length);
  }
  return hexlify(found) === deployedBytecode.object;
}

/**
 * Checks that each contract of a deployment that is one of Cartesi's lies at its official address with its official
 * code. With a factory of another version every proof fails on chain much later, and nobody sees why; code of a
 * stranger at the address of another chain could drop inputs.
 * @param contracts addresses by name; names that are not Cartesi's must only have code
 * @throws {EthereumError} `code-unexpected`; {ChainError} as `call` throws
 */
export async function requireOfficial(call: Call, contracts: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, address] of Object.entries(contracts)) {
    const official = (OFFICIAL as Readonly<Record<string, string>>)[name];
    if (official !== undefined && official.toLowerCase() !== address.toLowerCase()) {
      const sentence = `${name} is at ${address}, but contracts ${CONTRACTS_VERSION} have it at ${official}; deploy with them and name that deployment.`;
      throw new EthereumError(sentence, { code: "code-unexpected" });
    }
    if (official !== undefined) await requireArtifact(call, name, address);
    else await codeAt(call, name, address);
  }
}

/**
 * Checks that a contract at an address has the code of an installed artifact, such as `Application` or `Authority`.
 * @throws {EthereumError} `code-unexpected`; {ChainError} as `call` throws
 */
export async function requireArtifact(call: Call, name: string, address: string): Promise<void> {
  if (isArtifactCode(name, await codeAt(call, name, address))) return;
  const sentence = `The code at ${address} is not ${name} of contracts ${CONTRACTS_VERSION}; do not use this chain.`;
  throw new EthereumError(sentence, { code: "code-unexpected" });
}

async function codeAt(call: Call, name: string, address: string): Promise<string> {
  const code = await call("eth_getCode", [address, "latest"]);
  if (typeof code === "string" && /^0x([0-9a-fA-F]{2})+$/.test(code)) return code;
  const sentence = `There is no code at ${address} (${name}); does the RPC URL lead to the chain of the deployment file?`;
  throw new EthereumError(sentence, { code: "code-unexpected" });
}
