// The 30-line echo back-end: a notice and a report per input; some payloads misbehave on purpose.
import { Agent, request } from "node:http";

const base = process.env.ROLLUP_HTTP_SERVER_URL;
const agent = new Agent({ keepAlive: true });
const post = (path, body) =>
  new Promise((resolve, reject) => {
    const call = request(`${base}${path}`, { method: "POST", agent, headers: { "content-type": "application/json" } });
    call.on("error", reject).on("response", (response) => {
      let text = "";
      response.on("data", (chunk) => (text += chunk)).on("end", () => resolve({ status: response.statusCode, text }));
    });
    call.end(JSON.stringify(body));
  });

let count = 0;
for (let status = "accept"; ; ) {
  const answer = await post("/finish", { status });
  if (answer.status === 202) continue;
  const { request_type: type, data } = JSON.parse(answer.text);
  const text = Buffer.from(data.payload.slice(2), "hex").toString();
  status = text === "reject" ? "reject" : "accept";
  if (type === "inspect_state") {
    await post("/report", { payload: `0x${Buffer.from(`count ${count} query ${text}`).toString("hex")}` });
    continue;
  }
  if (text === "exit") process.exit(3);
  if (text.startsWith("slow ")) await new Promise((resolve) => setTimeout(resolve, Number(text.slice(5))));
  await post("/notice", { payload: data.payload });
  await post("/report", { payload: `0x${Buffer.from(`advance ${data.metadata.input_index}`).toString("hex")}` });
  if (text === "exception") await post("/exception", { payload: "0x746f6f20626164" });
  if (text === "voucher")
    await post("/voucher", {
      destination: data.metadata.msg_sender,
      value: `0x${"7b".padStart(64, "0")}`,
      payload: "0x",
    });
  if (status === "accept" && text !== "exception") count++;
}
