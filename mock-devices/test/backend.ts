/** A relay and a node in one that carry everything at once: each request is an input of the real back-end, at a time of the test's choice. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Application } from "@witness/protocol/assembly";
import { packPayload } from "@witness/protocol/batch";
import { toHex } from "@witness/protocol/bytes";
import { native as provider } from "@witness/protocol/crypto/native";
import type { Code } from "@witness/protocol/errors";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { type DeviceId, deviceIdOf, keyIdentity, parseDeviceId } from "@witness/protocol/identity";
import { issueReceipts, lastOfSessions, type ReceiptEntry, type SessionPlace } from "@witness/protocol/receipt";
import {
  type Batch,
  decodeBody,
  decodeEnvelope,
  decodeSigned,
  decodeSignedOperation,
  type Envelope,
  encodeEnvelope,
} from "@witness/protocol/wire/envelope";
import { encodeReceipt } from "@witness/protocol/wire/receipt";
import { decodeAdvanceReport } from "@witness/protocol/wire/report";
import { inspect } from "../../dapp/src/inspect/inspect.ts";
import { advance } from "../../dapp/src/state/advance.ts";
import { apply, newState, type State } from "../../dapp/src/state/state.ts";

const keyOf = (fill: number) => derivePrivateKey(new Uint8Array(32).fill(fill), provider);
const applicationPrivateKey = keyOf(1);
const publicKey = provider.p256PublicKey(applicationPrivateKey);
const receiptKey = keyOf(91);
const context = { chainId: 31_337, application: new Uint8Array(20).fill(7) };

/** The key of the maker whose registrations count. */
export const makerKey: Uint8Array = keyOf(4);
/** Keys of administrators, of whom two must sign. */
export const administratorKeys: readonly Uint8Array[] = [keyOf(5), keyOf(6), keyOf(8)];
/** The application that devices are made for. */
export const application: Application = { context, publicKey, keyId: keyIdentity(publicKey, provider) };

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");
const NOTHING = { registrations: [], operations: [], runs: [] };

/** What a receipt says of an envelope that is kept. */
type KeptEnvelope = ReceiptEntry & SessionPlace;

/** What became of an envelope. */
interface Carried {
  readonly code: Code;
  readonly sequence: number;
  readonly entry?: KeptEnvelope;
}

/** The back-end behind one address. */
export class Backend {
  readonly relayPublicKey: Uint8Array = provider.p256PublicKey(receiptKey);
  readonly state: State;
  /** Bodies that were admitted, by device, in order. */
  readonly bodies = new Map<DeviceId, Uint8Array[]>();
  /** The time of the blocks that carry what comes. */
  nowUnixS = 0;
  readonly #heads = new Map<DeviceId, { readonly envelope: Envelope; readonly previousLink: Uint8Array }>();
  /** By body. */
  readonly #kept = new Map<string, KeptEnvelope>();
  readonly #server: Server;

  constructor() {
    this.state = newState({
      provider,
      makers: [provider.p256PublicKey(makerKey)],
      administrators: { threshold: 2, publicKeys: administratorKeys.map((key) => provider.p256PublicKey(key)) },
      applicationPrivateKey,
    });
    this.#server = createServer((request, response) => this.#meet(request, response));
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #meet(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const [status, body] = this.#respond(request.url ?? "", Buffer.concat(chunks));
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
  }

  #respond(path: string, given: Buffer): [number, object] {
    const bytes = Uint8Array.from(given);
    switch (path) {
      case "/v1/application":
        return [200, this.#about()];
      case "/v1/registrations":
        return this.#one(this.#take({ ...NOTHING, registrations: [decodeSigned(bytes)] }).registrationCodes);
      case "/v1/operations":
        return this.#one(this.#take({ ...NOTHING, operations: [decodeSignedOperation(bytes)] }).operationCodes ?? []);
      case "/v1/envelopes":
        return [200, this.#post(given)];
      case "/inspect":
        return [200, { reports: [{ payload: `0x${toHex(inspect(this.state, bytes))}` }] }];
      default:
        return this.#head(path.split("/")[3] ?? "");
    }
  }

  #about(): object {
    const { keyId } = application;
    return {
      chainId: context.chainId,
      application: `0x${toHex(context.application)}`,
      applicationPublicKey: toHex(publicKey),
      keyId: toHex(keyId),
      relayPublicKey: toHex(this.relayPublicKey),
    };
  }

  #one([code = "malformed"]: readonly Code[]): [number, object] {
    return [code === "admitted" ? 202 : 422, { code }];
  }

  #take(batch: Batch) {
    const input = { context, payload: packPayload(batch), timeUnixS: this.nowUnixS, index: this.state.inputCount };
    const transition = advance(this.state, input);
    if (transition.status !== "accept") throw new Error("The back-end rejected an input.");
    apply(this.state, transition.change);
    const [report = new Uint8Array()] = transition.reports;
    return decodeAdvanceReport(report);
  }

  #post(given: Buffer): object {
    const isOne = given[0] !== 0x7b;
    const texts = isOne ? [base64(given)] : (JSON.parse(given.toString()) as { envelopes: string[] }).envelopes;
    const envelopes = texts.map((text) => decodeEnvelope(Uint8Array.from(Buffer.from(text, "base64"))));
    const results = envelopes.map((envelope) => this.#carry(envelope));
    const ids = new Set(envelopes.map(({ body }) => deviceIdOf(decodeBody(body).deviceId)));
    const kept = results.flatMap(({ entry }) => entry ?? []);
    const receipts = [...ids].flatMap((id) =>
      lastOfSessions(kept.filter(({ deviceId }) => deviceIdOf(deviceId) === id)).flatMap((last) => this.#receipt(last)),
    );
    return isOne ? { ...results[0], receipt: receipts[0] } : { results, receipts };
  }

  #carry(envelope: Envelope): Carried {
    const { body, signature } = envelope;
    const { deviceId, sequence, session, opening, previousLink } = decodeBody(body);
    const id = deviceIdOf(deviceId);
    const linkBefore = this.state.devices.get(id)?.chain.link ?? previousLink;
    const [code = "malformed"] = this.#take({ ...NOTHING, runs: [{ bodies: [body], signature }] }).envelopeCodes;
    if (code === "admitted") {
      this.bodies.set(id, [...(this.bodies.get(id) ?? []), body]);
      this.#heads.set(id, { envelope, previousLink: opening ? previousLink : linkBefore });
      const link = this.state.devices.get(id)?.chain.link ?? previousLink;
      this.#kept.set(toHex(body), { deviceId, session, sequence, link });
    }
    const entry = this.#kept.get(toHex(body));
    return { code, sequence, ...(entry ? { entry } : {}) };
  }

  #receipt(last: KeptEnvelope): string[] {
    const promise = { deadlineBlock: 100, receivedAtUnixS: this.nowUnixS };
    const [receipt] = issueReceipts(context, [last], promise, receiptKey, provider);
    return receipt ? [base64(encodeReceipt(receipt))] : [];
  }

  #head(text: string): [number, object] {
    const id = parseDeviceId(text);
    const chain = this.state.devices.get(id)?.chain;
    if (!chain) return [404, { code: "device-unknown" }];
    const head = this.#heads.get(id);
    const { sequence, session, link } = chain;
    const proof = {
      envelope: head ? base64(encodeEnvelope(head.envelope)) : null,
      previousLink: head ? toHex(head.previousLink) : null,
    };
    return [200, { sequence, session, link: toHex(link), included: sequence, ...proof }];
  }
}
