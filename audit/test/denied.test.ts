/** A record that was taken over, by an archive; a node says that there is no application before: nobody honest is accused. */
import { toHex } from "@witness/protocol/bytes";
import type { Answer } from "@witness/protocol/wire/answer";
import { encodeQuery } from "@witness/protocol/wire/query";
import { beforeAll, describe, expect, it } from "vitest";
import type { ArchiveReader } from "../src/judge/archive.ts";
import type { NodeReader } from "../src/judge/node.ts";
import { anna, asked, judgeMoved, keyOfAnna, moved } from "./judged-succession.ts";
import { type Place, SucceededCar } from "./succeeded-car.ts";

type Globals = Extract<Answer, { kind: "globals" }>;

let car: SucceededCar;
beforeAll(async () => {
  car = await moved("moved and denied");
});

describe("a node that lies about the application before", () => {
  const begun = () => new SucceededCar("begun here", anna.account).newest.node.ask(encodeQuery({ kind: "globals" }));
  const LIES: [string, (honest: Globals) => Promise<Answer>][] = [
    ["that there is none", begun],
    ["what its proof does not bear out", async (honest) => ({ ...honest, stateRoot: new Uint8Array(32) })],
    [
      "that there is none, in the record's own state",
      async ({ stateRoot }) => ({ ...(await begun()), stateRoot }) as Globals,
    ],
  ];
  const lying = ({ ask, findNotice }: NodeReader, lie: (honest: Globals) => Promise<Answer>): NodeReader => ({
    ask: async (query) => {
      const honest = await ask(query);
      return honest.kind === "globals" ? lie(honest) : honest;
    },
    findNotice,
  });

  it.each(LIES)("and says %s: no archive is accused", async (_, lie) => {
    await expect(judgeMoved(car, { node: lying(car.newest.node, lie) })).rejects.toMatchObject({
      code: "predecessor-unsaid",
      message: expect.stringContaining("contradict each other"),
    });
  });

  it.each(LIES)("and says %s: nor is one that has another edition of the car too", async (_, lie) => {
    const { archive, node } = car.newest;
    const other = archive.serving(archive.tiles([]));
    const both: ArchiveReader = {
      editions: async () => ["00".repeat(8), toHex(archive.edition)],
      tile: (device, edition, number) => (edition === "00".repeat(8) ? other : archive).tile(device, edition, number),
    };
    expect(await judgeMoved(car, { archive: both })).toMatchObject({ result: "EQUAL" });
    const judged = judgeMoved(car, { archive: both, node: lying(node, lie) });
    await expect(judged).rejects.toMatchObject({ code: "predecessor-unsaid" });
  });

  it.each(LIES)("and says %s, in the application before: nor is the archive there", async (_, lie) => {
    const twice = await moved("twice, denied", 2);
    const [first, second] = twice.places as [Place, Place];
    const before = [asked(second, keyOfAnna, { node: lying(second.node, lie) }), asked(first)];
    expect(await judgeMoved(twice, { before })).toMatchObject({
      result: "PARTIAL",
      difference: undefined,
      earlier: [{ result: "UNREAD", unread: "predecessor-unsaid" }],
    });
  });
});
