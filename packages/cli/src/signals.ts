/** The signals of `wampeter start`. An embedded router handles none. */
import type { StreamLog } from '@wampeter/router'

export interface SignalHandlers {
  readonly log: StreamLog
  hangUp(): void
  toggleDrain(): void
}

/** SIGHUP reads the config again, SIGUSR2 drains or takes sessions again, SIGUSR1 does nothing. */
export function onSignals({ hangUp, toggleDrain, log }: SignalHandlers): void {
  // As daemons do. On a terminal SIGHUP means that the terminal was closed: then it ends the process, as usual.
  if (process.stdout.isTTY !== true) process.on('SIGHUP', hangUp)
  process.on('SIGUSR2', toggleDrain)
  process.on('SIGUSR1', () => log.write('info', 'SIGUSR1 does nothing here: the debugger stays closed'))
}

/** Resolves with the reason. A second signal, when the first is taking too long, ends the process at once. */
export function untilToldToStop(afterSeconds: number | undefined): Promise<string> {
  return new Promise((resolve) => {
    let isStopping = false
    const stop = (signal: NodeJS.Signals): void => {
      if (isStopping) process.exit(1)
      isStopping = true
      resolve(signal)
    }
    process.on('SIGTERM', stop)
    process.on('SIGINT', stop)
    if (afterSeconds !== undefined) setTimeout(() => resolve(`${afterSeconds} s have passed`), afterSeconds * 1000)
  })
}
