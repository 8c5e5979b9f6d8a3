/** A relay's public interface with the protocol's own admission behind it, and a road to it that can fail. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { admitRun } from "@witness/protocol/admission";
import { toHex } from "@witness/protocol/bytes";
import { native as provider } from "@witness/protocol/crypto/native";
import { type HashChain, newHashChain } from "@witness/protocol/hash-chain";
import { keyIdentity } from "@witness/protocol/identity";
import {
  decodeBody,
  decodeEnvelope,
  decodeSigned,
  type Envelope,
  encodeEnvelope,
} from "@witness/protocol/wire/envelope";
import { decodeRegistration } from "@witness/protocol/wire/registration";
import type { Application } from "../src/device.ts";

interface Kept {
  chain: HashChain;
  envelope: Envelope | undefined;
  previousLink: Uint8Array;
}

/** What happens to the next requests: they are answered, told to wait, cut off before or after they were heard. */
export type Road = "open" | "push back" | "cut before" | "cut after" | "proxy page";

/** A relay for one application that keeps chains in memory. */
export class RoadsideRelay {
  readonly devices = new Map<string, Kept>();
  /** By code. */
  readonly counts = new Map<string, number>();
  /** Of each request, in turn; when it is used up, the road is open. */
  readonly roads: Road[] = [];
  /** Whether it tells heads without what proves them. */
  hidesHeads = false;
  requests = 0;
  readonly #application: Application;
  readonly #server: Server;

  constructor(application: Application) {
    this.#application = application;
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
    this.requests += 1;
    const road = this.roads.shift() ?? "open";
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      if (road === "cut before") request.socket.destroy();
      else if (road === "push back") response.writeHead(503, { "retry-after": "7" }).end('{"code":"outbox-full"}');
      else if (road === "proxy page") response.writeHead(502).end("<html>Bad Gateway</html>");
      else {
        const [status, body] = this.#answer(request.url ?? "", Buffer.concat(chunks));
        if (road === "cut after") request.socket.destroy();
        else response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
      }
    });
  }

  #answer(path: string, bytes: Buffer): [number, object] {
    const { context, publicKey, keyId } = this.#application;
    if (path === "/v1/application") {
      const application = `0x${toHex(context.application)}`;
      return [
        200,
        { chainId: context.chainId, application, applicationPublicKey: toHex(publicKey), keyId: toHex(keyId) },
      ];
    }
    if (path === "/v1/registrations") return this.#register(Uint8Array.from(bytes));
    if (path === "/v1/envelopes") {
      if (bytes[0] !== 0x7b) return [200, this.#take(Uint8Array.from(bytes))];
      const { envelopes } = JSON.parse(bytes.toString()) as { envelopes: string[] };
      const results = envelopes.map((each) => this.#take(Uint8Array.from(Buffer.from(each, "base64"))));
      return [200, { results, receipts: [] }];
    }
    const kept = this.devices.get(path.split("/")[3] ?? "");
    if (!kept) return [404, { code: "device-unknown" }];
    const { chain, envelope, previousLink } = kept;
    const shown = envelope && !this.hidesHeads;
    return [
      200,
      {
        ...{ sequence: chain.sequence, link: toHex(chain.link), session: chain.session },
        envelope: shown ? Buffer.from(encodeEnvelope(envelope)).toString("base64") : null,
        previousLink: shown ? toHex(previousLink) : null,
      },
    ];
  }

  #register(bytes: Uint8Array): [number, object] {
    const { devicePublicKey } = decodeRegistration(decodeSigned(bytes).message);
    const identity = keyIdentity(devicePublicKey, provider);
    const id = toHex(identity);
    if (this.devices.has(id)) return [409, { code: "device-registered", deviceId: id }];
    const chain = newHashChain(this.#application.context, identity, devicePublicKey, provider);
    this.devices.set(id, { chain, envelope: undefined, previousLink: chain.link });
    return [202, { code: "admitted", deviceId: id }];
  }

  #take(bytes: Uint8Array): { code: string; sequence: number } {
    const envelope = decodeEnvelope(bytes);
    const { deviceId, sequence, opening, previousLink } = decodeBody(envelope.body);
    const kept = this.devices.get(toHex(deviceId));
    if (!kept) return this.#count("device-unknown", sequence);
    const { context, keyId } = this.#application;
    const run = { bodies: [envelope.body], signature: envelope.signature };
    const { decisions, chain } = admitRun({ context, provider, keyId }, kept.chain, run);
    const code = decisions[0]?.code ?? "malformed";
    if (code === "admitted") {
      kept.previousLink = opening ? previousLink : kept.chain.link;
      kept.chain = chain;
      kept.envelope = envelope;
    }
    return this.#count(code, sequence);
  }

  #count(code: string, sequence: number): { code: string; sequence: number } {
    this.counts.set(code, (this.counts.get(code) ?? 0) + 1);
    return { code, sequence };
  }
}
