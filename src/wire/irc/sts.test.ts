import { describe, expect, it } from "vitest";
import { goodbye } from "../../core/answers.ts";
import { createWorld } from "../testing.ts";
import { irc } from "./irc.ts";
import { createIrcWorld } from "./testing.ts";
import { turnAway } from "./turn-away.ts";

const sts = { port: 6697, duration: 86_400 };

/** What somebody is told who asks for capabilities. */
function asked(peer: string, insecure: boolean, request = "CAP LS 302", policy: typeof sts | undefined = sts): string {
  const world = createWorld();
  const dialect = world.listen(irc, {}, "#lobby", { sts: policy });
  const connection = world.connect(dialect, { peer: { host: peer, port: 1 }, insecure });
  connection.send(`${request}\r\n`);
  world.commit();
  return connection.take();
}

/** The value of the policy in an answer to CAP LS. */
const policyIn = (answer: string): string | undefined => / :?(?:.* )?sts(?:=(\S+))?(?: |\r|$)/.exec(answer)?.[1];

describe("The policy on TLS (IRCv3 sts)", () => {
  it("tells who comes without TLS by which port to come", () => {
    expect(policyIn(asked("192.0.2.1", true))).toBe("port=6697");
  });

  it("tells who comes by TLS for how long to come in no other way", () => {
    expect(policyIn(asked("192.0.2.1", false))).toBe("duration=86400,port=6697");
    expect(policyIn(asked("192.0.2.1", false, "CAP LS 302", { port: 1, duration: 0 }))).toBe("duration=0,port=1");
  });

  it("is for nobody on this machine, nor for those who know nothing of values", () => {
    expect(asked("127.0.0.1", false)).not.toMatch(/sts/);
    expect(asked("::1", false)).not.toMatch(/sts/);
    expect(asked("192.0.2.1", true, "CAP LS")).not.toMatch(/sts/);
    expect(asked("192.0.2.1", true, "CAP LS 301")).not.toMatch(/sts/);
  });

  it("is not there if the server has none", () => {
    const { connect } = createIrcWorld();
    expect(connect().send("CAP LS 302").join()).not.toMatch(/sts/);
  });

  it("is nothing to ask for", () => {
    expect(asked("192.0.2.1", true, "CAP REQ sts")).toBe(":parley.test CAP * NAK :sts\r\n");
    expect(asked("192.0.2.1", false, "CAP REQ :batch sts")).toBe(":parley.test CAP * NAK :batch sts\r\n");
    expect(asked("192.0.2.1", false, "CAP REQ -sts")).toBe(":parley.test CAP * NAK :-sts\r\n");
  });
});

describe("Who is turned away", () => {
  const why = goodbye("insecure", "Come by TLS");
  const say = (first: string, policy: typeof sts | undefined = sts): string =>
    turnAway({ name: "parley.test", sts: policy }, why, new TextEncoder().encode(first));

  it("is told the policy first, if it asks for capabilities first and knows of values", () => {
    for (const first of ["CAP LS 302\r\n", "cap ls 307\nNICK a\n", "@a=b CAP LS :302\r\n"]) {
      expect(say(first)).toBe(":parley.test CAP * LS :sts=port=6697\r\nERROR :Come by TLS\r\n");
    }
  });

  it("is told only why otherwise", () => {
    for (const first of ["CAP LS\r\n", "CAP REQ :sts\r\n", "NICK a\r\nCAP LS 302\r\n", "", "CAP", "\xff\r\n"]) {
      expect(say(first)).toBe("ERROR :Come by TLS\r\n");
    }
    expect(turnAway({ name: "parley.test" }, why, new TextEncoder().encode("CAP LS 302\r\n"))).toBe(
      "ERROR :Come by TLS\r\n",
    );
  });
});
