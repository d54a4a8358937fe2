/**
 * Hears what is said on the console, and by whom: a callback that a block of code left behind still has that block's name
 * in its stack when it speaks an hour later. The console itself says everything as before.
 */

export interface Said {
  readonly level: 'log' | 'info' | 'warn' | 'error' | 'debug'
  readonly values: readonly unknown[]
  readonly stack: string
}

const levels = ['log', 'info', 'warn', 'error', 'debug'] as const

export function tapConsole(said: (said: Said) => void): void {
  for (const level of levels) {
    const original = console[level].bind(console)
    console[level] = (...values: unknown[]) => {
      original(...values)
      said({ level, values, stack: new Error().stack ?? '' })
    }
  }
}
