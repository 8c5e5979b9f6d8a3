/** The deployment file that contracts/ writes, parsed once: past this file its types are trusted. */
import { readFileSync } from "node:fs";
import { isAddress, isHexString } from "ethers";
import { nodeError } from "./errors.ts";

export interface Deployment {
  readonly chainId: number;
  readonly deploymentBlock: number;
  readonly application: {
    readonly name: string;
    readonly address: string;
    readonly templateHash: string;
    readonly dataAvailability: string;
  };
  readonly consensus: {
    readonly type: "AUTHORITY" | "QUORUM";
    readonly address: string;
    readonly epochLength: number;
  };
  readonly contracts: Readonly<Record<string, string>>;
}

type Fields = Record<string, unknown>;

function fields(value: unknown, where: string): Fields {
  if (typeof value !== "object" || value === null) throw new Error(`${where} must be an object`);
  return value as Fields;
}

function address(value: unknown, where: string): string {
  if (typeof value !== "string" || !isAddress(value)) throw new Error(`${where} must be an address`);
  return value.toLowerCase();
}

function whole(value: unknown, where: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw new Error(`${where} must be ≥ 0`);
  return value;
}

function hex(value: unknown, where: string): string {
  if (typeof value !== "string" || !isHexString(value)) throw new Error(`${where} must be 0x hex`);
  return value.toLowerCase();
}

/** Parses the JSON of a deployment; throws `deployment-malformed` naming the field. */
export function parseDeployment(text: string): Deployment {
  try {
    const root = fields(JSON.parse(text), "the deployment");
    const application = fields(root["application"], "application");
    const consensus = fields(root["consensus"], "consensus");
    const contracts = fields(root["contracts"], "contracts");
    const name = application["name"];
    if (typeof name !== "string" || !/^[a-z0-9_-]{3,}$/.test(name))
      throw new Error("application.name must be three or more of a-z 0-9 _ -");
    const type = consensus["type"];
    if (type !== "AUTHORITY" && type !== "QUORUM") throw new Error("consensus.type must be AUTHORITY or QUORUM");
    const epochLength = whole(consensus["epochLength"], "consensus.epochLength");
    if (epochLength === 0) throw new Error("consensus.epochLength must be at least 1 block");
    address(contracts["InputBox"], "contracts.InputBox");
    return {
      chainId: whole(root["chainId"], "chainId"),
      deploymentBlock: whole(root["deploymentBlock"], "deploymentBlock"),
      application: {
        name,
        address: address(application["address"], "application.address"),
        templateHash: hex(application["templateHash"], "application.templateHash"),
        dataAvailability: hex(application["dataAvailability"], "application.dataAvailability"),
      },
      consensus: { type, address: address(consensus["address"], "consensus.address"), epochLength },
      contracts: Object.fromEntries(
        Object.entries(contracts).map(([key, at]) => [key, address(at, `contracts.${key}`)]),
      ),
    };
  } catch (cause) {
    throw nodeError("deployment-malformed", `Deployment file: ${(cause as Error).message}.`, { cause });
  }
}

/** Reads a deployment file; throws `deployment-unreadable` or `deployment-malformed`. */
export function readDeployment(path: string): Deployment {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw nodeError("deployment-unreadable", `Cannot read the deployment file ${path}; deploy first.`, { cause });
  }
  return parseDeployment(text);
}
