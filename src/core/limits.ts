/**
 * Every bound of Parley in one place, but for rates and for what one address or account may have, which are in `RATES`.
 * Sizes are bytes of UTF-8 unless a name says otherwise, times are milliseconds. Whatever can grow because somebody
 * outside wants it to has a row here or there.
 */
export const LIMITS = {
  // What people may write.
  nickBytes: 64,
  channelNameBytes: 64,
  identBytes: 16,
  realnameBytes: 160,
  hostBytes: 64,
  topicBytes: 1024,
  reasonBytes: 512,
  awayBytes: 512,
  textBytes: 65_536,
  keyBytes: 64,
  maskBytes: 128,
  refBytes: 64,
  clientBytes: 128,
  tagsBytes: 4_094,
  modesPerCommand: 20,
  metadataKeyBytes: 64,
  /** One value; it has to fit in a line of IRC with its key and what it is about. */
  metadataValueBytes: 240,
  /** Name of an operator in the configuration. */
  operatorBytes: 64,

  // What whoever runs the server may write.
  networkBytes: 64,
  descriptionBytes: 160,
  /** The URL of the network's picture, which has to fit in a line of IRC. */
  iconBytes: 300,
  /** Whom push services ask about the server. */
  pushContactBytes: 200,
  motdBytes: 16_384,
  motdLines: 200,
  passwordBytes: 200,
  /** The size of the database that a rule of retention may ask for. */
  retentionBytesLeast: 1_000_000,

  /** The password of an account, once it is prepared, and the fewest characters of one. */
  accountPasswordBytes: 1_024,
  accountPasswordLeast: 3,

  // What the server keeps in memory.
  users: 50_000,
  sessionsPerUser: 32,
  channels: 20_000,
  channelsPerUser: 100,
  invitesPerChannel: 100,
  masksPerList: 100,
  accounts: 50_000,
  /** What proves an account, of each kind; the name of a device, and who somebody is elsewhere. */
  devicesPerAccount: 32,
  certificatesPerAccount: 16,
  subjectsPerAccount: 8,
  deviceNameBytes: 64,
  subjectBytes: 512,
  /** Browsers that are told of messages by Web Push, of one account and of all, and the address by which one is. */
  pushesPerAccount: 8,
  pushes: 20_000,
  pushEndpointBytes: 1_024,
  /** Different words of one message among which nicks are sought. */
  mentionWords: 500,
  /** Invite links, and the accounts that one of them may make. */
  inviteLinks: 1_000,
  inviteUses: 10_000,
  /** What a report shows of the message that it is about. */
  reportBytes: 1_024,
  /** Bans of the whole server, and mutes, which are looked at whenever somebody says something. */
  serverBans: 5_000,
  serverMutes: 500,
  /** Registered channels of all accounts and of one; standings that one of them remembers, and all. */
  registeredChannels: 10_000,
  channelsPerAccount: 50,
  standingsPerChannel: 1_000,
  standings: 200_000,
  /** Members of a channel who are away and will be back in it, of one channel and of all, and for how long at most. */
  regularsPerChannel: 1_000,
  regulars: 200_000,
  regularMs: 2_592_000_000,
  /** Keys of one user or channel, and of all of them. */
  metadataKeys: 30,
  metadata: 100_000,
  metadataAlways: 5,
  /** Keys of metadata that one IRC connection wants to be told of. */
  metadataSubs: 100,
  /** Channels and nicks of which a user's read marker is remembered; the one set longest ago is forgotten first. */
  markersPerUser: 500,
  /** Read markers of all users. */
  markers: 200_000,
  /** Users who have left or changed their nick and are remembered for WHOWAS, and those of one nick that are shown. */
  past: 2_000,
  pastShown: 20,
  /** Nicks that one session watches. */
  watchesPerSession: 100,
  /** From so many members on, joining a channel is shown to its members only once one speaks in it. */
  quietMembers: 500,
  /** Masks of all lists of all channels; beyond them a list may still have a few, so that nobody can use them all up. */
  masks: 100_000,
  masksAlways: 10,
  /** Answers to whether somebody matches a list that are remembered, of all lists together. */
  maskResults: 100_000,
  /** Names of nodes; of those without sessions the one that started longest ago is forgotten first. */
  nodes: 1_000,
  /** Messages that were taken back and are remembered. */
  redacted: 2_000,
  /** Clients whose recent refs are remembered; the one that spoke longest ago is forgotten first. */
  refClients: 1_024,
  /** Refs remembered of each of them: a resend of an older one is a new message. */
  refsPerClient: 256,

  /** Reactions to one message that are kept, those of everybody together, and bytes of one. */
  reactionsPerMessage: 200,
  reactionsPerUser: 20,
  reactionBytes: 64,

  // What waits between two parts.
  /** Commands of one session that are not answered yet; beyond it the connection is not read. */
  backlogPerSession: 256,
  /** Lines of a JSON client that wait for a password to be worked on; one counts once more for each so many characters. */
  waitingLines: 1_024,
  waitingLineChars: 1_024,
  /** Drafts that wait for the log, of all sessions together. */
  logQueue: 100_000,
  logQueueBytes: 67_108_864,
  /** Entries of one commit. */
  logBatch: 10_000,
  /** Their bytes: much less than an outbox holds, so that nobody who reads is cut off for one turn's worth. */
  logBatchBytes: 1_048_576,
  /** After a commit that failed the store tries by itself whether there is room again. */
  logRetryMs: 1_000,
  /** Events that no commit takes along are put on disk after this time. */
  keepMs: 50,
  /** Bytes of drafts that lie in the stream of a cluster as one message; one draft may have more. NATS takes 1 MiB. */
  streamBatchBytes: 524_288,
  /** What other nodes wrote and nobody on a node hears goes to its disk together after this time, or with what somebody does. */
  streamUnheardMs: 100,
  /** Ids of nodes of which a position in the stream knows the last number. */
  streamNodes: 100,
  /** Batches of a node that the stream has and that the node has not read there yet. */
  streamAhead: 64,
  /** How long a batch that the stream does not take is tried again before nothing more is taken, and how often. */
  streamStuckMs: 1_500,
  streamRetryMs: 250,
  /** How often a node says that it is there, and after what time the others take it for lost who hear nothing of it. */
  leaseRenewMs: 500,
  leaseLostMs: 4_000,
  /** The same trouble with NATS is told again after this time, not before. */
  natsTroubleMs: 60_000,
  /** So many different ones in that time; what comes besides is told by none. */
  natsTroubles: 20,
  /** How often a node looks how far it is behind. */
  lagLookMs: 5_000,
  /** Entries after which a cluster keeps a new copy of a node's database for those who come. */
  clusterSnapshotEvery: 100_000,
  /** And after this time, if anything has happened. */
  clusterSnapshotMs: 86_400_000,
  /** A copy that nobody has named by then is nobody's. */
  clusterSpareMs: 3_600_000,
  /** Entries after which a snapshot of the state is due: so many a restart may have to apply again. */
  snapshotEvery: 20_000,
  /** A message that was taken back leaves log and WAL too after this time, by a snapshot for all of that time. */
  redactedSnapshotMs: 60_000,
  /** If somebody who reads is in the way of that, it is tried again after this time. */
  cleanRetryMs: 1_000,
  /** The WAL that was emptied for it gets its length back bit by bit. */
  walGrowMs: 20,
  /** What is too old or too much is removed this long after the start, and then every so often. */
  pruneStartMs: 1_000,
  pruneMs: 600_000,
  /** Rows that one commit removes, in so much time at most. */
  pruneRows: 200,
  pruneJobMs: 2,
  /** The rest before the next that does, at least, and how many times as long as the commit took. */
  pruneRestMs: 10,
  pruneRest: 4,
  /** After so many such commits what they wrote is copied from the WAL into the database. */
  pruneCheckpoint: 2,
  /** Rows that are looked at between two rests by who seeks what is to be removed. */
  pruneLooked: 2_000,
  /** Reads of history that wait for the disk. */
  historyReads: 1_000,
  /** Searches that wait for an answer. */
  searches: 200,
  /** What was said is made findable so long after it came to the disk, at most so much of it at a time. */
  searchIndexMs: 100,
  /** After the thread that does this has died it is started again so much later, unless somebody searches before. */
  searchRetryMs: 10_000,
  searchBatchRows: 250,
  /** Messages that the index forgets in one go because the history has removed them: that takes longer than to add them. */
  searchForgotten: 100,
  searchBatchChars: 65_536,
  /** What waits for a reader; beyond it the reader is cut off as too slow. */
  outboxBytes: 4_194_304,
  /** While more than this waits, nothing large is looked up for the reader; and when that is looked at again. */
  drainedBytes: 262_144,
  drainedMs: 20,
  /** Bytes of a file on its way to one reader that are not with the system yet. */
  streamBytes: 262_144,
  /** What others said while a `turns` client had its turn; beyond it the oldest lines are left out, and counted. */
  turnsWaitingBytes: 65_536,

  // Files.
  fileNameBytes: 200,
  fileTypeBytes: 100,
  /** Files whose links one message may have. */
  filesPerMessage: 10,
  /** Names in the answer to an `ack` client's `list`, and files in the answer to a JSON client. */
  filesListed: 500,
  /** Names of one place among which one is sought. */
  filesSought: 10_000,
  /** Uploads in one room that are not whole or that nobody has shared yet, and of all owners. */
  uploadsPerOwner: 100,
  uploads: 10_000,
  /** What came of an upload that broke off, and a file that nobody has shared, is kept for so long. */
  unfinishedMs: 86_400_000,
  unsharedMs: 86_400_000,
  /** What was looked up may be about to be shared: for so long its content stays, whoever else takes it back. */
  sharingMs: 60_000,
  /** Content of messages that were taken back is removed so long after, and of so many files without looking at all. */
  sweepSoonMs: 1_000,
  /** How often all files are looked at, whether they are still needed. */
  sweepEveryMs: 3_600_000,
  sweepSoonFiles: 1_000,
  /** Contents that are asked about at once when it is looked whether they are still needed. */
  sweepBatch: 250,
  /** One piece of a file, and how much of an upload comes before it is put on disk in between. */
  filePieceBytes: 65_536,
  uploadSyncBytes: 8_388_608,
  /** So much of the disk uploads leave free, or a twentieth of it if that is less. */
  diskReserveBytes: 268_435_456,
  /** Contents that a node gets from what a cluster shares at a time. */
  shelfFetches: 32,
  /**
   * What was taken back leaves what a cluster shares so long after; half that time after, a node says if it needs it
   * still. And how often it is looked what is due.
   */
  shelfWaitMs: 2_400_000,
  shelfLookMs: 600_000,
  /** Besides, what nobody needs leaves it so much later than any node keeps an unshared file: clocks differ. */
  shelfSpareMs: 3_600_000,
  /** So much of a file's beginning tells of what type it is. */
  sniffedBytes: 65_536,
  /** How long a browser stays signed in that is not used. */
  cookieMs: 7_776_000_000,
  /** How long a sign-in by OpenID Connect may take. */
  oidcMs: 600_000,
  /** What a provider of OpenID Connect has to answer in. */
  oidcAnswerMs: 10_000,
  /** A body that is sent to sign in. */
  signInBytes: 4_096,
  /** How long the ticket of a session is good for HTTP requests, and how many a session has at a time. */
  ticketMs: 3_600_000,
  ticketsPerSession: 8,

  // Connections.
  lineBytes: 131_072,
  /** An IRC line without its tags, CR LF included (RFC 1459, 2.3). */
  ircLineBytes: 512,
  /** The tag section that a client sends: `@`, 4094 bytes, a space (IRCv3 message-tags). */
  ircTagsBytes: 4_096,
  /** Topics, reasons and away texts of IRC clients: what fits in a line beside the longest names. */
  ircTopicBytes: 280,
  ircReasonBytes: 210,
  ircAwayBytes: 300,
  /** Targets of one PRIVMSG, NOTICE or TAGMSG. */
  ircTargets: 4,
  /** The label of a command (IRCv3 labeled-response). */
  ircLabelBytes: 64,
  /** A message that an IRC client sends as a batch: its lines, its text, and how long it may take (IRCv3 multiline). */
  ircMultilineLines: 100,
  ircMultilineBytes: 32_768,
  ircBatchMs: 30_000,
  /** Lines of one answer to WHO or LIST, which fit in the outbox even at 512 bytes each. */
  ircAnswerLines: 5_000,
  /** Lines of one answer to CHATHISTORY, unless it is a single message. */
  ircHistoryBytes: 1_048_576,
  /** Metadata that is sent on coming into a channel without being asked for: of so many members, in so many lines. */
  arrivalMembers: 500,
  arrivalLines: 100,
  /** One message of SASL in base 64, in however many pieces: the longest password fits, with two names. */
  ircSaslBytes: 1_600,
  /** Likewise for a token that somebody else has made, who says a lot in it. */
  ircBearerBytes: 16_384,
  /** Addresses, or accounts, of which it is remembered what they tried; what happened longest ago is forgotten first. */
  attemptRows: 10_000,
  /** Addresses of which it is remembered that an account was signed in to from there, and of how many accounts. */
  knownAddresses: 8,
  knownAccounts: 10_000,
  /** How often the console is told of connections that are turned away for the same reason. */
  turnedAwayToldMs: 10_000,
  /** Addresses, or accounts, without a connection of which it is remembered what they owe. */
  idleShares: 10_000,
  /** Passwords that are worked on at a time, each on a core of its own. */
  passwordWorkers: 2,
  /** Iterations that the operator may choose. */
  iterationsLeast: 4_096,
  iterationsMost: 10_000_000,
  /** Lines of a client that wait for its password to be checked; beyond it the client is sent away. */
  ircWaitingLines: 1_024,
  ircWaitingBytes: 65_536,
  /** Pieces that one unfinished line or frame may arrive in. */
  pieces: 70_000,
  sniffMs: 60_000,
  /** From the head of an HTTP request to the end of its body, but for files. */
  requestMs: 30_000,
  /** The headers of an HTTP request, in bytes and in number. */
  httpHeaderBytes: 16_384,
  httpHeaders: 100,
  /**
   * Requests to addresses that users named: how many at a time, and of each its time in all, the bytes of its answer, and
   * how often it goes on elsewhere.
   */
  outsideRequests: 50,
  outsideMs: 10_000,
  outsideBytes: 262_144,
  outsideRedirects: 3,
  /** Addresses of one host that are tried. */
  outsideAddresses: 4,
  /** A message is pushed if nobody has read it after this time; so many messages wait for that. */
  pushReadMs: 5_000,
  pushesWaiting: 10_000,
  /** Pushes on their way or to be tried again, and those of all and of one account that are under way at a time. */
  pushQueue: 2_000,
  pushesAtOnce: 32,
  pushesAtOncePerAccount: 4,
  /** How often one is tried, and how long after the first try, at least and at most, comes the next. */
  pushTries: 3,
  pushRetryMs: 5_000,
  pushRetryMaxMs: 60_000,
  /** For how long a push service keeps one for a browser that is off. */
  pushTtlMs: 86_400_000,
  /** What a push tells of a text, and to a multiple of which length it is filled up, so that its length tells little. */
  pushTextBytes: 1_000,
  pushPadBytes: 512,
  /** How often the console is told of the same trouble with push services. */
  pushToldMs: 3_600_000,
  /** Connections to the control socket in the data folder. */
  controlConnections: 32,
  /** A ClientHello that is read before TLS answers, with what its records take; a longer one is answered unread. */
  helloBytes: 16_384,
  /** A header of the PROXY protocol; the address comes first, and what a proxy adds may be long. */
  proxyHeaderBytes: 4_096,
  /** Addresses in `X-Forwarded-For` that are looked at, from the last. */
  forwardedHops: 16,
  handshakeMs: 30_000,
  /** Where a dialect's server speaks first, a client that wants TLS has so long to say so. */
  helloMs: 300,
  /** Who may not come without TLS and is silent is told so after this time. */
  plainMs: 10_000,
  /** An IRC client's first line, which tells how it is to be told that it has to come by TLS, is waited for so long. */
  plainLineMs: 2_000,
  /** How often it is looked whether the files of the certificate have changed. */
  certificatePollMs: 5_000,
  /** The bytes of each of those files. */
  certificateBytes: 1_048_576,
  /** How long before it ends, and how often, the operator is told that a certificate will end. */
  certificateSoonMs: 1_209_600_000,
  certificateTellMs: 86_400_000,
  registrationMs: 60_000,
  stallMs: 60_000,
  /** How long a `relay` line without its end is waited for before it is taken as it is. */
  heldLineMs: 200,
  pingAfterMs: 120_000,
  goodbyeMs: 2_000,
  /** How long a server that stops waits for clients to hang up when all has been said. */
  lingerMs: 100,
  /** Commands as whose work it counts to look up a file by its link, and to react to a message. */
  lookupCommands: 20,
  /** Comparisons of a name with a mask that are the work of one command. */
  masksPerCommand: 50,

  // A client's link to its server.
  /** Commands that wait for a connection or an answer, and their text; beyond it a command is refused by the link. */
  linkQueue: 10_000,
  linkQueueBytes: 8_388_608,
  /** Commands sent and not answered. Fewer than `refsPerClient`, or a resend could be taken for something new. */
  linkInFlight: 128,
  /** A connection is made and greeted in this time, or it is tried again. */
  linkConnectMs: 10_000,
  /** After this much silence the link asks whether the server is still there, and waits so long for an answer. */
  linkPingMs: 30_000,
  linkPongMs: 10_000,
  backoffMs: 500,
  backoffMaxMs: 30_000,
  /** Messages of one page when a link catches up, and pages before it says that there is a gap instead. */
  catchUpPage: 200,
  catchUpPages: 10,
  /** New messages of one channel that wait while it is caught up with; more are asked for again. */
  catchUpHeld: 1_000,
  /** One line of a server, which may hold a page of history. */
  serverLineBytes: 16_777_216,
  /** Names that a person is shown who comes into a channel; `/names` shows all. */
  namesOnArrival: 20,
  /** Nicks that a link tries when the one it wants is taken. */
  linkNicks: 20,

  // What a client shows.
  /** Lines of one timeline; beyond it those at the far end are let go, a few at a time, and loaded again when needed. */
  timelineItems: 20_000,
  timelineSlack: 500,
  /** Events of a page that a timeline loads, and pages that it goes through for one that has something to show. */
  timelinePage: 100,
  timelinePages: 5,
  /** Events that a timeline loads at most after a break; if there were more it begins anew with these. */
  timelineMissed: 1_000,
  /** Events of one place that are kept in mind while a page is on its way. */
  timelineHeld: 1_000,
  /** Channels and talks; of more talks the one that was silent longest is put away. */
  placesShown: 1_000,
  /** What is being said and is not confirmed, in all places. */
  pendingShown: 1_000,
  /** Unread messages of a place that are asked for, and that are counted one by one. */
  unreadAsked: 100,
  unreadCounted: 1_000,
  /** Members of one channel that are listed. */
  membersShown: 20_000,
  /** Who is there by what is asked again so long after somebody came. */
  membersAgainMs: 5_000,
  /** Texts that were typed and not said. */
  draftsKept: 500,
  /** Nicks that are shown as writing in one place; each for so long, and one's own writing is told so often. */
  writersShown: 20,
  writingMs: 6_000,
  writingToldMs: 3_000,
  /** The server is told so often at most up to where one has read. */
  markReadMs: 1_000,

  // For those who watch the server.
  /** Sessions that follow how it does, and how often they are told. */
  statusFollowers: 32,
  statusMs: 1_000,
  /** Connections that one session watches, sessions that watch one connection, and watchings of all. */
  wiresPerWatcher: 8,
  watchersPerWire: 4,
  wires: 64,
  /** Watchings of one user, whatever sessions they have; and what of the last two is kept for operators of the server. */
  wiresPerUser: 8,
  watchersPerWireKept: 2,
  wiresKept: 32,
  /** The bytes that are told of what goes over a connection in one piece; and pieces that are told in some time. */
  wireFrameBytes: 4_096,
  wireFrames: 200,
  wireFramesMs: 1_000,
  /** What is told of what one piece was made of: so many commands or events. */
  wireMade: 20,
  /** Bytes that wait for a session that watches, beyond which it misses what comes. */
  wireWaitingBytes: 262_144,

  // Answers.
  channelsListed: 2_000,
  membersListed: 10_000,
  /** Talks of one answer, if it is not said how many, and at most. */
  talksDefault: 100,
  talksListed: 500,
  /** Accounts, bans of the server, or events of the moderation log, of one answer. */
  deskPage: 500,
  /** Events of a page; one that ends with a whole millisecond may have twice as many, and twice the bytes. */
  historyPage: 1_000,
  /** Events that are left out before a page ends where it is. */
  historySkipped: 10_000,
  /** Talks among which are sought those with somebody who is still there. */
  talksSought: 8_000,
  /** What a page's messages take, unless it is a single one; the rest is on the next page. */
  historyPageBytes: 1_048_576,
  historyDefault: 50,
  /** Messages of one answer to a search. */
  searchPage: 100,
  /** Characters of a question, and words or phrases in it. */
  searchText: 512,
  searchTerms: 16,
  /** Characters of a word that is found as a whole; a longer one is found in parts. */
  searchWord: 64,
  /** Different words of which what is asked for may be a part. */
  searchWords: 100,
  /** The best are chosen among so many of the newest. */
  searchCandidates: 500,
  /** One turn of the `turns` dialect. */
  turnBytes: 2_000,
  /** Lines of one message that are each shown with their speaker; the rest of it is shown as one line. */
  linesPerMessage: 100,
  /** Clients that left and are still listed by the `ack` dialect's `status all`. */
  leftClients: 100,
  /** Names in the answer to a relay client's `/who`. */
  namesShown: 500,
  /** Messages in the answer to a relay client's `/history`. */
  historyShown: 100,
  /** Messages in the answer to a `/search`, of a relay client or in `parley join`. */
  foundShown: 20,

  // What Parley's own client sends and takes.
  /** An upload is sent in parts of so many bytes, each on disk before the next. */
  uploadPartBytes: 16_777_216,
  /** Times that an upload begins anew because the server knows it no more. */
  uploadRestarts: 3,
  /** Tries of a transfer, one after the other, that bring it no further before it is given up. */
  transferTries: 12,
  /** What an HTTP server says of an error. */
  httpErrorBytes: 16_384,
  /** How often a progress bar is redrawn, and its like written into a pipe; and the time that a bar's rate is of. */
  progressMs: 100,
  progressLineMs: 10_000,
  progressRateMs: 5_000,
  /** Files that the page uploads at a time. */
  uploadsAtOnce: 2,
  /** What can be completed that is shown at once, and messages that are looked at for who spoke last. */
  choicesShown: 8,
  spokenLookedAt: 500,
  /** Emoji that were used last, which a browser keeps, and those of a search that are shown. */
  recentEmoji: 36,
  emojiFound: 120,
  /** A line of a `relay` server. */
  receivedLineBytes: 262_144,
  /**
   * What the page shows with its formatting; a text that is longer, has more signs that may mean formatting, more pieces,
   * or more of them in each other, is shown as it is. Lengths are in characters here.
   */
  markdownChars: 16_384,
  markdownSigns: 2_000,
  markdownPieces: 4_000,
  markdownDepth: 12,
  /** Texts whose formatting is remembered, and their characters. */
  markdownKept: 4_000,
  markdownKeptChars: 4_194_304,
  /**
   * Code that is shown in colours: characters of all and of one line, pieces, and how many texts are remembered. A
   * language of which so many texts took longer than that is not shown in colours any more.
   */
  codeChars: 4_096,
  codeLineChars: 200,
  codePieces: 3_000,
  codeKept: 200,
  codeSlowMs: 30,
  codeSlowTexts: 3,

  // A cluster on NATS JetStream.
  /** One message of the log's stream with its headers. */
  streamMessageBytes: 4_194_304,
  /** What a server of NATS has to take as one message (`max_payload`), which is what it takes by default. */
  natsPayloadBytes: 1_048_576,
  /** Messages of a stream that are asked for at a time, or bytes: so much waits for a reader who has no room. */
  pulledMessages: 1_000,
  pulledBytes: 8_388_608,
  /** For so long one request for messages stands, and how often NATS says meanwhile that it is still there. */
  pullMs: 5_000,
  pullBeatMs: 500,
  /** After this silence somebody else is asked, and so often, at first and at most, if that fails too. */
  pullSilenceMs: 1_300,
  pullRetryMs: 100,
  pullRetryMaxMs: 500,
  /** What lies in a stream is taken as removed if another message came so often in a row than the next. */
  pullGaps: 5,
  /** NATS forgets so soon what somebody read that asks no more. */
  pullForgottenMs: 30_000,
  /** A stream that says for so long that it ends before what a node has is believed: a new leader may catch up first. */
  streamAheadMs: 30_000,
  /** The stream knows so long which batches it has. */
  streamDuplicatesMs: 120_000,
  /** An answer of NATS is waited for so long, and so is that of a server that is connected to. */
  natsAnswerMs: 2_000,
  natsConnectMs: 1_000,
  /** A stream is made within this time: the servers have to agree who has it. */
  natsMakeMs: 10_000,
  /** How often a NATS server has to say that it is there; it is left after so many times that it did not. */
  natsPingMs: 1_000,
  natsPings: 2,
  /** The rest before a NATS server is tried again, and so much more or less at random. */
  natsRetryMs: 250,
  natsRetryJitterMs: 50,
  /** Bytes of passing things that NATS has not confirmed yet; what goes beyond is lost. */
  passingBytes: 4_194_304,
  /** One passing thing with those who are to know; one that is longer is lost. */
  passedBytes: 4_096,
  /** What a node says of itself in its lease, or one fact. */
  natsValueBytes: 65_536,
  /** Pieces in which a content goes to the object store, and how many are on their way at a time. */
  shelfPieceBytes: 131_072,
  shelfPieces: 8,
  /** Contents that the object store may list. */
  shelfListed: 1_000_000,

  // Import.
  /** One line of an export of Parley, or one item of a list in an export of Slack. */
  importLineBytes: 4_194_304,
  /** One file in an archive, and how many times as large as the archive all of them may be. */
  importEntryBytes: 4_294_967_296,
  importUnpacked: 200,
  /** People and channels of one source whose names are remembered. */
  importNames: 200_000,
  /** Files in one folder, and folders in folders. */
  importFiles: 500_000,
  importDepth: 8,

  // What the doctor minds.
  /** A look at another server or at NATS waits so long for an answer. */
  doctorAnswerMs: 3_000,
  /** What is read of an answer. */
  doctorAnswerBytes: 65_536,
  /** Lines of what is damaged, and names of what is missing, that are told. */
  doctorLines: 5,
  /** Less than this on the disk, in bytes, is wrong. */
  doctorFreeBytes: 268_435_456,
  /** Open files that a server has besides its connections. */
  doctorOpenFiles: 256,
  /** By how much clocks may differ. */
  doctorClockMs: 30_000,
  /** Messages of the stream that a node or a copy of the stream may be behind. */
  doctorLag: 1_000,
} as const;
