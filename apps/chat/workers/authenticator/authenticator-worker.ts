/** Decides who may log in to the chat and what users may do, and follows what the app takes away. */
import type { Client } from '@wampeter/client'
import type { Part } from '../../operation/part.ts'
import { SparseLog } from '../../operation/sparse-log.ts'
import { textOf } from '../../operation/log.ts'
import type { Access } from '../app/access.ts'
import type { AppHttp } from '../app/app-http.ts'
import { followChanges } from '../shared/change-feed.ts'
import type { Change } from '../shared/change-feed.ts'
import { SessionDirectory } from '../shared/session-directory.ts'
import { partsOf } from '../shared/thread.ts'
import { announceEnd, Expulsion } from './expulsion.ts'
import { logIn } from './log-in.ts'
import type { LogIn } from './log-in.ts'
import type { RingLimit } from './ring-limit.ts'
import { ruleFor } from './rules.ts'

export interface AuthenticatorParts {
  readonly part: Pick<Part, 'log' | 'counters' | 'readiness'>
  readonly client: Client
  readonly http: AppHttp
  readonly access: Access
  readonly rings: RingLimit
  /** The app's address for `/auth` and `/changes`. */
  readonly authUrl: string
  /** Where the position in the changes is kept. */
  readonly positionFile: string
}

interface Asking {
  readonly authid: string
}

type Verdict = boolean | { readonly allow: boolean; readonly disclose: boolean; readonly cache: boolean }

/** Resolves when both procedures are registered. Returns what ends it. */
export async function startAuthenticator(parts: AuthenticatorParts): Promise<() => Promise<void>> {
  const { part, client, http, access, rings, authUrl } = parts
  const { counters } = part
  const sparse = new SparseLog(part.log)
  const expulsion = new Expulsion(client)
  const directory = await SessionDirectory.follow(client, (joined) => expulsion.joined(joined))
  await client.subscribe('wamp.session.on_leave', ([session]: [number]) => expulsion.left(session))
  await directory.load()

  const mayLogIn = async ([, name]: [unknown, unknown]): Promise<LogIn> => {
    counters.add('log_ins_total')
    try {
      const answer = await logIn(http, authUrl, name)
      if (answer.role === 'blocked') counters.add('log_ins_blocked_total')
      return answer
    } catch (error) {
      counters.add('log_ins_failed_total')
      sparse.warn(
        'log-in',
        `a log-in could not be checked: ${error instanceof Error ? textOf(error.cause ?? error) : ''}`,
      )
      throw error
    }
  }

  const may = async ([{ authid }, uri, action, options]: [
    Asking,
    string,
    string,
    (Readonly<Record<string, unknown>> & { readonly match?: string }) | undefined,
  ]): Promise<Verdict> => {
    counters.add('permissions_asked_total')
    const rule = ruleFor({ action, uri, match: options?.match, options })
    if (rule.kind !== 'member')
      return { allow: rule.kind === 'yes', disclose: action === 'call', cache: !('each' in rule) }
    const isMember = await access.isMember(authid, rule.thread)
    if (rule.each !== undefined)
      return { allow: isMember && (rule.each === 'signal' || mayRing(authid)), disclose: true, cache: false }
    // Only a "yes" is kept, until the app reports a change: somebody who is added comes in at once.
    return { allow: isMember, disclose: action === 'publish', cache: isMember }
  }

  const mayRing = (authid: string): boolean => {
    if (rings.take(authid)) return true
    counters.add('rings_refused_total')
    sparse.warn('ring', `rings of ${JSON.stringify(authid)} are refused: more than ${rings.most} in a minute`)
    return false
  }

  const changed = async ({ kind, user = '', thread = '', token = '' }: Change): Promise<void> => {
    counters.add('changes_total')
    const sessions = directory.of(user)
    if (kind === 'membership_ended') {
      access.forget(user, thread)
      await expulsion.fromThread(sessions, thread)
      await announceEnd(client, thread, user)
    } else if (kind === 'token_ended') await expulsion.ofToken(sessions, token)
    else if (kind === 'user_deleted') {
      access.forgetAll()
      await expulsion.forgetAll()
      const threads = await expulsion.threadsOf(sessions, directory)
      await expulsion.ofAll(sessions, 'user_deleted')
      await Promise.all(threads.map((one) => announceEnd(client, one, user)))
    } else if (kind === 'reset') await everythingAgain()
  }

  /** Asks the app again about every session and every subscription. */
  const everythingAgain = async (): Promise<void> => {
    access.forgetAll()
    await expulsion.forgetAll()
    const subscriptions = await expulsion.subscriptions(directory)
    for (const user of directory.users()) {
      const { role, extra } = await logIn(http, authUrl, user)
      const others = directory.of(user).filter((session) => {
        const known = expulsion.tokenOf(session)
        return known !== undefined && (role === 'blocked' || known !== extra?.token)
      })
      await expulsion.ofAll(others, 'token_ended')
    }
    for (const [topic, sessions] of subscriptions) {
      const thread = partsOf(topic)?.thread
      if (thread === undefined) continue
      for (const session of sessions) {
        const user = await directory.nameOf(session)
        if (user === undefined || (await access.isMember(user, thread))) continue
        await expulsion.fromThread([session], thread)
        await announceEnd(client, thread, user)
      }
    }
  }

  await client.register('workshop.auth', mayLogIn)
  await client.register('workshop.permissions', may)
  client.onStatus(({ state }) => {
    if (state === 'reconnecting') expulsion.clear()
    if (state !== 'restored') return
    directory.load().then(
      () => part.readiness(true),
      (error: unknown) => sparse.warn('load', textOf(error)),
    )
  })
  const stopping = new AbortController()
  const following = followChanges(
    {
      http,
      url: authUrl,
      file: parts.positionFile,
      log: part.log,
      onChange: changed,
      onReset: everythingAgain,
      onState: (isFollowing) => counters.set('changes_followed', isFollowing ? 1 : 0),
    },
    stopping.signal,
  )
  part.readiness(true)
  return async () => {
    stopping.abort()
    await following
    await client.close()
  }
}
