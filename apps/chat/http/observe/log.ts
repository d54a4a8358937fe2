/** The log of the service: lines for people, or JSON lines. No request's body, query or header is ever written. */
import { Writable } from 'node:stream'
import { pino } from 'pino'
import pretty from 'pino-pretty'
import type { LogLevel } from '../../settings/app-settings.ts'

export type Facts = Readonly<Record<string, string | number | boolean>>

export interface Log {
  debug(text: string, facts?: Facts): void
  info(text: string, facts?: Facts): void
  warn(text: string, facts?: Facts): void
  error(text: string, facts?: Facts): void
}

export interface LogOptions {
  readonly level: LogLevel
  readonly format: 'text' | 'json'
  /** Gets each line. */
  readonly write: (line: string) => void
}

/** Times in text lines are those of `TZ`; JSON lines have UTC. */
export function createLog({ level, format, write }: LogOptions): Log {
  const output = new Writable({
    decodeStrings: false,
    write: (chunk: string | Buffer, _encoding, done) => {
      write(String(chunk))
      done()
    },
  })
  const destination =
    format === 'json'
      ? output
      : pretty({
          destination: output,
          colorize: false,
          translateTime: 'SYS:yyyy-mm-dd HH:MM:ss.l',
          ignore: 'name',
          singleLine: true,
          sync: true,
        })
  const formatters = format === 'json' ? { level: (label: string) => ({ level: label }) } : {}
  const logger = pino({ level, base: null, formatters }, destination)
  const writer =
    (method: 'debug' | 'info' | 'warn' | 'error') =>
    (text: string, facts: Facts = {}): void =>
      logger[method](facts, text)
  return { debug: writer('debug'), info: writer('info'), warn: writer('warn'), error: writer('error') }
}

/** A log that writes to two. */
export const toBoth = (one: Log, other: Log): Log => {
  const both =
    (method: keyof Log) =>
    (text: string, facts?: Facts): void => {
      one[method](text, facts)
      other[method](text, facts)
    }
  return { debug: both('debug'), info: both('info'), warn: both('warn'), error: both('error') }
}

/** The message of whatever was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
