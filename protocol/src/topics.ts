/** The topics under which a relay is reached over MQTT (docs/relay.md, "MQTT"). */
import { toHex } from "./bytes.ts";
import type { Context } from "./context.ts";
import type { DeviceId } from "./identity.ts";

/** What a relay is asked over MQTT: the requests of "Carrying", by name. */
export const REQUEST_NAMES = ["envelopes", "registrations", "operations", "head", "application"] as const;

/** The name of a request. */
export type RequestName = (typeof REQUEST_NAMES)[number];

/** What the topic of a request says. */
export interface RequestTopic {
  /** Who asks: a device's identity or another name, of 1 to 64 letters, digits, `_`, `-` and `.`; a broker's rules say who may use it. */
  readonly sender: string;
  readonly name: RequestName;
  /** By which the sender knows the answer, where MQTT 5 does not carry correlation data; in the form of a sender. */
  readonly token?: string | undefined;
}

const WORD = /^[\w.-]{1,64}$/;
const isRequest = (name: string | undefined): name is RequestName => REQUEST_NAMES.some((each) => each === name);

/**
 * Returns the first levels of all topics of an application.
 * @example
 * topicRoot({ chainId: 31_337, application: new Uint8Array(20) }); // => "witness/31337/0000000000000000000000000000000000000000"
 */
export function topicRoot({ chainId, application }: Context): string {
  return `witness/${chainId}/${toHex(application)}`;
}

/**
 * Returns the topic that a request is published to.
 * @throws {RangeError} when sender or token has another form
 * @example
 * requestTopic(context, { sender: "00010203040506ff", name: "envelopes" }).endsWith("/senders/00010203040506ff/requests/envelopes"); // => true
 */
export function requestTopic(context: Context, { sender, name, token }: RequestTopic): string {
  return `${senderTopic(context, sender)}/requests/${name}${levelOf(token)}`;
}

/**
 * Reads the topic of a request; undefined for any other topic.
 * @example
 * readRequestTopic(context, requestTopic(context, { sender: "gate-7", name: "head", token: "1" })); // => { sender: "gate-7", name: "head", token: "1" }
 */
export function readRequestTopic(context: Context, topic: string): RequestTopic | undefined {
  const root = `${topicRoot(context)}/senders/`;
  if (!topic.startsWith(root)) return undefined;
  const [sender = "", requests, name, token, ...more] = topic.slice(root.length).split("/");
  if (requests !== "requests" || !isRequest(name) || more.length > 0) return undefined;
  if (!WORD.test(sender) || (token !== undefined && !WORD.test(token))) return undefined;
  return token === undefined ? { sender, name } : { sender, name, token };
}

/**
 * Returns the topic that the answer to a sender's request is published to.
 * @throws {RangeError} when sender or token has another form
 * @example
 * answerTopic(context, "00010203040506ff", "7").endsWith("/senders/00010203040506ff/answers/7"); // => true
 */
export function answerTopic(context: Context, sender: string, token?: string): string {
  return `${senderTopic(context, sender)}/answers${levelOf(token)}`;
}

/**
 * Reads the topic of an answer to a sender; undefined for any other topic. Without a token it is the empty text.
 * @example
 * readAnswerTopic(context, "gate-7", answerTopic(context, "gate-7", "1")); // => "1"
 */
export function readAnswerTopic(context: Context, sender: string, topic: string): string | undefined {
  const own = answerTopic(context, sender);
  if (topic === own) return "";
  const token = topic.startsWith(`${own}/`) ? topic.slice(own.length + 1) : undefined;
  return token !== undefined && WORD.test(token) ? token : undefined;
}

/**
 * Returns the topic under which a device's newest head is retained.
 * @example
 * headTopic(context, parseDeviceId("00010203040506ff")).endsWith("/devices/00010203040506ff/head"); // => true
 */
export function headTopic(context: Context, device: DeviceId): string {
  return `${topicRoot(context)}/devices/${device}/head`;
}

/**
 * Returns the topic under which it is retained what the relay carries for.
 * @example
 * applicationTopic(context) === `${topicRoot(context)}/application`; // => true
 */
export function applicationTopic(context: Context): string {
  return `${topicRoot(context)}/application`;
}

function senderTopic(context: Context, sender: string): string {
  if (!WORD.test(sender)) throw new RangeError("a sender has 1 to 64 letters, digits, _, - and .");
  return `${topicRoot(context)}/senders/${sender}`;
}

function levelOf(token: string | undefined): string {
  if (token === undefined) return "";
  if (!WORD.test(token)) throw new RangeError("a token has 1 to 64 letters, digits, _, - and .");
  return `/${token}`;
}
