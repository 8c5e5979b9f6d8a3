// A back-end that stores its state: it counts, and says how many inputs this very process was given.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const base = process.env.ROLLUP_HTTP_SERVER_URL;
const directory = process.env.ROLLUP_HTTP_SNAPSHOTS_DIR;
const post = (path, body) =>
  fetch(`${base}${path}`, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json" },
  });
const hex = (text) => `0x${Buffer.from(text).toString("hex")}`;

let count = 0;
let given = 0;
for (let status = "accept"; ; ) {
  const answer = await post("/finish", { status });
  if (answer.status === 202) continue;
  const { request_type: type, data } = await answer.json();
  status = "accept";
  if (type === "store_state") {
    if (existsSync(join(directory, "../full"))) status = "reject";
    else writeFileSync(join(directory, data.name), JSON.stringify({ count, next: data.next_input }));
  } else if (type === "load_state") {
    if (existsSync(join(directory, "../deadly"))) process.kill(process.pid, "SIGKILL");
    const state = JSON.parse(readFileSync(join(directory, data.name), "utf8"));
    if (state.next === data.next_input) count = state.count;
    else status = "reject";
  } else if (type === "inspect_state") await post("/report", { payload: hex(`count ${count} given ${given}`) });
  else {
    given += 1;
    const text = Buffer.from(data.payload.slice(2), "hex").toString();
    // As a back-end that keeps what it rejects: the node must undo it.
    count += 1;
    if (text === "reject") status = "reject";
    else await post("/notice", { payload: hex(`${text} ${count}`) });
  }
}
