/**
 * Requests that come over MQTT, from the operator's broker or the embedded one: it reads topic and bytes, asks the same
 * {@link Answers} as HTTP, and says where the answer goes (docs/relay.md, "MQTT").
 */
import type { Context } from "@witness/protocol/context";
import { CODES, type Code } from "@witness/protocol/errors";
import { type DeviceId, parseDeviceId } from "@witness/protocol/identity";
import { ENVELOPE_MAX_BYTES } from "@witness/protocol/limits";
import { answerTopic, type RequestTopic, readAnswerTopic, readRequestTopic } from "@witness/protocol/topics";
import { type Answers, BODY_MAX_BYTES } from "../answers.ts";
import { MinuteCounts } from "../minute-counts.ts";
import { type Answer, failureOf, problem } from "../problem.ts";

/** A message that was published. */
export interface Publication {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** Of MQTT 5. */
  readonly properties?:
    | {
        readonly contentType?: string;
        readonly responseTopic?: string;
        readonly correlationData?: Buffer;
      }
    | undefined;
  /** Whom the work is counted for; the topic's sender unless given. */
  readonly address?: string;
}

/** What is said to a message. */
export interface Reply {
  /** Undefined when nobody can be answered. */
  readonly answer:
    | {
        readonly topic: string;
        readonly payload: string;
        readonly properties: {
          readonly contentType: string;
          readonly messageExpiryInterval: number;
          readonly correlationData?: Buffer;
          readonly userProperties: Readonly<Record<string, string>>;
        };
      }
    | undefined;
  /** Of MQTT 5, for the PUBACK. */
  readonly reasonCode: number;
  /** Whose envelopes were admitted. */
  readonly devices: readonly DeviceId[];
}

/** Of the PUBACK, as MQTT 5 has them (2.4). */
export const REASONS = {
  success: 0x00,
  unspecified: 0x80,
  /** Refused, for a reason that the answer gives. */
  implementation: 0x83,
  topicNameInvalid: 0x90,
  /** Pushed back. */
  quotaExceeded: 0x97,
  payloadFormatInvalid: 0x99,
} as const;

/** A device that is away for longer asks again. */
const ANSWER_KEPT_S = 3_600;
/** No envelope, registration or operation begins with it: JSON is known by it where nothing says the content type. */
const BRACE = 0x7b;
const FAILED = new Set<Code>(["internal-error"]);

function reasonOf(answer: Answer): number {
  const { code } = answer.document as { readonly code?: Code };
  if (answer.status < 400) return REASONS.success;
  if (code === undefined || FAILED.has(code)) return REASONS.unspecified;
  if (CODES[code].action === "push-back") return REASONS.quotaExceeded;
  return code === "malformed" || code === "too-large" ? REASONS.payloadFormatInvalid : REASONS.implementation;
}

/** Whose envelopes were admitted, by an answer. */
function admittedIn({ document }: Answer): DeviceId[] {
  const { results } = document as { readonly results?: readonly Readonly<Record<string, unknown>>[] };
  const devices = (results ?? [document]).flatMap(({ code, deviceId }) =>
    code === "admitted" && typeof deviceId === "string" ? parseDeviceId(deviceId) : [],
  );
  return [...new Set(devices)];
}

/** What the ingress is made with. */
export interface IngressOptions {
  readonly context: Context;
  /** Requests that one sender may make in a minute. */
  readonly ratePerMinute: number;
  readonly nowMs: () => number;
  readonly onError: (error: unknown) => void;
}

/** Takes what was published to the topics of requests. */
export class Ingress {
  readonly #answers: Answers;
  readonly #options: IngressOptions;
  readonly #requests: MinuteCounts;

  constructor(answers: Answers, options: IngressOptions) {
    this.#answers = answers;
    this.#options = options;
    this.#requests = new MinuteCounts(options.ratePerMinute, options.nowMs);
  }

  /** Takes one message. Never rejects; resolves when what it changes is on disk. The payload must not change afterwards. */
  async take(publication: Publication): Promise<Reply> {
    const { context, onError } = this.#options;
    const request = readRequestTopic(context, publication.topic);
    if (!request) return { answer: undefined, reasonCode: REASONS.topicNameInvalid, devices: [] };
    const said = await this.#ask(request, publication).catch((error: unknown) => failureOf(error, onError));
    return {
      answer: this.#framed(request, publication, said),
      reasonCode: reasonOf(said),
      devices: request.name === "envelopes" ? admittedIn(said) : [],
    };
  }

  async #ask({ sender, name }: RequestTopic, { payload, properties, address }: Publication): Promise<Answer> {
    const counted = address ?? `mqtt ${sender}`;
    const retryAfterS = this.#requests.retryAfterS(counted);
    if (retryAfterS !== undefined) return problem("rate-limited", {}, retryAfterS);
    this.#requests.add(counted, 1);
    if (name === "application") return this.#answers.application();
    if (name === "envelopes" && isJson(payload, properties?.contentType)) {
      if (payload.length > BODY_MAX_BYTES) return problem("too-large");
      return this.#answers.envelopes(parsed(payload), counted);
    }
    // As HTTP's limit of a body that is no JSON.
    if (payload.length > ENVELOPE_MAX_BYTES + 1_024) return problem("too-large");
    if (name === "head") return this.#answers.head(Buffer.from(payload).toString("latin1"));
    if (name === "registrations") return this.#answers.registration(payload);
    return name === "operations" ? this.#answers.operation(payload) : this.#answers.envelope(payload, counted);
  }

  #framed({ sender, token }: RequestTopic, { properties }: Publication, said: Answer): Reply["answer"] {
    const { status, document, retryAfterS } = said;
    const { context } = this.#options;
    const wished = properties?.responseTopic;
    // A relay that answered wherever it is told to would publish for a stranger what only the relay may.
    const allowed = wished !== undefined && readAnswerTopic(context, sender, wished) !== undefined;
    const { code } = document as { readonly code?: string };
    return {
      topic: allowed ? wished : answerTopic(context, sender, token),
      payload: JSON.stringify({ status, ...(retryAfterS === undefined ? {} : { retryAfterS }), document }),
      properties: {
        contentType: "application/json",
        messageExpiryInterval: ANSWER_KEPT_S,
        ...(properties?.correlationData ? { correlationData: properties.correlationData } : {}),
        userProperties: { status: String(status), ...(code === undefined ? {} : { code }) },
      },
    };
  }
}

const isJson = (payload: Uint8Array, contentType: string | undefined): boolean =>
  contentType === undefined ? payload[0] === BRACE : contentType.startsWith("application/json");

/** Returns what a text says; nothing for one that is no JSON, which is then no request. */
function parsed(payload: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(payload).toString());
  } catch {
    return undefined;
  }
}
