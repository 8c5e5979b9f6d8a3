// A proxy of the chain's RPC, to be killed without killing the chain. Arguments: TARGET port, own port (0 = any).
import { connect, createServer } from "node:net";

const [target, own] = process.argv.slice(2).map(Number);
const server = createServer((near) => {
  const far = connect(target, "127.0.0.1");
  near.pipe(far).pipe(near);
  near.on("error", () => far.destroy()).on("close", () => far.destroy());
  far.on("error", () => near.destroy()).on("close", () => near.destroy());
});
server.listen(own, "127.0.0.1", () =>
  process.stdout.write(`${JSON.stringify({ ready: true, port: server.address().port })}\n`),
);
