/** The text of RESULTS.md, from the measurements. */
import { cpus } from 'node:os'
import type { IdleResults } from './idle.ts'
import { table, times, whole } from './load/statistics.ts'
import type { Spread } from './load/statistics.ts'
import type { SocketResults } from './over-sockets.ts'
import { FOX_VERSION } from './servers/fox-install.ts'

export interface Findings {
  readonly sockets: SocketResults
  readonly topics: {
    readonly processes: number
    readonly rounds: number
    readonly ratio: Spread
    readonly fewMicros: number
  }
  readonly idle: IdleResults
  readonly permissions: {
    readonly processes: number
    readonly rounds: number
    readonly cached: Spread
    readonly meta: Spread
  }
  /** Microseconds that patterns which do not match cost a message, by what is sent and what there is. */
  readonly unmatched: ReadonlyMap<string, number>
  /** Log-ins and permissions that a worker decides, as text. */
  readonly workers: string
  /** The reconnecting of clients, as a table. */
  readonly outage: string
  /** The smoothness of a lesson's page, as text. */
  readonly page: string
  /** The options of the run. */
  readonly values: Readonly<Record<string, string | undefined>>
}

/** The target of a scenario, compared with another server. */
const TARGETS: readonly (readonly [string, string, number])[] = [
  ['fan-out to 1000, ten in one segment', 'naive', 5],
  ['fan-out to 1000, ten in one segment', 'coalesced', 0.5],
  ['fan-out to 1000, ten publishers', 'naive', 5],
  ['fan-out to 1000, ten publishers', 'coalesced', 0.5],
  ['fan-out to 1000, single events', 'naive', 1.1],
  ['calls, window 1', 'relay', 0.7],
  ['calls, window 64', 'relay', 1.2],
  ['calls, window 64', 'coalesced', 0.9],
  ['fan-out to 1, ten publishers', 'coalesced', 0.85],
  ['progressive results, ten in one segment', 'events point to point', 0.8],
]

/** The most microseconds that patterns which do not match may cost a message. */
const PATTERN_TARGETS: Readonly<Record<string, number>> = { '100,000 patterns': 2, 'all shapes of wildcards': 50 }

const patternRows = (unmatched: Findings['unmatched']): readonly (readonly string[])[] =>
  [...unmatched].map(([title, micros]) => {
    const [, asked = NaN] = Object.entries(PATTERN_TARGETS).find(([what]) => title.endsWith(what)) ?? []
    return [`a ${title} without a match`, `≤ ${asked} µs more`, `${micros.toFixed(2)} µs`, isMet(micros <= asked)]
  })

const isMet = (met: boolean): string => (met ? 'yes' : 'no')

function targets({ sockets, topics, idle, permissions, unmatched }: Findings): string {
  const rows = TARGETS.map(([title, name, asked]) => {
    const found = sockets.ratios.get(`${title}: ${name}`)
    const measured = found === undefined ? ['not measured', ''] : [times(found), isMet(found.median >= asked)]
    return [`${title}, against ${name}`, `≥ ${asked} ×`, ...measured]
  })
  return table(
    ['target', 'asked', 'measured (quartiles)', 'met'],
    [
      ...rows,
      [
        'idle session, heap over bare `ws`',
        '≤ 2,048 B',
        `${whole(idle.overBare.median)} B`,
        isMet(idle.overBare.median <= 2048),
      ],
      [
        '100,000 unrelated topics, registrations and sessions, CPU per message',
        '≤ 1.1 ×',
        times(topics.ratio),
        isMet(topics.ratio.median <= 1.1),
      ],
      [
        'a cached permission against a static one, CPU per message',
        '≤ 1.1 ×',
        times(permissions.cached),
        isMet(permissions.cached.median <= 1.1),
      ],
      [
        'the meta API when nobody listens, throughput against none',
        '≥ 0.97 ×',
        times(permissions.meta),
        isMet(permissions.meta.median >= 0.97),
      ],
      ...patternRows(unmatched),
    ],
  )
}

export function report(findings: Findings): string {
  const { sockets, topics, idle, permissions, workers, outage, page, values } = findings
  const options = Object.entries(values).filter(([name]) => name !== 'only' && name !== 'fox')
  return `# Results

Written by \`bench/run.ts\`; nothing here is written by hand. ${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpus()[0]?.model.trim()}, ${process.platform} ${process.arch}, Node ${process.versions.node}.

    node bench/run.ts ${options.map(([name, value]) => `--${name} ${value}`).join(' ')}

Medians, quartiles in brackets. The server runs on one core, the load on another, in a process of its own, over loopback; ratios are messages per CPU second of the server, ours divided by the other's, taken round by round. On a shared machine less than 1.3 × over sockets may be noise. Beside ours run, in the same rounds:

- **naive**: bare \`ws\`, compression off; parses the publisher's frame, one \`ws.send\` per receiver of a Buffer encoded once.
- **coalesced**: the same parse, and the ids of calls swapped as by relay; then \`Buffer.concat\` and one write per socket per \`setImmediate\`; nothing shared between sockets.
- **relay**: parses the JSON, swaps ids for calls, one \`ws.send\` per message.
- **fox-wamp**: another router for Node, version ${FOX_VERSION}, with its defaults.

${targets(findings)}

## Over sockets

${values['rounds']} interleaved rounds of ${values['seconds']} s, of ${values['long-seconds']} s with 1,000 subscribers; of 3 s, after 200,000 messages, for ten publishers to 1, for calls with window 64, and for progressive results.

${sockets.text}

## Idle sessions, and accepting them

${idle.text}

## Many topics, in memory

${topics.rounds} alternating rounds of 300,000 publications in ${topics.processes} fresh processes (in every second one the small realm is made last, because where things lie in memory matters), with 100,000 unrelated topics, registrations and sessions against ten: ${times(topics.ratio)} the CPU per message, which is ${topics.fewMicros.toFixed(2)} µs with ten.

## Permissions and the meta API, in memory

${permissions.rounds} alternating rounds of 300,000 publications in ${permissions.processes} fresh processes, in every second one with the other realm made last: a cached answer of an authorizer costs ${times(permissions.cached)} the CPU of a static rule; without the meta API a message costs ${times(permissions.meta)} what it costs with it, when nobody listens.

## What workers decide, over sockets

${workers}

## Back after an outage

The router is killed (SIGKILL) and started again; the clients, each with one subscription, live in one process.

${outage}

## A lesson's page at 1,000 messages a second

Frame times in Chromium, with the frames panel and with the router's log in view; at 0 messages for comparison.

${page}
`
}
