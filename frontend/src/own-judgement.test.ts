/** The worker in which a car is judged, with this page's server beside it. */
import { toHex } from "@witness/protocol/bytes";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { ownerOf } from "../../audit/src/judge/owner.ts";
import { anna, keyOfAnna, moved } from "../../audit/test/judged-succession.ts";
import { type Place, SucceededCar } from "../../audit/test/succeeded-car.ts";
import { inspect } from "../../dapp/src/inspect/inspect.ts";
import { encodeQuery } from "../../protocol/src/wire/query.ts";
import { OWN_ARCHIVE } from "./evidence/archive.ts";
import { openedRecord } from "./evidence/proof.ts";
import type { OwnOrder, OwnQuestion, OwnWord } from "./own/messages.ts";

let car: SucceededCar;
let tell: (order: OwnOrder) => void;
let heard: (word: OwnWord) => void;
/** Whose globals the page's node tells. */
let told: Place;

/** What this page's server says. */
async function serve(url: string): Promise<Response> {
  const { archive } = car.newest;
  if (url === "/api/inspect") {
    const payload = `0x${toHex(inspect(told.node.state, encodeQuery({ kind: "globals" })))}`;
    return Response.json({ reports: [{ payload }] });
  }
  const [, number] = /\/tiles\/(\d+)$/.exec(url) ?? [];
  if (number === undefined) return Response.json({ editions: [{ edition: toHex(archive.edition) }] });
  const tile = archive.tiles()[Number(number)];
  return tile ? new Response(Uint8Array.from(tile)) : new Response(null, { status: 404 });
}

beforeAll(async () => {
  car = await moved("moved, judged by the worker");
  vi.stubGlobal("fetch", serve);
  vi.stubGlobal("postMessage", (word: OwnWord) => heard(word));
  vi.stubGlobal("self", {
    addEventListener: (_: string, take: (event: { data: OwnOrder }) => void) => {
      tell = (data) => take({ data });
    },
  });
  await import("./own-judgement.ts");
});

/** What the worker ends with. */
async function judge(): Promise<OwnWord> {
  const { settings, node } = car.newest;
  const deviceId = car.device.id;
  const answer = await ownerOf(settings.context, node, keyOfAnna).car(deviceId);
  const record = openedRecord(answer, deviceId);
  if (!record) throw new Error("The answer opens a record.");
  const question: OwnQuestion = {
    context: settings.context,
    // Nobody is asked for keys before the first tile is taken.
    signedIn: { owner: anna.account } as OwnQuestion["signedIn"],
    account: "anna",
    deviceId,
    record,
    vehicle: undefined,
    fields: answer.proof.opening.fields,
    archives: [OWN_ARCHIVE],
    before: undefined,
  };
  return new Promise((resolve) => {
    heard = (word) => word.kind !== "progress" && resolve(word);
    tell({ kind: "judge", question });
  });
}

describe("a record that was taken over", () => {
  it("has no archive accused by a node that says that there is no application before", async () => {
    told = new SucceededCar("begun here", anna.account).newest;
    expect(await judge()).toMatchObject({ kind: "failed", failure: { code: "predecessor-unsaid" } });
  });

  it("is not read when this page's server names no application before, and it is said which that is", async () => {
    told = car.newest;
    const failure = { code: "config-unavailable", message: expect.stringContaining("0xabababab") };
    expect(await judge()).toMatchObject({ kind: "failed", failure });
  });
});
