/** Finds in the log whether a program of the lesson has ended by a mistake, and where in the learner's files. */
import { basename } from 'node:path'
import type { Line } from '../log/history.ts'

/** A run that is younger may still end: until then the run before it counts. */
const SETTLED_MS = 800

export interface Crash {
  /** The name of the guest; undefined for the program beside the router. */
  readonly guest?: string
  /** Which program it was, where, and why. */
  readonly told: string
  /** True: it uses a library that has no binary for this system, so it can never run here. */
  readonly isForGood: boolean
}

/** The guests of the router that have ended by a mistake, and do not run again. */
export function guestCrashes(lines: readonly Line[], folder: string, now = Date.now()): readonly Crash[] {
  const names = new Set(lines.flatMap(({ text }) => /^guest "([\w.-]+)" /.exec(text)?.[1] ?? []))
  return [...names].flatMap((name) => crashOf(name, { lines, folder, now }) ?? [])
}

interface Looked {
  readonly lines: readonly Line[]
  readonly folder: string
  readonly now: number
}

function crashOf(name: string, { lines, folder, now }: Looked): Crash | undefined {
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
  const run = mine.slice(begun + 1, ended)
  return { guest: name, ...toldOf(`the program "${name}"`, run, { folder, code }) }
}

/** The same for the program beside the router. Every line that it prints after an end means that it runs again. */
export function clientCrash(lines: readonly Line[], folder: string): Crash | undefined {
  const last = lines.at(-1)
  const code = /^workshop: it .*exit code ([1-9]\d*)/.exec(last?.text ?? '')?.[1]
  if (code === undefined) return undefined
  const before = lines.slice(0, -1)
  const run = before.slice(before.findLastIndex(({ text }) => text.startsWith('workshop: ')) + 1)
  return toldOf('the program', run, { folder, code })
}

function toldOf(
  program: string,
  run: readonly Line[],
  { folder, code }: { readonly folder: string; readonly code: string },
): Crash {
  const library = libraryWithoutBinary(run)
  const reason = library ? noBinary(library) : (reasonIn(run, folder) ?? `exit code ${code}`)
  return { told: `${program} ended: ${reason}`, isForGood: library !== undefined }
}

/** As the loader of ZeroMQ's binary says it: with the system where it has none for it, and without where none loads. */
function libraryWithoutBinary(run: readonly Line[]): string | undefined {
  return run.some(({ text }) => /\bzeromq\.js addon\b/.test(text)) ? 'zeromq' : undefined
}

function noBinary(library: string): string {
  return `the library \`${library}\` has no binary that runs on this system (${process.platform}, ${process.arch})`
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
