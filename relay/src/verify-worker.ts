/** A thread that checks signatures: a bundle comes whole, and its results go back whole (`verify-pool.ts`). */
import { parentPort } from "node:worker_threads";
import { native } from "@witness/protocol/crypto/native";
import { type Bundle, judgeBundle } from "./verify-bundle.ts";

const port = parentPort;
if (!port) throw new Error("verify-worker.ts is started as a thread.");
port.on("message", (bundle: Bundle) => port.postMessage(judgeBundle(bundle, native)));
