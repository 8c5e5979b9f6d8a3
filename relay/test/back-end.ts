/** The back-end behind a real relay: it takes what the chain holds, and a node in front of it answers the relay's queries. */
import { fromHex } from "@witness/protocol/bytes";
import { native as provider } from "@witness/protocol/crypto/native";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { expect } from "vitest";
import { inspect } from "../../dapp/src/inspect/inspect.ts";
import type { Transition } from "../../dapp/src/state/advance.ts";
import type { Genesis, State } from "../../dapp/src/state/state.ts";
import { type Device, memoryStore, openDevice } from "../../device/src/index.ts";
import { registrationOf } from "../../mock-devices/src/registration.ts";
import { claim, Outputs, startNodeRpc } from "./claiming.ts";
import { Judging } from "./judging.ts";
import { startNode } from "./node.ts";
import { octets } from "./requests.ts";
import { type RunningRelay, until, type World } from "./world.ts";

const random = (bytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(bytes));

export class BackEnd {
  readonly state: State;
  readonly node: Awaited<ReturnType<typeof startNode>>;
  readonly relay: RunningRelay;
  readonly outputs: Outputs;
  /** What became of the last input. */
  last: Transition | undefined;
  readonly #world: World;
  readonly #judging: Judging;

  constructor(world: World, judging: Judging, { node, relay, outputs }: Pick<BackEnd, "node" | "relay" | "outputs">) {
    this.#world = world;
    this.#judging = judging;
    this.state = judging.state;
    this.node = node;
    this.relay = relay;
    this.outputs = outputs;
  }

  /** How many inputs it has taken. */
  get inputs(): number {
    return this.#judging.inputs;
  }

  /** Takes what the chain holds, as a node would feed it. */
  async follow(): Promise<State> {
    const batches = await this.#world.batches();
    for (const { payload, timeUnixS } of batches.slice(this.#judging.inputs)) {
      this.last = this.#judging.take(payload, timeUnixS);
      for (const notice of this.last.status === "accept" ? this.last.notices : []) this.outputs.add(notice);
    }
    return this.state;
  }

  /** A claim on all that it has put out is accepted. */
  async claim(): Promise<void> {
    await claim(this.#world, this.outputs.root);
    this.outputs.prove();
  }

  holding({ id }: Device) {
    const record = this.state.devices.get(id);
    if (!record) throw new Error("The device is not in the record yet.");
    return record.holding;
  }

  /** Returns the key (33 bytes) with which the relay signs receipts. */
  async relayPublicKey(): Promise<Uint8Array> {
    const about = await fetch(`${this.relay.url}/v1/application`);
    return fromHex(((await about.json()) as { relayPublicKey: string }).relayPublicKey);
  }

  /** Opens a device and registers it. Resolves when it is in the record. @param firstOwner 20 bytes, or none */
  async openCar(firstOwner: Uint8Array = new Uint8Array(), vin = ""): Promise<Device> {
    const { application, secrets } = this.#world;
    const key = derivePrivateKey(random(32), provider);
    const relay = { url: this.relay.url, publicKey: await this.relayPublicKey() };
    const device = await openDevice({ key, application, relay, store: memoryStore(), firstStart: true, provider });
    const vehicle = { make: "Aster", model: "Corvina", modelYear: 2021, vin };
    const settings = { application, provider, random };
    const registration = registrationOf(device, { vehicle, firstOwner }, secrets.makerKey, settings);
    expect((await octets(relay.url, "/v1/registrations", registration)).status).toBe(202);
    await until(async () => (await this.follow()).devices.has(device.id));
    return device;
  }
}

/** Starts a node and a relay in front of a new back-end. */
export async function startBackEnd(world: World, administrators?: Genesis["administrators"]): Promise<BackEnd> {
  const { applicationPrivateKey, makerKey } = world.secrets;
  const genesis: Genesis = { provider, makers: [provider.p256PublicKey(makerKey)], applicationPrivateKey };
  const { context } = world.application;
  const judging = new Judging(context, administrators ? { ...genesis, administrators } : genesis);
  const { state } = judging;
  const outputs = new Outputs();
  const inspected = await startNode((_, bytes) => ({ report: inspect(state, bytes), inputs: state.inputCount }));
  const rpc = await startNodeRpc(() => outputs);
  const relay = await world.another({ RELAY_INSPECT_URL: inspected.url, RELAY_NODE_RPC_URL: rpc.url });
  const close = () => {
    rpc.close();
    return inspected.close();
  };
  return new BackEnd(world, judging, { node: { url: inspected.url, close }, relay, outputs });
}
