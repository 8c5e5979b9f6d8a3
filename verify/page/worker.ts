/** Registers the service worker, by which the page opens without a connection after the first visit. */

interface Policies {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): string };
}

/** The only script address that this page makes: a constant. */
const WORKER = "/p/worker.js";

/** Starts it where there is one; a file from disk needs none. */
export function startWorker(): void {
  if (location.protocol === "file:" || !("serviceWorker" in navigator)) return;
  const { trustedTypes } = globalThis as { readonly trustedTypes?: Policies };
  const url =
    trustedTypes?.createPolicy("witness-pass", { createScriptURL: () => WORKER }).createScriptURL(WORKER) ?? WORKER;
  // Without it the page works all the same, while there is a connection.
  navigator.serviceWorker.register(url, { scope: "/p" }).catch(() => undefined);
}
