/** Exit statuses, as in sysexits(3). */
export const EXIT = {
  ok: 0,
  /** What was looked at has something wrong with it. */
  wrong: 1,
  /** The command line can't be understood. */
  usage: 64,
  /** What was given to send can't be sent. */
  data: 65,
  /** Nobody is there. */
  unavailable: 69,
  /** A bug. */
  software: 70,
  /** A file or folder can't be made or written. */
  cannotCreate: 73,
  /** The data can't be read or written. */
  io: 74,
  /** It did not work now, and may later. */
  tempFail: 75,
  /** The other end does not speak as it should. */
  protocol: 76,
  /** One may not, or the other end is not to be trusted. */
  noPermission: 77,
  /** The configuration is not right. */
  config: 78,
} as const;
