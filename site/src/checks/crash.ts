/** Finds in the log whether a program of the lesson has ended by a mistake, and where in the learner's files. */
import { basename } from 'node:path'
import type { Line } from '../log/history.ts'

/** A run that is younger may still end: until then the run before it counts. */
const SETTLED_MS = 800

/** Undefined: all guests of the router run, or have ended in order. */
export function guestCrash(lines: readonly Line[], folder: string, now = Date.now()): string | undefined {
  const names = new Set(lines.flatMap(({ text }) => /^guest "([\w.-]+)" /.exec(text)?.[1] ?? []))
  return [...names].map((name) => crashOf(name, { lines, folder, now })).find((found) => found !== undefined)
}

interface Looked {
  readonly lines: readonly Line[]
  readonly folder: string
  readonly now: number
}

function crashOf(name: string, { lines, folder, now }: Looked): string | undefined {
  const mine = lines.filter(({ who, text }) => who === name || text.startsWith(`guest "${name}" `))
  const says = (text: string) => (line: Line) => line.text.startsWith(`guest "${name}" ${text}`)
  const ended = mine.findLastIndex(says('ended with exit code'))
  const code = / exit code (\d+)/.exec(mine[ended]?.text ?? '')?.[1]
  if (code === undefined || code === '0') return undefined
  const later = mine.slice(ended + 1)
  if (later.some(says('is started again: '))) return undefined // its files were changed
  const restarted = later.find(says('was started'))
  if (restarted !== undefined && now - restarted.at > SETTLED_MS) return undefined
  const begun = mine.slice(0, ended).findLastIndex(says('was started'))
  return `the program "${name}" ended: ${reasonIn(mine.slice(begun + 1, ended), folder) ?? `exit code ${code}`}`
}

/** The same for the program beside the router. Every line that it prints after an end means that it runs again. */
export function clientCrash(lines: readonly Line[], folder: string): string | undefined {
  const last = lines.at(-1)
  const code = /^workshop: it .*exit code ([1-9]\d*)/.exec(last?.text ?? '')?.[1]
  if (code === undefined) return undefined
  const before = lines.slice(0, -1)
  const run = before.slice(before.findLastIndex(({ text }) => text.startsWith('workshop: ')) + 1)
  return `the program ended: ${reasonIn(run, folder) ?? `exit code ${code}`}`
}

/** The error of an uncaught exception, with the first place in the learner's own files. */
function reasonIn(run: readonly Line[], folder: string): string | undefined {
  // As Node prints it: with a stack, or in brackets where there is none; then perhaps its properties in braces.
  const [error] = run.flatMap(({ text }) => /^\[?(\w*Error(?: \[\w+\])?: .*?)\]?(?: \{)?$/.exec(text)?.[1] ?? [])
  if (error === undefined) return undefined
  const places = run.flatMap(({ text }) => [...text.matchAll(/((?:file:\/\/)?\/[^\s():]+):(\d+)/g)])
  const place = places.find(([, path = '']) => path.includes(`${folder}/`) && !path.includes('/node_modules/'))
  return place === undefined ? error : `\`${basename(place[1] ?? '')}\` line ${place[2]}: ${error}`
}
