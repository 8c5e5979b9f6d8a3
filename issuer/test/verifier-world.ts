/** A demo verifier that listens and believes one issuer. */
import { makeKey } from "@witness/ethereum/key-file";
import { certify, makeRootCertificate } from "../src/certificate.ts";
import { listen } from "../src/http/server.ts";
import { signingKey } from "../src/p256.ts";
import { makeVerifierApp } from "../src/verifier/app.ts";
import { Presentations } from "../src/verifier/presentations.ts";
import { freePort, type World } from "./world.ts";

/** Starts a verifier. */
export async function startVerifier({ clock }: World, roots: readonly Uint8Array[]) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const named = { country: "DE", name: "Test Verifier", url };
  const root = signingKey(makeKey("p256"));
  const rootCertificate = await makeRootCertificate(root, named, clock.nowUnixS);
  const key = await certify(signingKey(makeKey("p256")), { root, rootCertificate, named, nowUnixS: clock.nowUnixS });
  const presentations = new Presentations({ url, key, roots, nowUnixS: () => clock.nowUnixS });
  const errors: unknown[] = [];
  const options = { ratePerMinute: 10_000, trustProxies: 0, stopping: () => false };
  const app = makeVerifierApp(presentations, { ...options, onError: (error) => errors.push(error) });
  const { end } = await listen(app, "127.0.0.1", port);
  return { url, certificate: key.certificate, errors, stop: end };
}

/** A verifier. */
export type VerifierWorld = Awaited<ReturnType<typeof startVerifier>>;
