/** Logs by pino: text on a terminal, JSON lines otherwise. The only place where pino is imported. */
import type { Writable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { pino } from 'pino'
import type { DestinationStream, Logger } from 'pino'
import pretty from 'pino-pretty'
import type { Log } from '../session/log.ts'
import { systemClock } from './clock.ts'
import { LogOutput } from './log-output.ts'

/** Crossbar's names of log levels. Here `trace` is the same as `debug`. */
export type LogLevelName = 'none' | 'error' | 'warn' | 'info' | 'debug' | 'trace'

export interface LoggerOptions {
  readonly level: LogLevelName
  /**
   * `standard`: pretty on a terminal, JSON lines otherwise; `syslogd`: text without time; `none`: text alone; `json`,
   * ours: always JSON lines.
   */
  readonly format: 'standard' | 'syslogd' | 'none' | 'json'
  readonly isColored: boolean
  /** True where the stream is a terminal: then `standard` is text, otherwise JSON lines. */
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

/** A log that writes to a stream, and goes on when the stream fails. */
export interface StreamLog extends Log {
  /** Lines so far that could not be written. */
  readonly linesLost: number
  /** Waits until all lines are written, at most for the given milliseconds. False where some are not. */
  flush(ms: number): Promise<boolean>
}

/**
 * Makes a log that writes to a stream. Lines that cannot be written are counted and dropped; the log says so once the
 * stream works again.
 */
export function createLog(options: LoggerOptions): StreamLog {
  const output = new LogOutput(options.stream, {
    after: (ms, run) => systemClock.after(ms, run),
    recovered: (lost, why) => log.write('warn', `${lost} log lines were lost: ${why}`),
  })
  const logger = pino({ level: PINO_LEVELS[options.level], base: null }, destination(options, output))
  const log: StreamLog = {
    ...logOf(logger),
    get linesLost() {
      return output.lost
    },
    async flush(ms) {
      for (let waited = 0; waited < ms && !output.isFlushed; waited += POLL_MS) await pause(POLL_MS)
      return output.isFlushed
    },
  }
  return log
}

const POLL_MS = 10

/** A log that writes nothing, for embedding programs that want none. */
export const silentLog: Log = { isDebug: false, isSilent: true, write: () => {} }

function destination({ format, isColored, isTerminal }: LoggerOptions, stream: LogOutput): DestinationStream {
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
    isSilent: !logger.isLevelEnabled('error'),
    write(level, text, fields) {
      if (fields === undefined) logger[level](text)
      else logger[level](fields, text)
    },
  }
}
