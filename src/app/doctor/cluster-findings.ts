import type {
  ClusterFacts,
  NatsServerFacts,
  PeerFacts,
  SnapshotFacts,
  StreamFacts,
} from "../../cluster/cluster-facts.ts";
import { LIMITS } from "../../core/limits.ts";
import { shownSize } from "../../core/sizes.ts";
import { type Finding, mind, ok, wrong } from "./finding.ts";
import { shownCount, shownSpan } from "./shown.ts";

/** Copies of the log with which the loss of one server loses nothing. */
const SAFE_REPLICAS = 3;

const SYNC =
  "Say sync_interval: always in the section jetstream of its configuration; without it a power cut may lose what was acknowledged.";

const LOST = "NATS has lost what it acknowledged";
const WAY_BACK = "Keep this folder, stop all nodes, and see what each has: docs/operating.md says the way back.";

/** What is to be said of a cluster. */
export function clusterFindings(facts: ClusterFacts): readonly Finding[] {
  const { servers, trouble, silent, stream, others } = facts;
  const found = servers.flatMap(serverFindings);
  if (trouble !== undefined) {
    return [
      ...found,
      wrong("JetStream", `JetStream can't be asked: ${trouble}.`, "Look at whether it is on, and has a leader."),
    ];
  }
  found.push(...silent.map(silence), ...others.flatMap((other) => copies("stream", other, servers.length)));
  if (stream) found.push(...logFindings(facts, stream));
  else if (silent.length === 0) {
    found.push(mind("stream", `There is no stream ${facts.prefix}-log yet; the first node makes it when it starts.`));
  }
  return found;
}

function logFindings(facts: ClusterFacts, stream: StreamFacts): readonly Finding[] {
  return [
    ...streamFindings(stream, facts.servers.length),
    ...leaseFindings(facts),
    ...snapshotFindings(facts, stream),
    ...ownFindings(facts, stream),
  ];
}

function silence(name: string): Finding {
  return wrong(
    "stream",
    `Nobody answers for ${name}, so nothing can be written there at the moment.`,
    "After the loss of a server another one takes over within seconds: do it again. If it stays so, start the servers that are gone.",
  );
}

function serverFindings({
  url,
  unreachable,
  name,
  version,
  hasJetStream,
  roundTripMs,
  sync,
}: NatsServerFacts): Finding[] {
  if (unreachable !== undefined) {
    return [
      wrong(
        "NATS",
        `${url} can't be reached: ${unreachable}.`,
        "Start it; or look at --nats, --nats-creds and firewalls in between.",
      ),
    ];
  }
  const trip = roundTripMs === undefined ? "" : `, ${roundTripMs.toFixed(1)} ms there and back`;
  const whom = name === undefined || name === "" ? url : `${url} (${name})`;
  const found = [ok("NATS", `${whom} is nats-server ${version ?? "of an unknown version"}${trip}.`)];
  if (hasJetStream === false) {
    found.push(
      wrong(
        "JetStream",
        `${whom} has no JetStream.`,
        "Start it with -js, or with a section jetstream in its configuration.",
      ),
    );
  }
  return [...found, syncFinding(whom, sync)];
}

function syncFinding(whom: string, sync: NatsServerFacts["sync"]): Finding {
  if (!sync) {
    return mind(
      "sync",
      `When ${whom} has on disk what it acknowledges can't be seen from here, as its monitoring is not open.`,
      SYNC,
    );
  }
  if (sync.isAlways) return ok("sync", `${whom} acknowledges what it has on disk.`);
  return mind(
    "sync",
    `${whom} acknowledges before it has something on disk: that comes every ${shownSpan(sync.everyMs)}.`,
    SYNC,
  );
}

function streamFindings(stream: StreamFacts, servers: number): readonly Finding[] {
  const { name, first, last, bytes, isOnDisk } = stream;
  const found = [
    ok(
      "stream",
      `${name} has ${last === 0 ? "nothing yet" : `places ${first} to ${last}, ${shownSize(bytes)}`}${led(stream)}.`,
    ),
    ...copies("stream", stream, servers),
  ];
  if (!isOnDisk) {
    found.push(
      wrong("stream", `${name} is in memory only, so a restart of NATS loses it.`, "Make it anew with storage: file."),
    );
  }
  return found;
}

function led({ leader }: StreamFacts): string {
  return leader === undefined ? "" : `; ${leader} leads it`;
}

/** Whether a stream has as many copies as it should, and all of them are there. */
function copies(about: string, stream: StreamFacts, servers: number): readonly Finding[] {
  const { name, replicas, leader, peers } = stream;
  const found: Finding[] = [];
  const wanted = Math.min(SAFE_REPLICAS, servers);
  if (replicas > 1 && leader === undefined) {
    found.push(
      wrong(
        about,
        `Nobody leads ${name}, so nothing can be written.`,
        "Start the servers of NATS that have copies of it.",
      ),
    );
  }
  if (replicas < wanted) {
    found.push(
      wrong(
        about,
        `${name} has ${shownCount(replicas, "copy", "copies")}, so what is lost with a server is lost.`,
        `Give it ${wanted}: nats stream edit ${name} --replicas ${wanted}`,
      ),
    );
  } else if (replicas < SAFE_REPLICAS) {
    found.push(
      mind(
        about,
        `${name} has ${shownCount(replicas, "copy", "copies")}: it does not bear the loss of a server.`,
        "Three servers do.",
      ),
    );
  }
  return [...found, ...peers.flatMap((peer) => peerFinding(about, name, peer))];
}

