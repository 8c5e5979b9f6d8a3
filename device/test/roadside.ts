/** The least relay there is: the protocol's own admission, receipts, and lies when a test wants them. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { admitRun } from "@witness/protocol/admission";
import type { Application } from "@witness/protocol/assembly";
import { toHex } from "@witness/protocol/bytes";
import { native as provider } from "@witness/protocol/crypto/native";
import { type HashChain, newHashChain } from "@witness/protocol/hash-chain";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { keyIdentity } from "@witness/protocol/identity";
import type { Predecessor } from "@witness/protocol/predecessor";
import { issueReceipts, lastOfSessions, type ReceiptEntry, type SessionPlace } from "@witness/protocol/receipt";
import {
  decodeBody,
  decodeEnvelope,
  decodeSigned,
  type Envelope,
  encodeEnvelope,
} from "@witness/protocol/wire/envelope";
import { encodeReceipt } from "@witness/protocol/wire/receipt";
import { decodeRegistration } from "@witness/protocol/wire/registration";

interface Kept {
  chain: HashChain;
  envelope: Envelope | undefined;
  previousLink: Uint8Array;
}

/** What happens to the next requests: they are answered, told to wait as a whole or envelope by envelope, or cut off. */
export type Road = "open" | "push back" | "push each back" | "cut before" | "cut after" | "proxy page";

/** What a lying relay says in the place of the truth. */
export type Lie =
  | "no receipt"
  | "a receipt for the newest session alone"
  | "another key"
  | "another link"
  | "another device"
  | "received in ten years"
  | "nothing is taken, all is admitted";

/** When it receives whatever it receives. */
const RECEIVED_UNIX_S = 1_790_000_000;

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");
const keyOf = (fill: number) => derivePrivateKey(new Uint8Array(32).fill(fill), provider);

/** A relay for one application that keeps hash chains in memory. */
export class RoadsideRelay {
  readonly publicKey = provider.p256PublicKey(keyOf(91));
  readonly devices = new Map<string, Kept>();
  /** Every authentic body by device and number: two for one number are a fork. */
  readonly bodies = new Map<string, Set<string>>();
  /** Each admitted envelope, in order. */
  readonly admitted: Envelope[] = [];
  /** Where each of them left its chain. */
  readonly #heads: Kept[] = [];
  /** It tells the head behind this one of them, whatever came after. */
  tells: number | undefined;
  /** Openings that show that two hold their key. */
  forks = 0;
  /** By code. */
  readonly counts = new Map<string, number>();
  /** Of each request, in turn; when it is used up, the road is open. */
  readonly roads: Road[] = [];
  lie: Lie | undefined;
  /** It gives no receipt for a number below this one. */
  vouchesFrom = 0;
  /** What `/v1/application` says otherwise. */
  names: Readonly<Record<string, unknown>> = {};
  /** Whether it tells heads without what proves them. */
  hidesHeads = false;
  /** Whether it hears requests and never responds. */
  silent = false;
  /** The application that its own goes on from. */
  predecessor: Predecessor | undefined;
  requests = 0;
  posts = 0;
  readonly #application: Application;
  readonly #server: Server;

  constructor(application: Application) {
    this.#application = application;
    this.#server = createServer((request, response) => this.#meet(request, response));
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return this.url;
  }

