/**
 * All floods in turn on one router, for a long time. The router must stay up, stay within its memory limit, and
 * release the memory afterwards.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { RawClient } from '../support/raw-client.ts'
import type { Finding } from './attack.ts'
import { attack, FLOODS, Victim } from './floods.ts'

const MOST_RESIDENT_MIB = 400
const MOST_GROWTH = 1.5
const RECOVERY_MS = 60_000

/** Runs the floods for some minutes, and checks the memory one minute later. */
export async function soak(minutes: number, seconds: number): Promise<Finding> {
  const victim = await Victim.start()
  const before = await victim.held()
  const end = Date.now() + minutes * 60_000
  let [rounds, longestMs] = [0, 0]
  while (Date.now() < end && victim.isUp)
    for (const name of Object.keys(FLOODS)) {
      if (Date.now() >= end || !victim.isUp) break
      const seen = await attack(victim, name, seconds * 1000)
      longestMs = Math.max(longestMs, seen.longestMs)
      rounds++
      console.log(
        `  ${name}: longest ${seen.longestMs.toFixed(0)} ms, resident ${victim.residentMiB('VmRSS').toFixed(0)} MiB`,
      )
    }
  if (!victim.isUp) return { figure: `the router died after ${rounds} attacks`, holds: false }
  await pause(RECOVERY_MS)
  const growth = (await victim.held()) / before
  const mostMiB = victim.residentMiB('VmHWM')
  const isAnswering = await answers(victim.port)
  victim.stop()
  return {
    figure:
      `${rounds} attacks in ${minutes} minutes: longest round trip ${longestMs.toFixed(0)} ms, at most ${mostMiB.toFixed(0)} MiB resident, ` +
      `a minute later ${growth.toFixed(2)} × the heap of the start${isAnswering ? '' : '; IT DOES NOT ANSWER'}`,
    holds: isAnswering && mostMiB <= MOST_RESIDENT_MIB && growth <= MOST_GROWTH,
  }
}

async function answers(port: number): Promise<boolean> {
  try {
    const client = await RawClient.join(`ws://127.0.0.1:${port}/ws`)
    client.end()
    return true
  } catch {
    return false
  }
}
