import { connect, type Socket } from "node:net";
import process from "node:process";
import { parseArgs } from "node:util";

/**
 * Opens many connections, each of which says something and then waits: a program of its own, so that those who watch are
 * not slowed down. It writes `done` once all have been opened, and ends with its input.
 */
const { values } = parseArgs({
  options: {
    port: { type: "string", default: "" },
    count: { type: "string", default: "" },
    /** How many addresses they come from. */
    addresses: { type: "string", default: "1" },
    say: { type: "string", default: "N" },
  },
});

/** So many are on their way at a time. */
const AT_A_TIME = 100;
const count = Number(values.count);
const addresses = Number(values.addresses);
const open = new Set<Socket>();
let begun = 0;
let finished = 0;

function next(): void {
  if (begun === count) return;
  // Not 127.0.0.1, which is for those who are honest.
  const number = begun++ % addresses;
  const localAddress = `127.0.${1 + Math.floor(number / 250)}.${2 + (number % 250)}`;
  const socket = connect({ port: Number(values.port), host: "127.0.0.1", localAddress });
  let isFinished = false;
  const finish = (): void => {
    if (isFinished) return;
    isFinished = true;
    if (++finished === count) process.stdout.write("done\n");
    next();
  };
  socket.on("connect", () => {
    open.add(socket);
    socket.write(values.say, finish);
  });
  // That it is closed is what is to happen.
  socket.on("error", () => undefined);
  socket.on("close", () => {
    open.delete(socket);
    finish();
  });
  socket.resume();
}

for (let i = 0; i < AT_A_TIME; i++) next();
// Who ends in an orderly way says that their byte was all they wanted to say, and with netcat that is a message.
const end = (): void => {
  for (const socket of open) socket.resetAndDestroy();
  setImmediate(() => process.exit());
};
process.stdin.on("end", end).resume();
