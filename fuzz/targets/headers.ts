import { isSameAs, precondition, rangeOf } from "../../src/server/files/ranges.ts";
import { fileHeaders } from "../../src/server/files/showing.ts";
import { nameOf, typeOf, uploadComplete, uploadNumber } from "../../src/server/files/upload-headers.ts";
import { readBasic } from "../../src/server/files/who-asks.ts";
import { demand, type Target, USUAL } from "../target.ts";

/** The headers of requests for files: a value for each line. Node gives a character for each byte. */
export const headers: Target = {
  ...USUAL,
  name: "headers",
  words: [
    "bytes=",
    "0-",
    "-5",
    '"tag"',
    'W/"tag"',
    "*",
    "attachment; ",
    "filename=",
    "filename*=UTF-8''",
    "%e2%82%ac",
    "image/png",
    "; charset=",
  ],
  seeds: [
    'bytes=0-5\n"tag", W/"x"\nattachment; filename="a b.png"\nimage/png; q=1\n?1\nYTpi',
    "bytes=-3\n*\nattachment; filename*=UTF-8''%e2%82%ac.txt\ntext/plain\n?0\n123",
    "bytes=9-2\n\n;;\nx\n99999999999999999\n",
  ],
  run(bytes) {
    const [range = "", tags = "", disposition = "", type = "", number = "", basic = ""] = Buffer.from(bytes)
      .toString("latin1")
      .split("\n");
    for (const size of [0, 1, 10, 9_007_199_254_740_991]) {
      const found = rangeOf(range, size);
      if (typeof found !== "object") continue;
      demand(found.from >= 0 && found.from < found.to && found.to <= size, "a range outside the file", { found, size });
    }
    precondition({ ifMatch: tags, ifNoneMatch: tags }, '"tag"');
    isSameAs({ ifRange: tags }, '"tag"');
    const name = nameOf(disposition, undefined, type);
    const said = typeOf(type, name);
    demand(said === undefined || /^[\x21-\x7e]+\/[\x21-\x7e]+$/.test(said), "not a media type", said);
    const shown = fileHeaders({ id: "a", name, type: said ?? "text/plain", size: 1, hash: "h" }, true);
    for (const value of Object.values(shown))
      demand(!/[^\x20-\x7e]/.test(String(value)), "not a header", String(value));
    uploadComplete(number);
    const length = uploadNumber(number);
    demand(length === undefined || Number.isSafeInteger(length), "not a length", String(length));
    const known = readBasic(basic);
    demand(!known || (known.account !== "" && known.password !== ""), "an empty name or password");
  },
};
