/** What the auditor knows of Cartesi's contracts 2.2.0: their calls, events and outputs. One versioned place. */
import { Interface, zeroPadValue } from "ethers";
import { AuditError } from "./errors.ts";
import type { Log } from "./logs.ts";

/** Everything that is called, listened to or encoded. */
export const ABI = new Interface([
  "function getDataAvailability() view returns (bytes)",
  "function getOutputsMerkleRootValidator() view returns (address)",
  "function getTemplateHash() view returns (bytes32)",
  "function getDeploymentBlockNumber() view returns (uint256)",
  "function getNumberOfInputs(address) view returns (uint256)",
  "function getEpochLength() view returns (uint256)",
  "function getNumberOfAcceptedClaims() view returns (uint256)",
  "function getNumberOfSubmittedClaims() view returns (uint256)",
  "function numOfValidators() view returns (uint256)",
  "function owner() view returns (address)",
  "function InputBox(address)",
  "function EvmAdvance(uint256 chainId,address app,address sender,uint256 block,uint256 time,uint256 random,uint256 index,bytes payload)",
  "function Notice(bytes)",
  "function Voucher(address,uint256,bytes)",
  "function DelegateCallVoucher(address,bytes)",
  "event InputAdded(address indexed app,uint256 indexed index,bytes input)",
  "event ClaimSubmitted(address indexed submitter,address indexed app,uint256 lastBlock,bytes32 root)",
  "event ClaimAccepted(address indexed app,uint256 lastBlock,bytes32 root)",
  "event OutputsMerkleRootValidatorChanged(address validator)",
]);

/** Returns the first topic of an event's logs. */
export function topicOf(event: string): string {
  const hash = ABI.getEvent(event)?.topicHash;
  if (hash === undefined) throw new Error(`There is no event ${event}.`);
  return hash;
}

/** Returns an address as an indexed argument. */
export const addressTopic = (address: string): string => zeroPadValue(address, 32);

/** One input as the back-end is given it. */
export interface Input {
  readonly index: number;
  readonly chainId: number;
  readonly application: string;
  readonly sender: string;
  readonly block: number;
  readonly timeUnixS: number;
  /** 0x and 64 digits. */
  readonly prevRandao: string;
  readonly payload: string;
}

/** Takes an InputAdded log apart. @throws {AuditError} `application-unsupported` when it is none of 2.2.0 */
export function readInput(log: Log): Input {
  try {
    const { args } = ABI.parseLog(log) ?? {};
    const call = ABI.decodeFunctionData("EvmAdvance", args?.["input"]);
    const random: bigint = call["random"];
    return {
      index: Number(call["index"]),
      chainId: Number(call["chainId"]),
      application: String(call["app"]).toLowerCase(),
      sender: String(call["sender"]).toLowerCase(),
      block: Number(call["block"]),
      timeUnixS: Number(call["time"]),
      prevRandao: `0x${random.toString(16).padStart(64, "0")}`,
      payload: call["payload"],
    };
  } catch (cause) {
    const sentence = `The input in block ${log.block} is not encoded as Cartesi's contracts 2.2.0 encode it.`;
    throw new AuditError(sentence, { code: "application-unsupported", cause });
  }
}

/** One claim event. */
export interface ClaimEvent {
  readonly kind: "submitted" | "accepted";
  readonly consensus: string;
  /** Who submitted it; empty on an acceptance. */
  readonly submitter: string;
  readonly lastBlock: number;
  readonly root: string;
  readonly block: number;
  readonly transaction: string;
}

/** Takes a ClaimSubmitted or ClaimAccepted log apart. */
export function readClaim(log: Log): ClaimEvent {
  const event = ABI.parseLog(log);
  if (!event) throw new AuditError(`The log in block ${log.block} is no claim.`, { code: "application-unsupported" });
  return {
    kind: event.name === "ClaimAccepted" ? "accepted" : "submitted",
    consensus: log.address,
    submitter: String(event.args["submitter"] ?? "").toLowerCase(),
    lastBlock: Number(event.args["lastBlock"]),
    root: event.args["root"],
    block: log.block,
    transaction: log.transaction,
  };
}
