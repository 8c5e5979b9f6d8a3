/** A device that is killed while it sends: prints each odometer once `send` returned for it. */
import { native as provider } from "@witness/protocol/crypto/native";
import { fileStore } from "../src/file-store.ts";
import { openDevice } from "../src/index.ts";
import { application, deviceKey, NOW, relayPublicKey } from "./setting.ts";

const [url = "", path = "", life = "0"] = process.argv.slice(2);
const device = await openDevice({
  key: deviceKey,
  application,
  relay: { url, publicKey: relayPublicKey },
  store: await fileStore(path),
  firstStart: true,
  provider,
  readingsPerEnvelope: 3,
});
for (let i = 0; i < 1_000; i += 1) {
  const number = 1_000 * Number(life) + i;
  await device.send({ timeUnixS: NOW + number, odometerHm: number });
  process.stdout.write(`${number}\n`);
}
