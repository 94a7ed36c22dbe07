/** What clients of each dialect say, to begin with. The first byte of some inputs says what was said before. */

const FILE = "aaaaaaaaaaaaaaaaaaaaaaaaaa";
const header = (text: string): string => `${String(Buffer.byteLength(text)).padEnd(64)}${text}`;

/** IRC, before and after registration, as an operator, and without any capability. */
export const IRC_SEEDS: readonly string[] = [
  "CAP LS 302\r\nNICK alice\r\nUSER alice 0 * :Alice A\r\nCAP REQ :sasl echo-message labeled-response batch\r\nCAP END\r\nJOIN #lobby\r\nPRIVMSG #lobby :hello\r\nQUIT :bye\r\n",
  "CAP REQ sasl\r\nAUTHENTICATE PLAIN\r\nAUTHENTICATE AGFsaWNlAHNlY3JldA==\r\nAUTHENTICATE SCRAM-SHA-256\r\nAUTHENTICATE biwsbj11c2VyLHI9cg==\r\nAUTHENTICATE *\r\n",
  "NICK a\r\nUSER a 0 * :a\r\nREGISTER * * sesame1\r\nIDENTIFY a sesame1\r\nPASS a:b\r\n",
  "WEBIRC sesame gate host.example 10.1.2.3 :remote-port=77\r\nNICK a\r\nUSER a 0 * a\r\n",
  `\u0001PRIVMSG #lobby :hi there\r\n@label=1;+typing=active TAGMSG #lobby\r\nNOTICE watcher :psst\r\nPRIVMSG bob,watcher :https://parley.test/files/${FILE}/notes.txt\r\n`,
  "\u0001TOPIC #lobby :new\r\nMODE #lobby +b *!*@host\r\nMODE #tea +ntk key\r\nMODE fuzz +i\r\nNAMES #lobby\r\nWHO #lobby %tcuihsnfdlaor,7\r\nWHOIS watcher\r\nWHOWAS x\r\nLIST\r\nINVITE bob #tea\r\nKICK #tea bob :out\r\nPART #tea :gone\r\n",
  "\u0001CHATHISTORY LATEST #lobby * 10\r\nCHATHISTORY BEFORE #lobby timestamp=2025-02-08T12:00:00.000Z 5\r\nCHATHISTORY TARGETS timestamp=2020-01-01T00:00:00.000Z timestamp=2030-01-01T00:00:00.000Z 5\r\nMARKREAD #lobby timestamp=2025-02-08T12:54:49.439Z\r\n",
  "\u0001PRIVMSG #lobby :one\r\n@label=2 CHATHISTORY LATEST #lobby * 10\r\nREDACT #lobby 2-test :oops\r\nEDIT #lobby x :y\r\nSEARCH #lobby :one from:fuzz\r\n",
  "\u0001BATCH +1 draft/multiline #lobby\r\n@batch=1 PRIVMSG #lobby :one\r\n@batch=1;draft/multiline-concat PRIVMSG #lobby :two\r\nBATCH -1\r\n",
  "\u0001METADATA * SET avatar :https://x.example/a.png\r\nMETADATA * SUB avatar color\r\nMETADATA #lobby LIST\r\nMETADATA watcher GET avatar\r\nMETADATA * SYNC #lobby\r\nMETADATA * CLEAR\r\n",
  "\u0001MONITOR + bob,jane\r\nMONITOR S\r\nMONITOR L\r\nMONITOR C\r\nAWAY :lunch\r\nSETNAME :Somebody Else\r\nNICK other\r\nRENAME #tea #coffee :better\r\nRELAYMSG #tea x/y :from afar\r\n",
  "\u0002KILL bob :why\r\nWALLOPS :all\r\nREHASH\r\nMODE fuzz +o\r\nSTATS u\r\nKLINE x\r\n",
  "\u0003JOIN #a,#b k1,k2\r\nPART #a,#b\r\nJOIN 0\r\nUSERHOST a b c\r\nISON watcher bob\r\nLUSERS\r\nMOTD\r\nVERSION\r\nADMIN\r\nINFO\r\nTIME\r\nHELP JOIN\r\nLINKS\r\nPING x\r\nPONG y\r\nERROR z\r\n",
];

/** The native dialect, before and after the hello. */
export const JSON_SEEDS: readonly string[] = [
  '{"type":"hello","nick":"amy","client":"a secret that is long enough","ref":"1"}\n{"type":"join","channel":"#lobby","ref":"2"}\n{"type":"say","to":"#lobby","text":"hi","ref":"3"}\n{"type":"bye","ref":"4"}\n',
  '\u0001{"type":"say","to":"#lobby","text":"one","ref":"a"}\n{"type":"history","of":"#lobby","limit":5,"ref":"b"}\n{"type":"search","text":"one","ref":"c"}\n{"type":"names","channel":"#lobby","ref":"d"}\n{"type":"channels"}\n{"type":"whois","nick":"watcher"}\n{"type":"ping","ref":"e"}\n',
  '\u0001{"type":"react","to":"#lobby","seq":5,"reaction":"x"}\n{"type":"edit","to":"#lobby","id":"5-test","text":"two"}\n{"type":"redact","to":"#lobby","id":"5-test"}\n{"type":"files","channel":"#lobby"}\n{"type":"ticket"}\n{"type":"mark","of":"#lobby","seq":5}\n',
  '\u0001{"type":"topic","channel":"#lobby","topic":"new"}\n{"type":"mode","channel":"#tea","changes":[{"mode":"b","set":true,"value":"*!*@h"}]}\n{"type":"kick","channel":"#tea","nick":"bob"}\n{"type":"invite","channel":"#tea","nick":"bob"}\n{"type":"part","channel":"#tea"}\n{"type":"nick","nick":"zoe"}\n{"type":"away","reason":"out"}\n{"type":"typing","to":"#lobby","state":"active"}\n',
];

/** Messages with headers. */
export const FRAMED_SEEDS: readonly string[] = [
  header("hello") + header("") + header("zwei grüße") + header("!DISCONNECT"),
  header("a\nb\r\nc\t\u0007"),
  "5",
];

/** A person at netcat. */
export const RELAY_SEEDS: readonly string[] = [
  "hello\nzwei grüße\r\n\n",
  "/help\n/who\n/nick zoe\n/join #tea\n/msg watcher hi\n/me waves\n/topic new\n/history 5\n/search hello\n/files\n/quit\n",
  "/away lunch\n/edit x\n/reply y\n/react z\n/redact\n/names\n/list\n/part\nunfinished",
];

/** Reads, divided by a byte that the target knows; here they are in text that is cut there. */
export const ACK_SEEDS: readonly string[] = [
  "hello",
  "status\nstatus all\nlist\nget notes.txt\nget nothing\nexit\n",
  "get \nget\n\n",
];

/** One read is a turn. */
export const TURNS_SEEDS: readonly string[] = ["hello", "zwei grüße", "last words\nClient has disconnected..."];
