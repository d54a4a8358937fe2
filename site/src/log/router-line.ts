/**
 * Reads one line of a router's output. Where its output is not a terminal, the router logs JSON, one object per line,
 * with the numeric levels that are common among Node's loggers. Any other line (the stack of a crash, the output of a
 * guest) is taken unchanged.
 */
import type { Entry, Level } from './history.ts'

export interface Origin {
  readonly source: string
  readonly stream: 'stdout' | 'stderr'
  /** The time of a line that has none of its own. */
  readonly now: number
}

const levels: readonly (readonly [number, Level])[] = [
  [60, 'fatal'],
  [50, 'error'],
  [40, 'warn'],
  [30, 'info'],
  [20, 'debug'],
]

export function readRouterLine(text: string, origin: Origin): Entry {
  const record = jsonObject(text)
  if (typeof record?.['msg'] !== 'string') return plain(text, origin)
  const {
    level,
    time,
    msg,
    err,
    guest,
    realm,
    session,
    authid,
    pid: _pid,
    hostname: _hostname,
    stream: _stream,
    ...more
  } = record
  const whose = [typeof guest === 'string' ? guest : undefined, authid, realm, session]
    .filter((part) => part !== undefined)
    .map(String)
  const rest = Object.entries(more).map(([name, value]) => `${name}=${JSON.stringify(value)}`)
  return {
    at: typeof time === 'number' ? time : origin.now,
    source: origin.source,
    level: levels.find(([least]) => typeof level === 'number' && level >= least)?.[1] ?? 'trace',
    text: [msg, ...rest].join(' ') + stackOf(err),
    ...(whose.length > 0 && { who: whose.join(' ') }),
    ...(guest !== undefined && { guest: true }),
  }
}

function plain(text: string, { source, stream, now }: Origin): Entry {
  return { at: now, source, level: stream === 'stderr' ? 'warn' : 'info', text }
}

function stackOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return ''
  const stack: unknown = 'stack' in error ? error.stack : undefined
  return typeof stack === 'string' ? `\n${stack}` : ''
}

function jsonObject(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}
