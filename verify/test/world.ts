/**
 * Everybody whom a verifier asks, over HTTP on this machine: nodes of the chain that say what a test tells them to, a rollup node
 * and an archive. Their bytes are made by the protocol's own encoders.
 */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { extendHistory, operationItem } from "@witness/protocol/accumulator";
import { toHex } from "@witness/protocol/bytes";
import { preamble } from "@witness/protocol/context";
import { native } from "@witness/protocol/crypto/native";
import { emptySubtree, OUTPUTS_TREE_HEIGHT } from "@witness/protocol/last-output";
import { type Globals, globalValues, newGlobals } from "@witness/protocol/operations/globals";
import { evidenceRoots, type PassEvidence } from "@witness/protocol/pass/evidence";
import { issuePass, narrowEvidence } from "@witness/protocol/pass/issue";
import { encodePassLink } from "@witness/protocol/pass/link";
import { keyPassSigner } from "@witness/protocol/pass/signature";
import { encodeSteps, type HistoryStep } from "@witness/protocol/pass/steps";
import type { RecordValues } from "@witness/protocol/record/fields";
import { globalsRoot, openGlobals } from "@witness/protocol/record/globals";
import { stateLeaf } from "@witness/protocol/record/tree";
import { encodeAnswer } from "@witness/protocol/wire/answer";
import { encodeQuery } from "@witness/protocol/wire/query";
import { passEvidence, passOwner, passOwnerKey, passTerms, passValues } from "../../protocol/scripts/example-pass.ts";
import { CLAIM_ACCEPTED, SELECTORS } from "../src/contracts.ts";
import type { VerifyOptions } from "../src/options.ts";

/** The application of every pass here. */
export const context = { chainId: 31_337, application: new Uint8Array(20).fill(0xab) };
export const application = `0x${toHex(context.application)}`;
const consensus = `0x${"cd".repeat(20)}`;
/** In the middle of the passes' term. */
export const NOW_UNIX_S: number = passTerms.issuedUnixS + 10 * 86_400;

/** What a node of the chain says. */
export interface ChainWord {
  readonly chainId: number;
  readonly block: number;
  /** 0x and 64 digits each, oldest first: the roots of the claims that were accepted. */
  readonly accepted: readonly string[];
  /** Roots that it says are accepted, without a claim. */
  readonly invented?: readonly string[];
}

/** An application that goes on. */
const OPEN: Globals = newGlobals({ makers: [] }, native);
/** One that has announced when it closes. */
export const closing = (closesUnixS: number): Globals => ({
  ...OPEN,
  succession: { number: 1, closesUnixS, announced: [{ statement: new Uint8Array(173) }], inherited: [] },
});

/** Evidence of the only record of its state, whose output is the only one: it is the last under its own claim. */
const alone = (evidence: PassEvidence, globals: Globals): PassEvidence => ({
  ...evidence,
  place: { index: 1, size: 2, path: [stateLeaf(globalsRoot(globalValues(globals), native), native)] },
  output: { index: 0, siblings: Array.from({ length: OUTPUTS_TREE_HEIGHT }, (_, level) => emptySubtree(level)) },
  sessions: [],
});

/** The record that a pass shows, with changes, and what its application is like. */
export const shown = (change: Partial<RecordValues> = {}, globals = OPEN): PassEvidence =>
  alone(narrowEvidence(passEvidence(passOwner, change), ["vehicle", "vin", "period", "odometer"], native), globals);

/** A pass with this evidence, as bytes. */
export const passWith = (evidence: PassEvidence, terms: Partial<typeof passTerms> = {}): Uint8Array =>
  issuePass({ ...passTerms, ...terms }, evidence, keyPassSigner(context, passOwnerKey, native), native);

export const linkTo = (pass: Uint8Array): string =>
  `https://witness.example/p#${encodePassLink({ form: "whole", pass })}`;

/** The root of all outputs that evidence leads to, 0x and 64 digits. */
export const rootOf = (evidence: PassEvidence): string => `0x${toHex(evidenceRoots(evidence, native).outputs)}`;

/** The record after some more items of its history. */
export function after(steps: readonly HistoryStep[]): Pick<RecordValues, "chain"> {
  const { chain } = passValues(passOwner);
  const accumulator = steps.reduce(
    (hash, step) =>
      extendHistory(
        preamble("history", context),
        hash,
        { ...step, item: step.kind === "operation" ? operationItem(step.item, native) : step.item },
        native,
      ),
    chain.accumulator,
  );
  return { chain: { ...chain, accumulator, items: chain.items + steps.length } };
}

/** What node and archive say. */
export interface Said {
  /** The record as of now, and whether its state's epoch is claimed. */
  head?: { readonly evidence: PassEvidence; readonly isClaimed: boolean; readonly globals?: Globals };
  steps: readonly HistoryStep[];
  /** Encrypted passes by their hash in hexadecimal. */
  kept: ReadonlyMap<string, Uint8Array>;
}

