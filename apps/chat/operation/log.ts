/** The log of one process of the chat: a JSON line for each event, on standard output. `main.ts` makes it readable. */

/** How serious a line is. */
export type Level = 'debug' | 'info' | 'warn' | 'error'

/** Further values of a line, by name. They must not hold secrets. */
export type Fields = Readonly<Record<string, string | number | boolean | undefined>>

/** Writes lines. */
export type Log = Readonly<Record<Level, (message: string, fields?: Fields) => void>>

/** A log that writes lines by `write`. */
export function jsonLog(write: (line: string) => void, now: () => number = Date.now): Log {
  const at =
    (level: Level) =>
    (msg: string, fields: Fields = {}): void =>
      write(`${JSON.stringify({ time: now(), level, msg, ...fields })}\n`)
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

/** A log that writes nothing, for tests. */
export const silentLog: Log = jsonLog(() => undefined)

/** The text of an error for a line of the log. */
export const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
