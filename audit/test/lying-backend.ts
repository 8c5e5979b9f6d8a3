/**
 * The real back-end behind a proxy that changes its reports on inputs and nothing else: its outputs, and so the claims,
 * stay right. Arguments: the lie, the genesis, the key.
 */
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fromHex, toHex } from "@witness/protocol/bytes";
import { type AdvanceReport, decodeAdvanceReport, encodeAdvanceReport } from "@witness/protocol/wire/report";

const [lie = "", genesis = "", key = ""] = process.argv.slice(2);
const target = process.env["ROLLUP_HTTP_SERVER_URL"] ?? "";

const LIES: Readonly<Record<string, (report: AdvanceReport) => Uint8Array>> = {
  "admits-all": (report) =>
    encodeAdvanceReport({ ...report, envelopeCodes: report.envelopeCodes.map(() => "admitted" as const) }),
  "one-less": (report) => encodeAdvanceReport({ ...report, envelopeCodes: report.envelopeCodes.slice(1) }),
  unregisters: (report) =>
    encodeAdvanceReport({ ...report, registrationCodes: report.registrationCodes.map(() => "maker-unknown" as const) }),
  "takes-rubbish": (report) => encodeAdvanceReport({ ...report, code: "admitted" }),
  mumbles: () => Uint8Array.of(255),
};

function changed(body: string): string {
  const payload: string = JSON.parse(body).payload;
  const lied = LIES[lie]?.(decodeAdvanceReport(fromHex(payload.slice(2))));
  if (!lied) throw new Error(`There is no lie ${lie}.`);
  return JSON.stringify({ payload: `0x${toHex(lied)}` });
}

const proxy = createServer(async (incoming, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  const answer = await fetch(`${target}${incoming.url}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: incoming.url === "/report" ? changed(body) : body,
  });
  response.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
});
proxy.listen(0, "127.0.0.1", () => {
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const main = join(import.meta.dirname, "../../dapp/src/main.ts");
  const backend = spawn(process.execPath, [main, "--genesis", genesis, "--key", key], {
    env: { ...process.env, ROLLUP_HTTP_SERVER_URL: url },
    stdio: "inherit",
  });
  process.once("SIGTERM", () => backend.kill());
  backend.once("exit", (code) => process.exit(code ?? 1));
});
