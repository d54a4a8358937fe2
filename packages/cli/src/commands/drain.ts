import { holderOf } from '@wampeter/router'
import { Command } from 'commander'
import { findRunning, send, tellNotRunning, waitUntil, withFolder } from './running.ts'
import type { NodeFolder } from './running.ts'

const ANSWER_MS = 5_000

/**
 * `wampeter drain`: sends SIGUSR2, which drains a router and keeps it running. Sent again, it makes the router take
 * sessions again.
 */
export const drainCommand = (): Command =>
  withFolder(new Command('drain').description('end sessions and take no new ones; repeated, take sessions again'))
    .option('--cancel', 'take sessions again; does nothing where the router is not being drained')
    .action(async ({ cancel = false, ...place }: NodeFolder & { readonly cancel?: boolean }) => {
      const { cbdir, holder } = await findRunning(place)
      if (holder === undefined) return tellNotRunning(cbdir)
      const { pid, options } = holder
      if (options === undefined)
        return failed(`process ${pid} cannot be drained: it is not a Wampeter of a version that drains`)
      const isDraining = !options.isDraining
      if (cancel && isDraining) return console.log('The router is not being drained.')
      if (!send(pid, 'SIGUSR2')) return
      const isDone = await waitUntil(() => holderOf(cbdir)?.options?.isDraining === isDraining, ANSWER_MS)
      if (!isDone) return failed(`the router (PID ${pid}) has not responded within ${ANSWER_MS / 1000} s; see its log`)
      console.log(
        isDraining
          ? `The router is being drained over ${options.drainSeconds} s and takes no new session.`
          : 'The router takes sessions again.',
      )
    })

function failed(why: string): void {
  console.error(`error: ${why}`)
  process.exitCode = 1
}
