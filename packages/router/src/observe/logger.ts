/** Logs by pino: pretty on a terminal, JSON lines otherwise. The one place where it is imported. */
import type { Writable } from 'node:stream'
import { pino } from 'pino'
import type { DestinationStream, Logger } from 'pino'
import pretty from 'pino-pretty'
import type { Log } from '../session/log.ts'

/** Crossbar's names. `trace` is as `debug` here. */
export type LogLevelName = 'none' | 'error' | 'warn' | 'info' | 'debug' | 'trace'

export interface LoggerOptions {
  readonly level: LogLevelName
  /** `standard`: pretty on a terminal, JSON lines otherwise; `syslogd`: text without time; `none`: text alone; `json`, ours: always JSON lines. */
  readonly format: 'standard' | 'syslogd' | 'none' | 'json'
  readonly isColored: boolean
  /** True when a person reads along: decides what `standard` means. */
  readonly isTerminal: boolean
  readonly stream: Writable
}

const PINO_LEVELS = {
  none: 'silent',
  error: 'error',
  warn: 'warn',
  info: 'info',
  debug: 'debug',
  trace: 'debug',
} as const

/** Makes a log that writes to a stream. */
export function createLog(options: LoggerOptions): Log {
  const logger = pino({ level: PINO_LEVELS[options.level], base: null }, destination(options))
  return logOf(logger)
}

/** A log that says nothing, for routers inside other programs that want none. */
export const silentLog: Log = { isDebug: false, write: () => {} }

function destination({ format, isColored, isTerminal, stream }: LoggerOptions): DestinationStream {
  if (format === 'json' || (format === 'standard' && !isTerminal)) return stream
  return pretty({
    destination: stream,
    colorize: isColored,
    translateTime: format === 'standard' ? 'SYS:HH:MM:ss.l' : false,
    ignore: format === 'standard' ? '' : 'time,level',
    singleLine: true,
    sync: true,
  })
}

function logOf(logger: Logger): Log {
  return {
    isDebug: logger.isLevelEnabled('debug'),
    write(level, text, fields) {
      if (fields === undefined) logger[level](text)
      else logger[level](fields, text)
    },
  }
}
