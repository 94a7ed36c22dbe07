import { LIMITS } from "../src/core/limits.ts";
import { COMMIT_METRIC, METRIC_ROWS } from "../src/server/monitoring/metric-rows.ts";
import { codeTable, table } from "./markdown.ts";

/** The text of docs/status.md, whose table of metrics is made from the one that the server goes by. */
export function statusDoc(): string {
  return [...ABOUT, ...METRICS, ...metricTable(), ...WIRE].join("\n").trimEnd().concat("\n");
}

const ABOUT: readonly string[] = [
  "# Watching the server",
  "",
  "Made by `npm run docs` from the code; a test compares.",
  "",
  "How the server does, who is connected, and what goes over a connection: for operators of the server in the page and by the",
  "commands `status`, `sessions` and `wire` of [the native protocol](protocol.md), for programs at `/metrics`.",
  "",
  "## Who sees what",
  "",
  ...table(
    ["what", "who"],
    [
      ["figures (`status`, the charts)", "operators of the server"],
      [
        "`/metrics`",
        "programs on this machine that ask by a name of it and by no proxy; elsewhere, and where `--url` says that others come " +
          "by a proxy, owners and admins by a device's token (`Bearer`), name and password (`Basic`) or the page's cookie",
      ],
      ["sessions, with their addresses", "operators of the server; everybody their own"],
      [
        "the bytes of a connection",
        "its own user, or who is signed in to the same account; others only with leave, see below",
      ],
    ],
  ),
  "Operators are those with the role `owner` or `admin`, and IRC operators by the configuration; `/metrics` takes the former.",
  "",
];

const METRICS: readonly string[] = [
  "## Metrics",
  "",
  "`GET /metrics` on the one port answers in the text format of Prometheus. What writes it is loaded when it is asked for",
  "first; until then nothing is paid but counting. Counters begin at 0 with each start.",
  "",
  "```yaml",
  "scrape_configs:",
  "  - job_name: parley",
  "    scheme: https",
  "    authorization: { credentials_file: /etc/prometheus/parley-token }  # made by `device-add`; on the same machine needless",
  "    static_configs:",
  "      - targets: [chat.example:5050]",
  "```",
  "",
];

function metricTable(): string[] {
  const rows = METRIC_ROWS.map(({ name, type, label, help }) => [
    `\`${name}${label === undefined ? "" : `{${label}}`}\``,
    type,
    help,
  ]);
  return codeTable(["metric", "type", "meaning"], [...rows, [COMMIT_METRIC.name, "histogram", COMMIT_METRIC.help]]);
}

const WIRE: readonly string[] = [
  "## The wire view",
  "",
  "It shows the bytes of a connection as its dialect reads and writes them, within TLS and WebSocket, piece by piece and in",
  "both directions; beside them what the dialect made of them (`say`, `join`, …), or by which event they came about. What",
  "HTTP says, headers with cookies for one, is not shown at all. Of a file that is sent only its size is shown.",
  "",
  "- Your own connections you may always watch: in the page those of your netcat, once both are signed in to one account.",
  "- Others may be watched by operators of the server only, and only with leave. Who is watched gives it: in JSON and IRC by",
  "  the user mode `W` (`MODE yournick +W`), with netcat by `/wire allow`; and takes it back likewise, which ends the watching.",
  "- `--wire-view guests` says that guests may be watched without that, in a classroom for one. The banner says so, and so",
  "  does the server to each guest who comes by JSON, IRC or netcat. Who is signed in is not a guest.",
  "- Who is watched is told when it begins, by a notice in their own dialect; the `ack` and `framed` dialects can't show one. The moderation log has it.",
  "- What others say in channels is seen with it. What others say to who is watched alone is shown as stars to",
  "  everybody but that user themself, now and when they look it up in the past, unless whoever said it has given leave too, or",
  "  is a guest where guests may be watched. That there was something, from whom and when is seen. What who is watched says",
  "  to others alone is seen; the others are not told of that. In the `turns` dialect nothing more that the server says is",
  "  shown once there was such a message.",
  "",
  "Passwords, tokens, invite codes, keys of channels and the like are shown as eight stars, by what each dialect knows of",
  "them; what is not known for sure is hidden rather. A secret that somebody says in a channel is no secret any more.",
  "",
  `Of each piece the first ${LIMITS.wireFrameBytes} bytes are told, of one connection ${LIMITS.wireFrames} pieces a second, and less to who reads too slowly; what is`,
  `missed is counted. One user watches at most ${LIMITS.wiresPerUser} connections at a time, with all their sessions. Of ${LIMITS.wires} places in all`,
  `${LIMITS.wiresKept} are kept for operators of the server, and ${LIMITS.watchersPerWireKept} of the ${LIMITS.watchersPerWire} of each connection. What is told about a connection is itself shown to nobody who watches.`,
  "",
];
