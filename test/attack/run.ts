/**
 * `npm run attack`: runs every known attack on routers of this checkout with default limits, on this machine only.
 *
 * --only TEXT      only attacks whose name contains TEXT
 * --runs 3         runs of each flood; the median counts
 * --seconds 6      the duration of each flood
 * --soak MINUTES   instead: all floods in turn on one router
 *
 * For each flood the longest round trip without a flood is printed too. It is measured just before, and shows the delay
 * that the machine itself causes.
 */
import { parseArgs } from 'node:util'
import type { Finding, OwnAttack } from './attack.ts'
import { blankLines } from './blank-lines.ts'
import { brokenLog } from './broken-log.ts'
import { dnsRebinding } from './dns-rebinding.ts'
import { flooded, FLOODS, Victim } from './floods.ts'
import type { Bounds } from './floods.ts'
import { oddRequests } from './odd-requests.ts'
import { soak } from './soak.ts'
import { takeover } from './takeover.ts'
import { unreadDownloads } from './unread-downloads.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    runs: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '6' },
    soak: { type: 'string' },
  },
})

const OTHERS: Readonly<Record<string, OwnAttack>> = {
  'a standard output that fails': brokenLog,
  'a page that rebinds its name': rebinding,
  'a guest that prints blank lines': blankLines,
  'odd requests': oddRequests,
  'an authenticator that was taken over': takeover,
  'downloads that are never read': unreadDownloads,
}

const failed: string[] = []
const names = [...Object.keys(FLOODS), ...Object.keys(OTHERS)]
if (!names.some((name) => name.includes(values.only))) {
  console.error(`No attack has "${values.only}" in its name. There are:\n${names.join('\n')}`)
  process.exit(2)
}
if (values.soak !== undefined) report('soak', await soak(Number(values.soak), Number(values.seconds)))
else await attackAll()
console.log(
  failed.length === 0 ? '\nThe router withstood every attack.' : `\nThe router did not withstand: ${failed.join('; ')}`,
)
process.exitCode = failed.length === 0 ? 0 : 1

async function attackAll(): Promise<void> {
  for (const [name, bounds] of Object.entries(FLOODS))
    if (name.includes(values.only)) report(name, await judged(name, bounds))
  for (const [name, run] of Object.entries(OTHERS)) if (name.includes(values.only)) report(name, await run())
}

function report(name: string, { figure, holds }: Finding): void {
  console.log(`${holds ? 'held    ' : 'NOT HELD'} ${name}: ${figure}`)
  if (!holds) failed.push(name)
}

/** The median of some runs, each with a control before it. */
async function judged(name: string, { mostMs, mostMiB }: Bounds): Promise<Finding> {
  const runs = []
  const controls = []
  for (let run = 0; run < Number(values.runs); run++) {
    controls.push((await flooded('nothing', 2_000)).longestMs)
    runs.push(await flooded(name, Number(values.seconds) * 1000))
  }
  const longest = median(runs.map(({ longestMs }) => longestMs))
  const more = median(runs.map((run) => run.mostMiB))
  const isUp = runs.every((run) => run.isUp)
  return {
    figure:
      `${isUp ? '' : 'THE ROUTER DIED; '}longest round trip ${longest.toFixed(0)} ms of ${mostMs} ` +
      `(${median(controls).toFixed(0)} without), ${more.toFixed(0)} MiB more of ${mostMiB}`,
    holds: isUp && longest <= mostMs && more <= mostMiB,
  }
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN
}

async function rebinding(): Promise<Finding> {
  const victim = await Victim.start()
  try {
    return await dnsRebinding({ url: `ws://127.0.0.1:${victim.port}/ws`, pid: victim.child.pid ?? 0 })
  } finally {
    victim.stop()
  }
}
