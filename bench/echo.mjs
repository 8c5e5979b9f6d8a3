// A trivial back-end: a notice and a report of 32 bytes for every input, as much as ours emits, and no work.
import { Agent, request } from "node:http";

const url = new URL(process.env.ROLLUP_HTTP_SERVER_URL);
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const post = (path, body) =>
  new Promise((resolve, reject) => {
    const bytes = Buffer.from(JSON.stringify(body));
    const headers = { "content-type": "application/json", "content-length": bytes.length };
    const call = request({ host: url.hostname, port: url.port, path, method: "POST", agent, headers }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => resolve({ status: response.statusCode, text: Buffer.concat(chunks).toString() }));
    });
    call.on("error", reject);
    call.end(bytes);
  });

for (;;) {
  const answer = await post("/finish", { status: "accept" });
  if (answer.status !== 200) continue;
  const { request_type: type, data } = JSON.parse(answer.text);
  const payload = data.payload.slice(0, 66).padEnd(66, "0");
  if (type === "advance_state") await post("/notice", { payload });
  await post("/report", { payload });
}
