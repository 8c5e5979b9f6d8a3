/** A car with a history, an owner who passes it on, and an archive over HTTP that can be made to lie. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { toHex } from "@witness/protocol/bytes";
import type { GroupName } from "@witness/protocol/columns/quantity";
import { newPublicRecord, takeRun } from "@witness/protocol/history/public-record";
import type { PassEvidence } from "@witness/protocol/pass/evidence";
import { answeredEvidence, issuePass, narrowEvidence } from "@witness/protocol/pass/issue";
import { walletPassSigner } from "@witness/protocol/pass/signature";
import { encodeSteps, type HistoryStep } from "@witness/protocol/pass/steps";
import type { RecordField } from "@witness/protocol/record/fields";
import type { SharedTime } from "@witness/protocol/share/choice";
import { encodeQuery, type Query } from "@witness/protocol/wire/query";
import type { TileItem } from "@witness/protocol/wire/tile";
import { type ReadingScene, walletKeyOf } from "../../audit/test/reading-scene.ts";
import { context, keyId, p, run } from "../../dapp/test/world.ts";
import { openHistory } from "../../operate/src/pass/history.ts";
import { askOwnCar } from "../../operate/src/pass/question.ts";
import { keysAsker } from "../../operate/src/share/asking.ts";
import type { VerifyOptions } from "../src/options.ts";
import { application, rootOf, type World } from "./world.ts";

/** Items as an archive gives them to whoever walks them, reckoned by the rules that everybody follows. */
export function stepsFrom(scene: ReadingScene, items: readonly TileItem[] = scene.archive.items): HistoryStep[] {
  const settings = { context, provider: p, keyId };
  const steps: HistoryStep[] = [];
  let record: ReturnType<typeof newPublicRecord> | undefined;
  for (const [index, item] of items.entries()) {
    const { input, place, blockTimeUnixS, parameters } = item;
    const moment = { input, place, blockTimeUnixS, parameters };
    if (item.kind === "registration") {
      record = newPublicRecord(settings, scene.device.publicKey, item.registration.message);
    } else if (item.kind === "operation") {
      steps.push({ kind: "operation", ...moment, item: item.operation.message });
    } else if (record && (items[index - 1]?.input !== input || items[index - 1]?.place !== place)) {
      const step = takeRun(settings, record, moment, item.run);
      record = step.record;
      for (const { kind, item: bytes } of step.items) steps.push({ kind, ...moment, item: bytes });
    }
  }
  return steps;
}

/** What an archive says. */
export interface Archived {
  tiles: readonly Uint8Array[];
  steps: readonly HistoryStep[];
  /** How many items it gives at once. */
  stepsAtOnce: number;
  /** What it was asked for, in order. */
  readonly asked: string[];
}

/** An archive over HTTP. */
export interface ArchiveServer {
  readonly url: string;
  readonly archived: Archived;
  readonly close: () => void;
}

/** Starts an archive that has a scene's history as of now. */
export async function serveArchive(scene: ReadingScene): Promise<ArchiveServer> {
  const archived: Archived = { tiles: scene.archive.tiles(), steps: stepsFrom(scene), stepsAtOnce: 4_096, asked: [] };
  const edition = toHex(scene.archive.edition);
  function answer(path: string): Uint8Array | string | undefined {
    const [, rest] = path.split("/editions/");
    if (rest === undefined) return JSON.stringify({ editions: [{ edition, accumulator: "" }] });
    const [, what = "", number] = rest.split(/[/?]/);
    if (what === "tiles") return archived.tiles[Number(number)];
    const from = Number(number?.replace("from=", ""));
    return encodeSteps(archived.steps.slice(from, from + archived.stepsAtOnce));
  }
  const server = createServer((request, response) => {
    archived.asked.push(request.url ?? "");
    const said = answer(request.url ?? "");
    response.writeHead(said === undefined ? 404 : 200).end(said);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    archived,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** One more envelope of a scene's car, an hour after the readings in it. */
export function send(scene: ReadingScene, readings: readonly { timeUnixS: number; odometerHm: number }[]): void {
  const taken = run(scene.device.send(readings));
  scene.archive.add(
    taken,
    scene.node.add({ runs: [taken] }, Math.max(...readings.map(({ timeUnixS }) => timeUnixS)) + 3_600),
  );
}

/** What an owner says with a pass that opens history. */
export interface Opened {
  readonly owner?: string;
  readonly time?: SharedTime;
  readonly groups?: readonly GroupName[];
  readonly fields?: readonly RecordField[];
  readonly purpose?: string;
  /** Changes what is signed. */
  readonly change?: (evidence: PassEvidence) => PassEvidence;
}

/** Makes a pass of a scene's car as its owner does, with a claim on everything so far. */
export async function passOf(
  scene: ReadingScene,
  {
    owner = "Anna",
    time,
    groups = ["distance"],
    fields = ["odometer"],
    purpose = "",
    change = (same) => same,
  }: Opened = {},
): Promise<{ readonly pass: Uint8Array; readonly evidence: PassEvidence; readonly line: string }> {
  const key = { curve: "secp256k1", privateKey: walletKeyOf(owner) } as const;
  const node = { ask: async (query: Query) => scene.node.ask(encodeQuery(query)) };
  const car = await askOwnCar(context, node, scene.device.id, key);
  const ways = {
    context,
    node,
    askKeys: keysAsker(context, node, key),
    tiles: async function* () {
      yield* scene.archive.tiles();
    },
  };
  const { sessions, line } = await openHistory(car, { time, groups }, ways);
  scene.node.claim();
  const found = await scene.node.findNotice(car.stateRoot);
  const shown = found?.proof && answeredEvidence(car, { output: found.output, proof: found.proof }, p);
  if (!shown) throw new Error("The state is not claimed.");
  const evidence = change({ ...narrowEvidence(shown, fields, p), sessions });
  const issuedUnixS = scene.node.state.timeUnixS;
  const terms = { device: scene.device.id, issuedUnixS, expiresUnixS: issuedUnixS + 86_400, purpose, forWhom: "" };
  return { pass: issuePass(terms, evidence, walletPassSigner(context, key.privateKey), p), evidence, line };
}

/** Options of a reader who names an archive and a node of a chain that accepted what a pass leads to. */
export function readerOf(
  { url, chains }: Pick<World, "url" | "chains">,
  scene: ReadingScene,
  evidence: PassEvidence,
  archiveUrl: string | undefined,
): VerifyOptions {
  chains.set("history", { chainId: context.chainId, block: 100, accepted: [rootOf(evidence)] });
  return {
    chainId: context.chainId,
    application,
    rpcUrls: [`${url}/chain/history`],
    archiveUrl,
    nowUnixS: scene.node.state.timeUnixS + 60,
  };
}
