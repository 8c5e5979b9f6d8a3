/** The published vectors of version 2's parts (docs/protocol.md), replayed with both providers. */
import { describe, expect, it } from "vitest";
import keys from "../vectors/keys.json" with { type: "json" };
import groups from "../vectors/v2-groups.json" with { type: "json" };
import history from "../vectors/v2-history.json" with { type: "json" };
import tree from "../vectors/v2-key-tree.json" with { type: "json" };
import outputs from "../vectors/v2-last-output.json" with { type: "json" };
import operations from "../vectors/v2-operations.json" with { type: "json" };
import sealing from "../vectors/v2-seals.json" with { type: "json" };
import signatures from "../vectors/v2-signatures.json" with { type: "json" };
import tiles from "../vectors/v2-tiles.json" with { type: "json" };
import { emptyHistory, extendHistory, forkItem, type ItemKind, operationItem, runItem } from "./accumulator.ts";
import { fromHex, toHex } from "./bytes.ts";
import { type ColumnGroup, decodeGroup } from "./columns/group.ts";
import { profileOf } from "./columns/profile.ts";
import { GROUP_NAMES, GROUPS, type GroupName } from "./columns/quantity.ts";
import { type Context, preamble } from "./context.ts";
import { native } from "./crypto/native.ts";
import { noble } from "./crypto/noble.ts";
import type { CryptoProvider } from "./crypto/provider.ts";
import { openGroup, sealGroup } from "./disclosure/committing-seal.ts";
import { coverOf, decodeNodes, descend, encodeNodes, groupRoot, LEAF_LEVEL, leafFrom } from "./disclosure/key-tree.ts";
import { OpenError, ProtocolError } from "./errors.ts";
import { readHistory } from "./history/reader.ts";
import { outputStanding } from "./last-output.ts";
import { decodeOperation, encodeOperation, operationIdentity } from "./operations/operation.ts";
import { verifyAdministrators, verifyKey, verifyPasskey, verifyWallet } from "./operations/signature.ts";

const context: Context = { chainId: keys.chainId, application: fromHex(keys.application) };
const line = (text: string): number[] => text.split(" ").map(Number);

