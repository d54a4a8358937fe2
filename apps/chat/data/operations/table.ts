/** All operations by name: what the thread of the database can be asked for. */
import type { AppStore } from '../app-contract.ts'
import type { Database } from '../database/database.ts'
import { changesAfter } from './changes.ts'
import { addMember, endMember } from './members.ts'
import { append, appendDeadLetter, appendGap, deleteMessage, history, messagesOf } from './messages.ts'
import { isMember, join, membersOf, threadsOf } from './threads.ts'
import { endExpiredTokens, endToken, freshToken, newestToken, userOfToken } from './tokens.ts'
import { account, addUser, deleteUser, passwordHash, setPassword } from './users.ts'

type Store = Omit<AppStore, 'close'>
export type OperationName = keyof Store
export type Input<Name extends OperationName> = Parameters<Store[Name]>[0]
export type Output<Name extends OperationName> = Awaited<ReturnType<Store[Name]>>

type Run<Name extends OperationName> = (database: Database, input: Input<Name>) => Output<Name>

/** Run in a transaction of their batch; each alone is undone if it fails. */
export const WRITES = {
  addUser,
  setPassword,
  deleteUser,
  freshToken,
  endToken,
  endExpiredTokens,
  join,
  addMember,
  endMember,
  append,
  appendDeadLetter,
  appendGap,
  deleteMessage,
} satisfies { readonly [Name in OperationName]?: Run<Name> }

/** Run at once, also while the database is locked for writers. They see what is committed. */
export const READS = {
  passwordHash,
  account,
  messagesOf,
  newestToken,
  userOfToken,
  isMember,
  threadsOf,
  membersOf,
  history,
  changesAfter,
  check: (database) => void database.get('SELECT count(*) FROM sqlite_schema'),
} satisfies { readonly [Name in Exclude<OperationName, keyof typeof WRITES>]: Run<Name> }

export const isWrite = (name: string): name is keyof typeof WRITES => Object.hasOwn(WRITES, name)
export const isRead = (name: string): name is keyof typeof READS => Object.hasOwn(READS, name)
export const OPERATION_NAMES = [...Object.keys(WRITES), ...Object.keys(READS)]