/** Everybody who is asked. */
export interface World {
  readonly url: string;
  /** By the name in the path: what each node of the chain says. */
  readonly chains: Map<string, ChainWord>;
  readonly said: Said;
  /** Options with these nodes of the chain. */
  readonly options: (chains: readonly string[], change?: Partial<VerifyOptions>) => VerifyOptions;
  readonly close: () => Promise<void>;
}

const word = (value: bigint | number): string => BigInt(value).toString(16).padStart(64, "0");

/** Returns what a node of the chain answers to a call. */
export function chainResult(said: ChainWord, method: string, params: readonly unknown[]): unknown {
  switch (method) {
    case "eth_chainId":
      return `0x${said.chainId.toString(16)}`;
    case "eth_getCode":
      return "0x60";
    case "eth_blockNumber":
      return `0x${said.block.toString(16)}`;
    case "eth_call": {
      const { data } = params[0] as { readonly data: string };
      if (data.startsWith(`0x${SELECTORS.validator}`)) return `0x${"00".repeat(12)}${consensus.slice(2)}`;
      const known = [...said.accepted, ...(said.invented ?? [])].includes(`0x${data.slice(-64)}`);
      return `0x${word(known ? 1 : 0)}`;
    }
    default:
      return said.accepted.map((root, index) => ({
        topics: [CLAIM_ACCEPTED],
        data: `0x${word(10 * index + 9)}${root.slice(2)}`,
      }));
  }
}

const body = async (request: IncomingMessage): Promise<Buffer> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
};

function outputRow({ evidence, isClaimed }: NonNullable<Said["head"]>): unknown {
  const { notice } = evidenceRoots(evidence, native);
  const siblings = isClaimed ? evidence.output.siblings.map((sibling) => `0x${toHex(sibling)}`) : null;
  return { index: "0x0", raw_data: `0x${toHex(notice)}`, output_hashes_siblings: siblings };
}

function historyReport({ evidence }: NonNullable<Said["head"]>): Uint8Array {
  const { state } = evidenceRoots(evidence, native);
  const { opening, place } = narrowEvidence(evidence, [], native);
  return encodeAnswer({
    kind: "history",
    stateRoot: state,
    timeUnixS: NOW_UNIX_S,
    proof: { opening, place },
    inputCount: 99,
  });
}

const GLOBALS_QUERY = Buffer.from(encodeQuery({ kind: "globals" }));

function globalsReport({ evidence, globals = OPEN }: NonNullable<Said["head"]>): Uint8Array {
  const { state, record } = evidenceRoots(evidence, native);
  const opening = openGlobals(globalValues(globals), ["actors", "parameters", "succession"], native);
  const place = { index: 0, size: 2, path: [stateLeaf(record, native)] };
  return encodeAnswer({ kind: "globals", stateRoot: state, timeUnixS: NOW_UNIX_S, proof: { opening, place } });
}

/** Starts everybody. */
export async function startWorld(): Promise<World> {
  const chains = new Map<string, ChainWord>();
  const said: Said = { steps: [], kept: new Map() };
  async function answer(request: IncomingMessage): Promise<unknown> {
    const url = new URL(request.url ?? "/", "http://here");
    const [, part = "", name = ""] = url.pathname.split("/");
    if (part === "inspect") {
      const report = GLOBALS_QUERY.equals(await body(request)) ? globalsReport : historyReport;
      return said.head && { reports: [{ payload: `0x${toHex(report(said.head))}` }] };
    }
    if (part === "chain" || part === "rpc") {
      const { method, params } = JSON.parse((await body(request)).toString());
      const chain = chains.get(name);
      if (part === "chain") return chain && { result: chainResult(chain, method, params) };
      const row = said.head && outputRow(said.head);
      return { result: { data: method === "cartesi_getOutput" ? row : row ? [row] : [] } };
    }
    if (url.pathname.startsWith("/v1/passes/")) return said.kept.get(url.pathname.slice("/v1/passes/".length));
    if (!url.pathname.endsWith("/steps")) return { editions: [{ edition: "00112233445566aa", accumulator: "" }] };
    const from = Number(url.searchParams.get("from")) - passValues(passOwner).chain.items;
    return encodeSteps(said.steps.slice(from, from + 2));
  }
  const server = createServer((request, response) => {
    answer(request).then(
      (said) => {
        if (said === undefined) response.writeHead(404).end();
        else response.writeHead(200).end(said instanceof Uint8Array ? said : JSON.stringify(said));
      },
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    chains,
    said,
    options: (names, change = {}) => ({
      chainId: context.chainId,
      application,
      rpcUrls: names.map((name) => `${url}/chain/${name}`),
      node: { inspectUrl: `${url}/inspect`, rpcUrl: `${url}/rpc` },
      archiveUrl: url,
      nowUnixS: NOW_UNIX_S,
      ...change,
    }),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
