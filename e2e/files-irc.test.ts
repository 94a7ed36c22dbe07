import { expect, it } from "vitest";
import { connection, join, scene } from "./scene.ts";

/** Files of IRC clients: uploaded by HTTP with a token, and shared by their link. */

it("an IRC client learns where to upload, gets a token for it, and shares what it uploaded", async () => {
  const server = await scene();
  const alice = await join(server, "alice");
  const client = await connection(server.port);
  client.send("NICK bob\r\nUSER bob 0 * :Bob\r\nJOIN #lobby\r\n");
  const welcome = await client.until(/ 366 [^\n]*\n/);
  const uploads = / draft\/FILEHOST=(\S+) /.exec(welcome)?.[1] ?? "";
  expect(uploads).toBe(`http://localhost:${server.port}/files/`);
  expect(welcome).toContain(` soju.im/FILEHOST=${uploads} `);
  client.send("FILEHOST TOKEN\r\n");
  const token = / FILEHOST TOKEN :?(\S+)\r\n/.exec(await client.until("\n"))?.[1] ?? "";
  const headers = { authorization: `Bearer ${token}`, "content-disposition": 'inline; filename="notes.txt"' };
  const answer = await fetch(uploads, { method: "POST", headers, body: "one\n" });
  expect(answer.status).toBe(201);
  const link = answer.headers.get("location") ?? "";
  client.send(`PRIVMSG #lobby :look: ${link}\r\n`);
  expect(await alice.next("message")).toMatchObject({
    from: { nick: "bob" },
    text: `look: ${link}`,
    files: [{ name: "notes.txt", type: "text/plain", size: 4 }],
  });
  expect(await (await fetch(link)).text()).toBe("one\n");
  const { files = [] } = await alice.ask({ type: "files", channel: "#lobby" });
  expect(files).toMatchObject([{ name: "notes.txt" }]);
  client.send("QUIT\r\n");
  await client.untilOver();
  const late = await fetch(uploads, { method: "POST", headers, body: "two\n" });
  expect(late.status).toBe(401);
});

it("a server that takes no files names no place for them", async () => {
  const server = await scene("--file-size", "none");
  const client = await connection(server.port);
  client.send("NICK bob\r\nUSER bob 0 * :Bob\r\n");
  expect(await client.until(/ 376 [^\n]*\n/)).not.toContain("FILEHOST");
});
