/** Follows the changes that the app reports: whose membership, token or account has ended, which message is deleted. */
import { readFile, rename, writeFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { textOf } from '../../operation/log.ts'
import type { Log } from '../../operation/log.ts'
import type { AppHttp } from '../app/app-http.ts'

/** A change. Kinds that are not known here are ignored. */
export interface Change {
  readonly kind: string
  readonly user?: string
  readonly thread?: string
  /** The fingerprint of a token. */
  readonly token?: string
  /** The id of a message. */
  readonly message?: string
  /** When, in milliseconds since 1970. */
  readonly at?: number
}

export interface FeedParts {
  readonly http: AppHttp
  /** The app's address for workers. */
  readonly url: string
  /** Where the position is kept, so that a restart misses nothing. */
  readonly file: string
  readonly log: Log
  /** Resolves when everything that the change asks for is done. */
  onChange(change: Change): Promise<void>
  /** Changes were missed: everything must be asked again. */
  onReset(): Promise<void>
  /** Whether the app answers. */
  onState(isFollowing: boolean): void
}

interface Answer {
  readonly seq: number
  readonly changes: readonly Change[]
  readonly reset: boolean
}

const WAIT_S = 25
const RETRY_MS = 200

/** Follows until the signal is aborted. A failure is tried again; nothing is skipped. */
export async function followChanges(parts: FeedParts, signal: AbortSignal): Promise<void> {
  let position = await kept(parts.file)
  let isFollowing: boolean | undefined
  while (!signal.aborted) {
    try {
      const answer = await ask(parts, { position, signal })
      if (isFollowing !== true) parts.onState((isFollowing = true))
      if (answer.reset || position === undefined) await parts.onReset()
      for (const change of answer.changes) await parts.onChange(change)
      if (answer.seq !== position) await keep(parts.file, answer.seq)
      position = answer.seq
    } catch (error) {
      if (signal.aborted) return
      if (isFollowing !== false) {
        parts.onState((isFollowing = false))
        parts.log.warn(`the app’s changes cannot be followed: ${textOf(error)}`)
      }
      await pause(RETRY_MS, undefined, { signal }).catch(() => undefined)
    }
  }
}

async function ask(
  { http, url }: FeedParts,
  { position, signal }: { readonly position: number | undefined; readonly signal: AbortSignal },
): Promise<Answer> {
  const query = position === undefined ? '' : `?${new URLSearchParams({ after: `${position}`, wait: `${WAIT_S}` })}`
  const { status, body } = await http.get(`${url}/changes${query}`, { timeoutMs: (WAIT_S + 5) * 1_000, signal })
  if (status !== 200) throw new Error(`the app answered ${status}`)
  return JSON.parse(body) as Answer
}

async function kept(file: string): Promise<number | undefined> {
  const position = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10)
  return Number.isSafeInteger(position) ? position : undefined
}

/** A lost position only means that a few changes are heard twice. */
async function keep(file: string, position: number): Promise<void> {
  await writeFile(`${file}.new`, `${position}\n`)
  await rename(`${file}.new`, file)
}
