/**
 * Bounds on what users can make grow. They are the same for the HTTP service, the storage service and the recorder, so
 * that a message which one of them accepts is accepted by all.
 */
export const LIMITS = {
  /** Characters (code points) of a user's name. */
  nameCharacters: 64,
  /** Bytes (UTF-8) of a user's name in JSON: with it, presence takes at most 200 bytes for each change and member. */
  nameBytes: 128,
  /** Characters (code points) of a thread's title. */
  titleCharacters: 100,
  /** Bytes (UTF-8) of a message's text. */
  messageBytes: 16_384,
  /** Characters of a message's id. */
  idCharacters: 64,
  /** Characters (code points) of a password. */
  passwordCharacters: { min: 8, max: 200 },
  /** Threads that one user is a member of. */
  threadsPerUser: 1_000,
  /** Members of one thread. */
  membersPerThread: 10_000,
} as const
