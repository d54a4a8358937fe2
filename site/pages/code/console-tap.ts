/**
 * Reports every call of the console, with the block of code that made it. A callback of a block has the block's name
 * in its stack, even an hour later. The console itself works as before.
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
