/** The memory that stays in use, and the tables of an empty realm. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** The bytes in use after everything unused has been collected. */
export async function heap(): Promise<number> {
  for (let round = 0; round < 3; round++) {
    await new Promise((resolve) => void setImmediate(resolve))
    collect()
  }
  return process.memoryUsage().heapUsed
}

export const MiB = 1024 * 1024

/** What a realm holds when all of its sessions are gone. */
export const EMPTY = {
  ...{ sessions: 0, subscriptions: 0, registrations: 0, shapes: 0 },
  ...{ deadlines: 0, questions: 0, retainedEvents: 0, heldBytes: 0 },
}
