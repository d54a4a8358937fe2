import { holderOf } from '@wampeter/router'
import { Command } from 'commander'
import { findRunning, send, tellNotRunning, waitUntil, withFolder } from './running.ts'
import type { NodeFolder } from './running.ts'

/** Milliseconds to wait after the drain time. */
const STOP_MS = 10_000
const KILL_MS = 5_000

/**
 * `wampeter stop`: sends SIGTERM, and SIGKILL where the router does not end in time. Exit code 69 where no router
 * runs.
 */
export const stopCommand = (): Command =>
  withFolder(new Command('stop').description('stop the router of a node directory')).action(
    async (place: NodeFolder) => {
      const { cbdir, holder } = await findRunning(place)
      if (holder === undefined) return tellNotRunning(cbdir)
      const { pid, options } = holder
      const isGone = (): boolean => holderOf(cbdir)?.pid !== pid
      const drainMs = (options?.drainSeconds ?? 0) * 1000
      console.log(`Stopping Wampeter from node directory ${cbdir} (PID ${pid}) …`)
      if (!send(pid, 'SIGTERM') && !isGone()) return
      if (await waitUntil(isGone, drainMs + STOP_MS)) return console.log('It has stopped.')
      console.error(`It did not stop within ${(drainMs + STOP_MS) / 1000} s and is killed.`)
      send(pid, 'SIGKILL')
      if (await waitUntil(isGone, KILL_MS)) return
      console.error(`error: process ${pid} cannot be killed`)
      process.exitCode = 1
    },
  )
