/**
 * A guest leads a process group of its own, named by its pid, so that all processes that it starts can be ended with
 * it. (A daemon, which makes a group or session of its own, has left on purpose and is not followed.)
 */
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

/** How a group ended: by SIGTERM, by SIGKILL after the grace time, or not at all. */
export type GroupEnd = 'ended' | 'killed' | 'stuck'

const FIRST_LOOK_MS = 5
const LONGEST_LOOK_MS = 200
const AFTER_KILL_MS = 2_000

/** Sends SIGTERM to a group, and SIGKILL to the processes that are left after the grace time. */
export async function endGroup(pid: number, graceMs: number): Promise<GroupEnd> {
  signalGroup(pid, 'SIGTERM')
  if (await isGoneWithin(pid, graceMs)) return 'ended'
  signalGroup(pid, 'SIGKILL')
  return (await isGoneWithin(pid, AFTER_KILL_MS)) ? 'killed' : 'stuck'
}

/** Sends SIGKILL to a group at once, for a caller that cannot wait. */
export function killGroup(pid: number): void {
  signalGroup(pid, 'SIGKILL')
}

/**
 * True while a group has a living process. Zombies do not count: as the first process of a container the router is
 * the parent of orphans, and Node reaps only its own children.
 */
export function isGroupAlive(pid: number): boolean {
  if (!signalGroup(pid, 0)) return false
  return livingMembers(pid) ?? true
}

/** Sends a signal. False where there is no such group. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function isGoneWithin(pid: number, ms: number): Promise<boolean> {
  const until = performance.now() + ms
  for (let wait = FIRST_LOOK_MS; isGroupAlive(pid); wait = Math.min(2 * wait, LONGEST_LOOK_MS)) {
    const left = until - performance.now()
    if (left <= 0) return false
    await pause(Math.min(wait, left))
  }
  return true
}

/** Undefined where the system has no `/proc`. */
function livingMembers(group: number): boolean | undefined {
  let pids: readonly string[]
  try {
    pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  } catch {
    return undefined
  }
  return pids.length === 0 ? undefined : pids.some((pid) => isLivingMember(pid, group))
}

/** `/proc/<pid>/stat`: pid, name in parentheses, state, parent, group. A name may hold parentheses itself. */
function isLivingMember(pid: string, group: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const [state, , itsGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return itsGroup === String(group) && state !== 'Z' && state !== 'X'
  } catch {
    return false
  }
}