function codeOf(read: () => unknown): string {
  try {
    read();
    return "admitted";
  } catch (error) {
    if (error instanceof OpenError) return "unreadable";
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
}

describe("vectors of version 2", () => {
  it.each(groups)("group: $comment", (vector) => {
    const profile = profileOf(vector.profile[0] ?? 0, vector.profile[1] ?? 0);
    if (!profile) throw new Error("no such profile");
    const times = vector.distanceTimes === undefined ? undefined : line(vector.distanceTimes);
    const read = () => decodeGroup(profile, vector.group as ColumnGroup, fromHex(vector.bytes), times);
    expect(codeOf(read)).toBe(vector.code);
    if (vector.read === undefined) return;
    const { timesUnixS, whole, sparse } = read();
    expect(timesUnixS).toEqual(line(vector.read.times));
    const columns = Object.entries(vector.read.columns);
    const isSparse = (text: string): boolean => text.includes(":");
    expect(Object.fromEntries(whole)).toEqual(
      Object.fromEntries(columns.filter(([, text]) => !isSparse(text)).map(([name, text]) => [name, line(text)])),
    );
    const values = (text: string) =>
      text.split(" ").map((each) => ({ reading: Number(each.split(":")[0]), value: Number(each.split(":")[1]) }));
    expect(Object.fromEntries(sparse)).toEqual(
      Object.fromEntries(columns.filter(([, text]) => isSparse(text)).map(([name, text]) => [name, values(text)])),
    );
  });

  it.each(tree.lists)("nodes: $comment", ({ nodes, code }) => {
    const read = decodeNodes(fromHex(nodes));
    expect(read === undefined ? "malformed" : "admitted").toBe(code);
    if (read) expect(toHex(encodeNodes(read))).toBe(nodes);
  });

  it.each(outputs)("output: $comment", ({ output, index, siblings, claim, standing }) => {
    const proof = { index: Number(index), siblings: siblings.map(fromHex) };
    expect(outputStanding(fromHex(output), proof, fromHex(claim))).toBe(standing);
  });

  it.each(operations)("operation: $comment", (vector) => {
    const message = fromHex(vector.message);
    expect(codeOf(() => decodeOperation(message))).toBe(vector.code);
    if (vector.read === undefined) return;
    const read = decodeOperation(message);
    expect(toHex(encodeOperation(read))).toBe(vector.message);
    const { kind, form, actor, device, tenure, counter, expiresUnixS, answers, ...fields } = vector.read;
    expect(read).toMatchObject({ kind, tenure, counter, expiresUnixS });
    const shown = Object.entries(read.fields).map(([name, value]) => [
      name,
      typeof value === "number" ? value : toHex(value),
    ]);
    expect(Object.fromEntries(shown)).toEqual(fields);
  });
});

describe.each([native, noble])("vectors of version 2 on $name", (provider: CryptoProvider) => {
  const rootOf = (group: GroupName): Uint8Array =>
    groupRoot(preamble("group", context), fromHex(tree.sessionKey), group, provider);

  it.each(tree.roots)("keys of the group $group", ({ group, root, leaves }) => {
    const name = GROUP_NAMES.find((each) => GROUPS[each] === group) ?? "bus";
    expect(toHex(rootOf(name))).toBe(root);
    for (const { place, leaf } of leaves) {
      expect(toHex(descend({ level: 0, first: 0, key: fromHex(root) }, place, LEAF_LEVEL, provider).key)).toBe(leaf);
    }
  });

  it.each(tree.covers)("cover: $comment", ({ first, last, nodes, opens }) => {
    expect(toHex(encodeNodes(coverOf(rootOf("distance"), { first, last }, provider)))).toBe(nodes);
    for (const { place, leaf } of opens) {
      const found = leafFrom(decodeNodes(fromHex(nodes)) ?? [], place, provider);
      expect(found ? toHex(found) : null).toBe(leaf);
    }
  });

  it.each(sealing.counters)("counter mode: $comment", ({ key, counter, ciphertext }) => {
    expect(toHex(provider.aes256Ctr(fromHex(key), fromHex(counter), fromHex(sealing.plaintext)))).toBe(ciphertext);
  });

  it.each(sealing.seals)("seal: $comment", (vector) => {
    const [leaf, associated, sealed] = [fromHex(vector.leaf), fromHex(vector.associated), fromHex(vector.sealed)];
    const open = () => openGroup(leaf, associated, sealed, provider);
    expect(codeOf(open)).toBe(vector.code);
    if (vector.plaintext === undefined) return;
    expect(toHex(open())).toBe(vector.plaintext);
    expect(toHex(sealGroup(leaf, associated, open(), provider))).toBe(vector.sealed);
  });

  it("history: every item changes the accumulator as the vectors say, and none of the others stands for it", () => {
    const label = preamble("history", context);
    type Item = (typeof history.chain)[number]["item"];
    const bytesOf = ({
      kind,
      count = 0,
      first = 0,
      last = 0,
      sequence = 0,
      link = "",
      message = "",
    }: Item): Uint8Array => {
      if (kind === "run") return runItem({ count, firstSequence: first, lastSequence: last, lastLink: fromHex(link) });
      return kind === "fork" ? forkItem(sequence, fromHex(link)) : operationItem(fromHex(message), provider);
    };
    const next = (before: Uint8Array, { moment, item }: Pick<(typeof history.chain)[number], "moment" | "item">) =>
      extendHistory(label, before, { kind: item.kind as ItemKind, ...moment, item: bytesOf(item) }, provider);
    const start = emptyHistory(label, fromHex(history.devicePublicKey), fromHex(history.registration), provider);
    expect(toHex(start)).toBe(history.start);
    let accumulator = start;
    for (const step of history.chain) {
      accumulator = next(accumulator, step);
      expect(toHex(accumulator), step.comment).toBe(step.accumulator);
    }
    for (const { comment, moment, item, accumulator: wrong, valid } of history.refused) {
      expect(toHex(next(start, { moment, item })) === wrong, comment).toBe(valid);
    }
  });

  it("operations: the identities are those of the vectors", () => {
    for (const { message, identity } of operations) {
      if (identity !== undefined) expect(toHex(operationIdentity(fromHex(message), provider))).toBe(identity);
    }
  });

  it.each(signatures.wallets)("wallet: $comment", (vector) => {
    const signed = { publicKey: fromHex(vector.publicKey), signature: fromHex(vector.signature) };
    expect(verifyWallet(context, fromHex(vector.message), signed)).toBe(vector.valid);
  });

  it.each(signatures.keys)("key: $comment", (vector) => {
    const [message, signature] = [fromHex(vector.message), fromHex(vector.signature)];
    expect(verifyKey(context, message, signature, provider)).toBe(vector.valid);
  });

  it.each(signatures.passkeys.vectors)("passkey: $comment", (vector) => {
    const { rpIdHash, origins } = signatures.passkeys;
    const signed = {
      authenticatorData: fromHex(vector.authenticatorData),
      clientData: fromHex(vector.clientData),
      signature: fromHex(vector.signature),
    };
    const binding = { rpIdHash: fromHex(rpIdHash), origins };
    expect(verifyPasskey(context, fromHex(vector.message), { binding, signed }, provider)).toBe(vector.valid);
  });

  it.each(signatures.administrators.vectors)("administrators: $comment", (vector) => {
    const message = fromHex(vector.message);
    const set = {
      number: signatures.administrators.set,
      threshold: vector.threshold,
      publicKeys: vector.publicKeys.map(fromHex),
    };
    const signed = vector.signatures.map(({ index, signature }) => ({ index, signature: fromHex(signature) }));
    expect(verifyAdministrators(context, { message, set, signatures: signed }, provider)).toBe(vector.valid);
  });
});

const namedPredecessor = (said: { chainId: number; application: string; keyId: string }) => ({
  context: { chainId: said.chainId, application: fromHex(said.application) },
  keyId: fromHex(said.keyId),
});

describe.each([
  ["native", native],
  ["noble", noble],
] as const)("histories in tiles with %s", (_, provider) => {
  it.each(tiles.cases)("$comment", (vector) => {
    const reading = readHistory(
      {
        context,
        provider,
        keyId: fromHex(keys.keyId),
        predecessor: "predecessor" in vector ? namedPredecessor(vector.predecessor) : undefined,
        devicePublicKey: fromHex(vector.devicePublicKey),
        proven: { items: vector.items, accumulator: fromHex(vector.accumulator) },
      },
      vector.tiles.map((place) => fromHex(tiles.tiles[place] ?? "")),
    );
    if ("fault" in reading) {
      expect(reading.fault).toEqual({ code: vector.code, item: vector.item });
      return;
    }
    const { bodies, forks, operations, unproven } = reading.proven;
    const line = (read: typeof bodies) => read.map(({ body, input }) => `${body.sequence}@${input}`).join(" ");
    const foreign = line([...bodies, ...forks].filter((each) => each.foreign));
    const read = {
      bodies: line(bodies),
      forks: line(forks),
      ...(foreign && { foreign }),
      operations: operations.map(({ input }) => input),
      unproven,
    };
    expect({ code: "admitted", read }).toEqual({ code: vector.code, read: vector.read });
  });
});
