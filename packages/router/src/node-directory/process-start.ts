/** When a process was started. Pids are used again; pid and start time together identify a process for good. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * A text that identifies one run of a process; undefined where there is no such process, or the system does not
 * provide it.
 */
export function processStart(pid: number): string | undefined {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid)
}

/** Clock ticks since the boot of the machine, with the id of that boot. */
function fromProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const ticks = fields[18] // field 22 of the whole line
    return state === 'Z' || state === 'X' || ticks === undefined ? undefined : `${bootId()} ${ticks}`
  } catch {
    return undefined
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return ''
  }
}

function fromPs(pid: number): string | undefined {
  const { stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  })
  const started = stdout?.trim()
  return started === undefined || started === '' ? undefined : started
}
