/** `npm run judge -- --rpc URL --archive URL --app ADDRESS --car ID --wallet FILE`: the composition root. The exit code is the result's. */
import { EthereumError } from "@witness/ethereum/errors";
import { type Curve, readKeyFile } from "@witness/ethereum/key-file";
import type { Call } from "@witness/ethereum/rpc";
import { fromHex, toHex } from "@witness/protocol/bytes";
import { goOnUnread, printable } from "@witness/settings/terminal";
import { type Application, readApplication, readBlock } from "../application.ts";
import { readClaims } from "../claims.ts";
import { AuditError } from "../errors.ts";
import { openPatiently } from "../logs.ts";
import { openArchive } from "./archive.ts";
import { asOfDay, asOfProse } from "./as-of.ts";
import { failureLine, lastLine, prose } from "./conclusion.ts";
import type { EarlierApplication } from "./earlier.ts";
import { JudgeError } from "./errors.ts";
import { type Judged, judgeCar } from "./judge.ts";
import { openNode } from "./node.ts";
import { type Options, parseOptions } from "./options.ts";
import { ownerOf } from "./owner.ts";
import type { NamedPredecessor } from "./predecessors.ts";
import type { AcceptedClaim } from "./record.ts";
import { openTickets, ticketsFileOf } from "./tickets.ts";

/** Reads the claims that are accepted on an application now. */
async function claimsOf(rpc: Call, application: Application): Promise<AcceptedClaim[]> {
  const head = (await readBlock(rpc, "latest")) ?? application.head;
  const all = await readClaims(rpc, { ...application, head });
  return all.filter(({ acceptedBy }) => acceptedBy !== undefined);
}

/** The claims on an application before: none when its chain cannot be read, so that nothing is proven of it. */
async function earlierClaims(rpc: Call, { app, context }: NamedPredecessor): Promise<AcceptedClaim[]> {
  try {
    const application = await readApplication(rpc, app, undefined);
    return application.chainId === context.chainId ? await claimsOf(rpc, application) : [];
  } catch (error) {
    if (error instanceof AuditError || error instanceof EthereumError) return [];
    throw error;
  }
}

/** Whom to ask about an application before. @param key the private key that asks, and @param keyFile where it lies */
function earlierOf(
  named: NamedPredecessor,
  rpc: Call,
  key: Uint8Array,
  keyFile: string,
  curve: Curve,
): EarlierApplication {
  const { context, keyId, app, archive, node: places } = named;
  const node = places && openNode(app, places);
  const tickets = openTickets(ticketsFileOf(keyFile), context);
  return {
    context,
    keyId,
    node,
    archive: archive === undefined ? undefined : openArchive(archive),
    owner: node && ownerOf(context, node, key, { curve, tickets }),
    claims: () => earlierClaims(rpc, named),
  };
}

const EXIT = { EQUAL: 0, DIFFERENCE: 1, UNCHECKED: 2, "EQUAL-STATED": 3, PARTIAL: 3 } as const;

async function run({
  rpc: url,
  archive,
  app,
  car: deviceId,
  key: keyFile,
  curve,
  predecessors,
  node: nodeUrl,
  inspect,
  waitS,
}: Options): Promise<Judged> {
  const key = readKeyFile(keyFile, curve);
  const rpc = openPatiently(url);
  const application = await readApplication(rpc, app, undefined);
  const context = { chainId: application.chainId, application: fromHex(application.address.slice(2)) };
  const node = openNode(application.address, { rpc: nodeUrl, inspect });
  const terminal = process.stderr.isTTY === true;
  const progress = (step: string): void => {
    if (terminal) process.stderr.write(`\r\u001b[K${step}`);
  };
  try {
    return await judgeCar({
      context,
      deviceId,
      node,
      archive: openArchive(archive),
      owner: ownerOf(context, node, key, { curve, tickets: openTickets(ticketsFileOf(keyFile), context) }),
      claims: () => claimsOf(rpc, application),
      before: predecessors.map((each) =>
        earlierOf(each, each.rpc === undefined ? rpc : openPatiently(each.rpc), key, keyFile, curve),
      ),
      waitS,
      nowMs: () => performance.now(),
      progress,
    });
  } finally {
    if (terminal) process.stderr.write("\r\u001b[K");
  }
}

async function main(args: readonly string[]): Promise<number> {
  try {
    const options = parseOptions(args);
    const judged = await run(options);
    const car = toHex(options.car);
    const asOf = options.asOf && asOfDay(judged, options.car, options.asOf);
    if (!options.json) process.stdout.write(`${prose(judged, car)}\n`);
    if (!options.json && options.asOf && asOf) process.stdout.write(`${asOfProse(options.asOf, asOf)}\n`);
    process.stdout.write(`${lastLine(judged, car, asOf)}\n`);
    return EXIT[judged.result];
  } catch (error) {
    const { code, message, stack } = error as { code?: string; message: string; stack?: string };
    if (code === "commander.helpDisplayed") return 0;
    const known = error instanceof JudgeError || error instanceof AuditError || error instanceof EthereumError;
    process.stderr.write(`Could not judge: ${known ? printable(message) : stack}\n`);
    if (code === "car-unknown") process.stderr.write("A wallet's key is named by --wallet, a P-256 key by --key.\n");
    if (code === "option-invalid") process.stderr.write("npm run judge -- --help lists the options.\n");
    process.stdout.write(`${failureLine(known ? error.code : "internal-error", printable(message))}\n`);
    return EXIT.UNCHECKED;
  }
}

goOnUnread();
process.exitCode = await main(process.argv.slice(2));