function peerFinding(
  about: string,
  stream: string,
  { name, isCurrent, isOffline, lag }: PeerFacts,
): readonly Finding[] {
  if (isOffline) {
    return [
      wrong(
        about,
        `${name}, which has a copy of ${stream}, is not there.`,
        "Start it: until then the loss of another one stops the cluster.",
      ),
    ];
  }
  if (isCurrent && lag <= LIMITS.doctorLag) return [];
  const behind = lag > 0 ? `${shownCount(lag, "message")} behind` : "not up to date";
  return [
    mind(
      about,
      `${name} is ${behind} with its copy of ${stream}.`,
      "If that does not become less, look at its disk and its network.",
    ),
  ];
}

function leaseFindings({ leases }: ClusterFacts): readonly Finding[] {
  if (leases.length === 0) return [mind("nodes", "No node says that it is there.")];
  const lost = leases.filter(({ ageMs }) => ageMs > LIMITS.leaseLostMs);
  const there = leases.filter((lease) => !lost.includes(lease)).map(({ name }) => name);
  const found: Finding[] =
    there.length > 0 ? [ok("nodes", `There ${there.length === 1 ? "is" : "are"} ${there.join(", ")}.`)] : [];
  for (const { name, ageMs } of lost) {
    const text = `${name} was last heard ${shownSpan(ageMs)} ago.`;
    found.push(mind("nodes", text, "If it is not meant to be gone, start it, or look at its way to NATS."));
  }
  const early = leases.filter(({ ageMs }) => ageMs < -LIMITS.doctorClockMs);
  if (early.length > 0) {
    found.push(
      mind(
        "clock",
        `The clocks of NATS are ${shownSpan(-(early[0]?.ageMs ?? 0))} ahead of this one.`,
        "Have all kept right (NTP).",
      ),
    );
  }
  return found;
}

function snapshotFindings({ snapshot, at }: ClusterFacts, { first, last }: StreamFacts): readonly Finding[] {
  if (!snapshot) {
    if (first <= 1)
      return [ok("snapshot", "There is no snapshot yet; a new node reads the stream from its beginning.")];
    const text = `The stream begins at ${first}, and there is no snapshot of what came before: no new node can start.`;
    return [wrong("snapshot", text, "Restart a node that is up to date: it keeps a snapshot then.")];
  }
  if (snapshot.place + 1 < first) {
    const text = `The snapshot ends at place ${snapshot.place}, and the stream begins at ${first}: no new node can start.`;
    return [wrong("snapshot", text, "Restart a node that is up to date: it keeps a newer one then.")];
  }
  return [ok("snapshot", saySnapshot(snapshot, at, last))];
}

function saySnapshot({ seq, place, at }: SnapshotFacts, now: number, last: number): string {
  const behind = Math.max(0, last - place);
  return `The snapshot is of entry ${seq}, made ${shownSpan(Math.max(0, now - at))} ago, with ${shownCount(behind, "message")} behind it.`;
}

function ownFindings({ own, log }: ClusterFacts, { first, last }: StreamFacts): readonly Finding[] {
  if (!own) return [ok("this node", "This data folder was in no cluster yet.")];
  const { place } = own;
  if (log !== undefined && own.log !== log) {
    const text = "This data folder is of another cluster, or of an earlier log of this one.";
    return [wrong("this node", text, "Choose another folder with --data, or another cluster with --cluster.")];
  }
  if (place > last) {
    const text = `This data folder has read up to place ${place}, and the stream ends at ${last}: ${LOST}.`;
    return [wrong("this node", text, WAY_BACK)];
  }
  if (own.isKept === false) {
    const instead = place < first ? "the snapshot lacks some of that" : "the stream has something else there";
    const text = `This data folder has read up to place ${place}, and ${instead}: ${LOST}, and went on without it.`;
    return [wrong("this node", text, WAY_BACK)];
  }
  if (place + 1 < first) {
    const text = `This data folder has read up to place ${place}, and the stream begins at ${first}.`;
    return [mind("this node", text, "It begins from the snapshot when it starts.")];
  }
  const lag = last - place;
  const text =
    lag === 0
      ? "This data folder has all of the stream."
      : `This data folder is ${shownCount(lag, "message")} behind the stream.`;
  if (lag <= LIMITS.doctorLag) return [ok("this node", text)];
  return [
    mind("this node", text, "A node that runs on it catches up; if that does not become less, look at its disk."),
  ];
}
