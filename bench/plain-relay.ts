import { createServer, type Socket } from "node:net";

/**
 * The least that a chat relay on Node can do, to compare with: it understands NICK, JOIN and PRIVMSG, keeps nothing,
 * promises nothing, and writes once for each socket and turn.
 */

interface Client {
  readonly socket: Socket;
  nick: string;
  channel: string;
  partial: string;
  out: string[];
}

const channels = new Map<string, Set<Client>>();
let dirty: Client[] = [];

function put(client: Client, text: string): void {
  if (dirty.length === 0) setImmediate(flush);
  if (client.out.length === 0) dirty.push(client);
  client.out.push(text);
}

function flush(): void {
  const waiting = dirty;
  dirty = [];
  for (const client of waiting) {
    client.socket.write(client.out.join(""), "latin1");
    client.out = [];
  }
}

function take(client: Client, line: string): void {
  if (line.startsWith("PRIVMSG ")) {
    const text = `:${client.nick}!u@h ${line}\r\n`;
    for (const other of channels.get(client.channel) ?? []) if (other !== client) put(other, text);
  } else if (line.startsWith("NICK ")) client.nick = line.slice(5);
  else if (line.startsWith("USER ")) put(client, `:x 001 ${client.nick} :hi\r\n:x 376 ${client.nick} :end\r\n`);
  else if (line.startsWith("JOIN ")) {
    client.channel = line.slice(5);
    const members = channels.get(client.channel) ?? new Set();
    channels.set(client.channel, members.add(client));
    put(client, `:x 366 ${client.nick} ${client.channel} :end\r\n`);
  }
}

const server = createServer({ noDelay: true }, (socket) => {
  const client: Client = { socket, nick: "", channel: "", partial: "", out: [] };
  socket.setEncoding("latin1");
  socket.on("data", (text) => {
    const lines = (client.partial + text).split("\n");
    client.partial = lines.pop() ?? "";
    for (const line of lines) take(client, line.trimEnd());
  });
  socket.on("error", () => undefined);
  socket.on("close", () => channels.get(client.channel)?.delete(client));
});
server.listen(Number(process.argv[2] ?? 0), "127.0.0.1", () => {
  const address = server.address();
  process.stdout.write(`${typeof address === "object" && address ? address.port : 0}\n`);
});
