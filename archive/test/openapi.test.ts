/** The document says what is served: its routes are the application's, and each answer is of its schema. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeApp } from "../src/http/app.ts";
import { OPENAPI } from "../src/http/openapi.ts";
import { device, inputs, problem, status } from "../src/http/shapes.ts";
import type { RunningArchive } from "./running.ts";
import { makeWorld, untilRead, type World } from "./world.ts";

let world: World;
let archive: RunningArchive;
beforeAll(async () => {
  world = await makeWorld();
  archive = await world.start();
});
afterAll(() => world?.close());

it("has every route of the application, and no other", () => {
  const app = makeApp(archive.archive, {
    ratePerMinute: 1,
    passesPerHour: 1,
    trustProxies: 0,
    stopping: () => false,
    onError: () => undefined,
  });
  const layers = app.router.stack as readonly { route?: { path: string; stack: readonly { method: string }[] } }[];
  const served = layers.flatMap(({ route }) =>
    route ? route.stack.map(({ method }) => `${method} ${route.path.replaceAll(/:(\w+)/g, "{$1}")}`) : [],
  );
  const documented = Object.entries(OPENAPI.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  // A route that something bounds has it as a layer of its own.
  expect(documented.toSorted()).toEqual([...new Set(served)].toSorted());
});

it("describes each answer as it is, by a schema that allows nothing else", async () => {
  const car = world.car();
  await world.send({ registrations: [car.registration()], runs: [car.run()] });
  await untilRead(world, archive);
  const { id } = car.device;
  const answers = [
    ["/v1/status", status],
    [`/v1/devices/${id}`, device],
    ["/v1/inputs", inputs],
    ["/v1/devices/0000000000000000", problem],
    ["/v1/inputs?from=x", problem],
  ] as const;
  for (const [path, schema] of answers) expect(schema.safeParse(await archive.json(path)).error).toBeUndefined();
  expect(status.safeParse({ ...((await archive.json("/v1/status")) as object), more: 1 }).success).toBe(false);
});

it("states for each route the statuses that it answers with", async () => {
  const document = (await archive.json("/openapi.json")) as typeof OPENAPI;
  expect(document).toEqual(JSON.parse(JSON.stringify(OPENAPI)));
  const asked = [
    ["/v1/status", "/v1/status"],
    ["/v1/devices/{device}", "/v1/devices/x"],
    ["/v1/devices/{device}", "/v1/devices/0000000000000000"],
    ["/v1/devices/{device}/editions/{edition}/tiles/{number}", "/v1/devices/0000000000000000/editions/x/tiles/0"],
    [
      "/v1/devices/{device}/editions/{edition}/tiles/{number}",
      "/v1/devices/0000000000000000/editions/0000000000000000/tiles/0",
    ],
    ["/v1/inputs", "/v1/inputs?count=0"],
    ["/readyz", "/readyz"],
    ["/healthz", "/healthz"],
    ["/metrics", "/metrics"],
  ] as const;
  for (const [route, path] of asked) {
    const response = await fetch(`${archive.url}${path}`);
    expect(Object.keys(document.paths[route].get.responses)).toContain(String(response.status));
  }
});
