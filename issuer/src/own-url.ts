/** The address under which others reach a service: it stands in what is signed, so it is given and never guessed. */
import { httpUrl } from "@witness/settings/schemas";

const LOOPBACK = new Set(["127.0.0.1", "[::1]", "localhost"]);

const isOwn = (value: string): boolean => {
  const { origin, protocol, hostname } = new URL(value);
  return origin === value && (protocol === "https:" || LOOPBACK.has(hostname));
};

/** An origin: https, or http on this machine; no path and no slash at its end. */
export const ownUrl = httpUrl.refine((value) => URL.canParse(value) && isOwn(value), {
  message: "must be https://HOST without a path or a slash at its end (http is for this machine alone)",
});