  /** Where it listens. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** Registers a device by its key (33 bytes). */
  know(devicePublicKey: Uint8Array): void {
    const identity = keyIdentity(devicePublicKey, provider);
    const chain = newHashChain(this.#application.context, identity, devicePublicKey, provider);
    this.devices.set(toHex(identity), { chain, envelope: undefined, previousLink: chain.link });
  }

  /** Takes over where another application left a device. */
  takeOver(chain: HashChain): void {
    this.devices.set(toHex(chain.deviceId), { chain, envelope: undefined, previousLink: chain.link });
  }

  #meet(request: IncomingMessage, response: ServerResponse): void {
    this.requests += 1;
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("access-control-allow-headers", "content-type");
    if (request.method === "OPTIONS") {
      response.writeHead(204).end();
      return;
    }
    const road = this.roads.shift() ?? "open";
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      if (this.silent) return;
      if (road === "cut before") request.socket.destroy();
      else if (road === "push back") response.writeHead(503, { "retry-after": "7" }).end('{"code":"outbox-full"}');
      else if (road === "push each back") {
        const { envelopes } = JSON.parse(Buffer.concat(chunks).toString()) as Posted;
        const results = envelopes.map(() => ({ code: "rate-limited" }));
        response.writeHead(200, { "retry-after": "59" }).end(JSON.stringify({ results, receipts: [] }));
      } else if (road === "proxy page") response.writeHead(502).end("<html>Bad Gateway</html>");
      else {
        const [status, body] = this.#respond(request.url ?? "", Buffer.concat(chunks));
        if (road === "cut after") request.socket.destroy();
        else response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
      }
    });
  }

  #respond(path: string, bytes: Buffer): [number, object] {
    const { context, publicKey, keyId } = this.#application;
    if (path === "/v1/application") {
      const told = {
        chainId: context.chainId,
        application: `0x${toHex(context.application)}`,
        applicationPublicKey: toHex(publicKey),
        keyId: toHex(keyId),
        relayPublicKey: toHex(this.publicKey),
      };
      return [200, { ...told, ...this.names }];
    }
    if (path === "/v1/registrations") return this.#register(Uint8Array.from(bytes));
    if (path === "/v1/envelopes") return [200, this.#post(bytes)];
    const kept = this.devices.get(path.split("/")[3] ?? "");
    if (!kept) return [404, { code: "device-unknown" }];
    const { chain, envelope, previousLink } = this.#heads[this.tells ?? -1] ?? kept;
    const shown = envelope && !this.hidesHeads;
    const { sequence, session } = chain;
    const proof = {
      envelope: shown ? base64(encodeEnvelope(envelope)) : null,
      previousLink: shown ? toHex(previousLink) : null,
    };
    return [200, { sequence, session, link: toHex(chain.link), ...proof }];
  }

  #post(bytes: Buffer): object {
    this.posts += 1;
    const single = bytes[0] !== 0x7b;
    const { envelopes } = single ? { envelopes: [base64(bytes)] } : (JSON.parse(bytes.toString()) as Posted);
    const taken = envelopes.map((each) => Uint8Array.from(Buffer.from(each, "base64")));
    if (this.lie === "nothing is taken, all is admitted") {
      return { results: taken.map(() => ({ code: "admitted" })), receipts: [] };
    }
    const results = taken.map((each) => this.#take(each));
    const kept = results.flatMap(({ entry }) => entry ?? []);
    const ids = new Set(kept.map(({ deviceId }) => toHex(deviceId)));
    const receipts = [...ids].flatMap((id) =>
      this.#last(kept.filter(({ deviceId }) => toHex(deviceId) === id)).flatMap((last) => this.#receipt(last)),
    );
    return single ? { ...results[0], receipt: receipts[0] } : { results, receipts };
  }

  #last(kept: readonly KeptEnvelope[]): readonly KeptEnvelope[] {
    const last = lastOfSessions(kept);
    return this.lie === "a receipt for the newest session alone" ? last.slice(-1) : last;
  }

  #receipt({ deviceId, sequence, link }: ReceiptEntry): string[] {
    if (this.lie === "no receipt" || sequence < this.vouchesFrom) return [];
    const entry = {
      deviceId: this.lie === "another device" ? new Uint8Array(8).fill(1) : deviceId,
      sequence,
      link: this.lie === "another link" ? new Uint8Array(32).fill(1) : link,
    };
    const neighbour = { deviceId: new Uint8Array(8).fill(3), sequence: 1, link: new Uint8Array(32).fill(3) };
    const aheadS = this.lie === "received in ten years" ? 10 * 365 * 86_400 : 0;
    const promise = { deadlineBlock: 100, receivedAtUnixS: RECEIVED_UNIX_S + aheadS };
    const key = this.lie === "another key" ? keyOf(92) : keyOf(91);
    const [receipt] = issueReceipts(this.#application.context, [entry, neighbour], promise, key, provider);
    return receipt ? [base64(encodeReceipt(receipt))] : [];
  }

  #register(bytes: Uint8Array): [number, object] {
    const { devicePublicKey } = decodeRegistration(decodeSigned(bytes).message);
    const id = toHex(keyIdentity(devicePublicKey, provider));
    if (this.devices.has(id)) return [409, { code: "device-registered", deviceId: id }];
    this.know(devicePublicKey);
    return [202, { code: "admitted", deviceId: id }];
  }

  #take(bytes: Uint8Array): Taken {
    const envelope = decodeEnvelope(bytes);
    const { deviceId, sequence, session, opening, previousLink } = decodeBody(envelope.body);
    const kept = this.devices.get(toHex(deviceId));
    if (!kept) return this.#count("device-unknown", sequence);
    const name = `${toHex(deviceId)} ${sequence}`;
    this.bodies.set(name, (this.bodies.get(name) ?? new Set()).add(toHex(envelope.body)));
    const { context, keyId } = this.#application;
    const run = { bodies: [envelope.body], signature: envelope.signature };
    const { decisions, chain } = admitRun({ context, provider, keyId, predecessor: this.predecessor }, kept.chain, run);
    const code = decisions[0]?.code ?? "malformed";
    if (code === "admitted") {
      this.admitted.push(envelope);
      kept.previousLink = opening ? previousLink : kept.chain.link;
      kept.chain = chain;
      kept.envelope = envelope;
      this.#heads.push({ ...kept });
      this.forks += decisions[0]?.fork ? 1 : 0;
    }
    const link = code === "admitted" || code === "sequence-replayed" ? decisions[0]?.link : undefined;
    return { ...this.#count(code, sequence), ...(link ? { entry: { deviceId, session, sequence, link } } : {}) };
  }

  #count(code: string, sequence: number): Taken {
    this.counts.set(code, (this.counts.get(code) ?? 0) + 1);
    return { code, sequence };
  }
}

/** What became of an envelope; with what a receipt says of it, when it is kept. */
interface Taken {
  readonly code: string;
  readonly sequence: number;
  readonly entry?: KeptEnvelope;
}

type KeptEnvelope = ReceiptEntry & SessionPlace;

interface Posted {
  readonly envelopes: readonly string[];
}
