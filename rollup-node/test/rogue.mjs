// A back-end that misbehaves as the input's text says. It counts inputs before it finishes them, so a rejected input
// leaves a trace unless the node undoes it. TELL in the environment changes its outputs, SHORT makes it open a
// connection for every request, IMMUNE stops it from sending itself signals.
import { Agent, request } from "node:http";
import { connect } from "node:net";

const base = process.env.ROLLUP_HTTP_SERVER_URL;
const agent = new Agent({ keepAlive: process.env.SHORT === undefined });
const post = (path, body) =>
  new Promise((resolve, reject) => {
    const call = request(`${base}${path}`, { method: "POST", agent, headers: { "content-type": "application/json" } });
    call.on("error", reject).on("response", (response) => {
      let text = "";
      response.on("data", (chunk) => (text += chunk)).on("end", () => resolve({ status: response.statusCode, text }));
    });
    call.end(JSON.stringify(body));
  });
const hex = (text) => `0x${Buffer.from(text).toString("hex")}`;
const for_ever = () => new Promise(() => setInterval(() => {}, 60_000));

/** Requests without waiting for answers, or 65 537 round trips would take the test's whole time. */
async function many(count) {
  const body = JSON.stringify({ payload: "0x" });
  const one = `POST /notice HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  const socket = connect(Number(new URL(base).port), "127.0.0.1");
  let answers = 0;
  await new Promise((resolve) => {
    socket.on("data", (chunk) => {
      answers += chunk.toString("latin1").split("HTTP/1.1 ").length - 1;
      if (answers >= count) resolve();
    });
    socket.on("error", resolve).on("close", resolve);
    socket.write(one.repeat(count));
  });
  socket.destroy();
}

let count = 0;
if (process.env.TELL === "nothing") process.exit(7);
for (let status = "accept"; ; ) {
  const answer = await post("/finish", { status });
  if (answer.status === 202) continue;
  const { request_type: type, data } = JSON.parse(answer.text);
  const [verb, argument] = Buffer.from(data.payload.slice(2), "hex").toString().split(":");
  status = "accept";
  const advance = type === "advance_state";
  if (advance) count++;
  if (verb === "exit") process.exit(Number(argument));
  const signalled = verb === "signal" && process.env.IMMUNE === undefined;
  if (signalled) process.kill(process.pid, argument);
  if (signalled || verb === "hang") await for_ever();
  if (verb === "slow") await new Promise((resolve) => setTimeout(resolve, Number(argument)));
  if (verb === "reject") status = "reject";
  if (verb === "many") await many(Number(argument));
  if (verb === "voucher") await post("/voucher", { destination: data.metadata.msg_sender, payload: "0xab" });
  if (verb === "delegate") await post("/delegate-call-voucher", { destination: `0x${"7".repeat(40)}`, payload: "0x" });
  if (verb === "quiet") continue;
  if (verb === "big") {
    const answers = [];
    for (const [path, size, more] of [
      ["/notice", 2_097_057],
      ["/voucher", 2_096_993, { destination: data.metadata.msg_sender }],
      ["/delegate-call-voucher", 2_097_025, { destination: data.metadata.msg_sender }],
      ["/report", 2_097_153],
      ["/notice", 2_700_000],
    ])
      answers.push((await post(path, { payload: `0x${"00".repeat(size)}`, ...more })).status);
    await post("/notice", { payload: `0x${"01".repeat(2_097_056)}` });
    await post("/report", { payload: hex(answers.join()) });
    continue;
  }
  if (verb === "gio") {
    const { status: code, text } = await post("/gio", { domain: Number(argument), id: "0x1234" });
    await post("/report", { payload: hex(`${code} ${text}`) });
    continue;
  }
  if (!advance) {
    await post("/report", { payload: hex(`count ${count}`) });
    continue;
  }
  const said =
    verb === "random" ? `${Math.random()}` : `${process.env.TELL ?? ""}${verb}${verb === "tally" ? ` ${count}` : ""}`;
  await post("/notice", { payload: hex(said) });
  const reported = verb === "murmur" ? Math.random() : data.metadata.input_index;
  await post("/report", { payload: hex(`report ${reported}`) });
  if (verb === "exception" || verb === "apology") await post("/exception", { payload: hex("too bad") });
  if (verb === "apology") {
    count--;
    status = "reject";
  }
}
