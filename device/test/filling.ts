/** A device whose file may not grow: sends until it is refused, then delivers; prints what it kept and how it ended. */
import { native as provider } from "@witness/protocol/crypto/native";
import { fileStore } from "../src/file-store.ts";
import { openDevice } from "../src/index.ts";
import { application, deviceKey, NOW, relayPublicKey } from "./setting.ts";

const [url = "", path = ""] = process.argv.slice(2);
const device = await openDevice({
  key: deviceKey,
  application,
  relay: { url, publicKey: relayPublicKey },
  store: await fileStore(path),
  firstStart: true,
  provider,
  readingsPerEnvelope: 1,
  delivery: "on flush",
});
await device.flush();
const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code;
let kept = 0;
let sendCode: unknown;
while (sendCode === undefined && kept < 10_000) {
  const reading = { timeUnixS: NOW + 60 * kept, odometerHm: kept };
  await device.send(reading).then(
    () => {
      kept += 1;
    },
    (error: unknown) => {
      sendCode = codeOf(error) ?? String(error);
    },
  );
}
const { sequence } = device.status;
const flushCode = await device.flush({ withinMs: 0 }).then(() => undefined, codeOf);
await device.close();
process.stdout.write(JSON.stringify({ kept, sequence, sendCode, flushCode }));
