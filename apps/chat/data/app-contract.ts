/**
 * What the HTTP service needs of the data. `MessageStore` in contract.ts is the storage service's part; all that is
 * said there is true here: times are milliseconds since 1970, UTC, and every method may reject with `DataUnavailable`.
 * Methods resolve after the commit. Names of users are normalised by the caller.
 */
import type { HistoryEntry, MessageStore } from './contract.ts'

export interface NewUser {
  readonly name: string
  /** What the name looks like: equal for names that a reader can confuse. */
  readonly skeleton: string
  readonly passwordHash: string
  readonly now: number
}

export type Registered =
  | { readonly verdict: 'taken' }
  /** `looksLike`: a user whose name can be confused with the new one. */
  | { readonly verdict: 'added'; readonly looksLike: string | undefined }

/** A token as it is kept: encrypted, and findable by its fingerprint (SHA-256, hexadecimal). */
export interface KeptToken {
  readonly fingerprint: string
  readonly sealed: Uint8Array
  /** The key that it is encrypted with. */
  readonly keyId: string
  readonly madeAt: number
  readonly expiresAt: number
}

/** `removed`: the thread's maker ended this membership. */
export type Joined = 'made' | 'joined' | 'is_member' | 'is_private' | 'exists' | 'removed' | 'no_user' | 'full'

export type MemberAdded = 'added' | 'is_member' | 'no_user' | 'no_thread' | 'not_maker' | 'full'
export type MemberEnded = 'ended' | 'no_thread' | 'not_allowed' | 'no_member'

export interface JoinRequest {
  readonly user: string
  readonly title: string
  readonly permalink: string
  /** True: makes a new private thread, and never joins one. */
  readonly isPrivate: boolean
  readonly now: number
}

export interface ThreadOfUser {
  readonly permalink: string
  readonly title: string
  readonly isPrivate: boolean
  readonly isMaker: boolean
  readonly since: number
  /** The position of its newest message, or undefined. */
  readonly newestSeq: number | undefined
}

export interface Member {
  readonly name: string
  readonly since: number
  readonly isMaker: boolean
  readonly looksLike: string | undefined
}

export interface HistoryPage {
  /** Oldest first. */
  readonly entries: readonly HistoryEntry[]
  /** `before` of the next, older page. Undefined: these were the oldest. */
  readonly before: number | undefined
}

/** Something that the chat's workers must know at once. */
export type Change = { readonly seq: number; readonly at: number } & (
  | { readonly kind: 'membership_began' | 'membership_ended'; readonly user: string; readonly thread: string }
  /** `token`: its fingerprint. */
  | { readonly kind: 'token_ended'; readonly user: string; readonly token: string }
  | { readonly kind: 'user_deleted'; readonly user: string }
  /** All messages of a user in a thread are deleted, with the account. */
  | { readonly kind: 'messages_deleted'; readonly user: string; readonly thread: string }
  /** The author deleted a message; `message`: its id. */
  | { readonly kind: 'message_deleted'; readonly user: string; readonly thread: string; readonly message: string }
  /** The data was cleared or restored: forget everything that was asked before. */
  | { readonly kind: 'reset' }
)

export interface Changes {
  /** The position to ask after next time. */
  readonly seq: number
  readonly changes: readonly Change[]
  /** True: changes after the given position are no longer known; forget everything that was asked before. */
  readonly isReset: boolean
}

export interface Account {
  readonly name: string
  readonly since: number
  readonly livingTokens: number
}

interface Caller {
  readonly user: string
}
interface InThread extends Caller {
  readonly thread: string
}
interface Timed {
  readonly now: number
}

export interface AppStore extends MessageStore {
  addUser(user: NewUser): Promise<Registered>
  passwordHash(of: Caller): Promise<string | undefined>
  /** Ends all of the user's tokens. */
  setPassword(of: Caller & Timed & { readonly passwordHash: string }): Promise<void>
  /** Deletes the user with tokens, memberships and messages. The maker's place goes to the oldest other member. */
  deleteUser(of: Caller & Timed): Promise<void>
  account(of: Caller & Timed): Promise<Account | undefined>
  /** The user's messages in all threads, oldest first, after a position. */
  messagesOf(of: Caller & { readonly after: number; readonly limit: number }): Promise<readonly HistoryEntry[]>

  /** The newest token while half its life is left; otherwise keeps and returns the candidate. Undefined: no such user. */
  freshToken(of: Caller & Timed & { readonly candidate: KeptToken }): Promise<KeptToken | undefined>
  /** The newest living token that this key opens. */
  newestToken(of: Caller & Timed & { readonly keyId: string }): Promise<KeptToken | undefined>
  userOfToken(of: Timed & { readonly fingerprint: string }): Promise<string | undefined>
  endToken(of: Timed & { readonly fingerprint: string }): Promise<void>
  /** Deletes expired tokens. Returns how many there were. */
  endExpiredTokens(at: Timed): Promise<number>

  join(request: JoinRequest): Promise<Joined>
  addMember(to: InThread & Timed & { readonly member: string }): Promise<MemberAdded>
  endMember(of: InThread & Timed & { readonly member: string }): Promise<MemberEnded>
  isMember(of: InThread): Promise<boolean>
  threadsOf(of: Caller): Promise<readonly ThreadOfUser[]>
  /** Undefined: no such thread, or the user is not a member. */
  membersOf(of: InThread): Promise<readonly Member[] | undefined>
  history(of: InThread & { readonly before?: number; readonly limit: number }): Promise<HistoryPage | undefined>
  /** Deletes the text; the id stays taken. False: the author has no such message in this thread. */
  deleteMessage(of: InThread & Timed & { readonly id: string }): Promise<boolean>

  changesAfter(position: { readonly after: number | undefined; readonly limit: number }): Promise<Changes>
  /** Rejects unless the database can be read. */
  check(): Promise<void>
}
