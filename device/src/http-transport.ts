/** A relay over HTTP: one request for each question. */
import { ANSWER_WITHIN_MS, objectOf, type Question, type Told, type Transport, type TransportTo } from "./transport.ts";

/** Reaches relays over HTTP, at their address. */
export const httpTransport =
  (fetcher: typeof fetch): TransportTo =>
  ({ relayUrl }) =>
    new HttpTransport(relayUrl, fetcher);

class HttpTransport implements Transport {
  readonly #url: string;
  readonly #fetch: typeof fetch;
  #underWay = new AbortController();
  #closed = false;

  constructor(url: string, fetcher: typeof fetch) {
    this.#url = url.replace(/\/$/, "");
    this.#fetch = fetcher;
  }

  async ask(question: Question): Promise<Told> {
    if (this.#closed) throw new Error("The transport is closed.");
    const underWay = new AbortController();
    this.#underWay = underWay;
    const late = setTimeout(() => underWay.abort(), ANSWER_WITHIN_MS);
    try {
      const response = await this.#fetch(`${this.#url}${pathOf(question)}`, {
        ...(question.name === "envelopes" ? posted(question.body) : {}),
        signal: underWay.signal,
      });
      const document = objectOf(await response.text());
      const seconds = Number(response.headers.get("retry-after"));
      return { status: response.status, document, waitMs: seconds > 0 ? 1_000 * seconds : undefined };
    } finally {
      clearTimeout(late);
    }
  }

  close(): void {
    this.#closed = true;
    this.#underWay.abort();
  }
}

const posted = (body: string) => ({ method: "POST", headers: { "content-type": "application/json" }, body });

function pathOf(question: Question): string {
  if (question.name === "head") return `/v1/devices/${question.deviceId}/head`;
  return question.name === "application" ? "/v1/application" : "/v1/envelopes";
}
