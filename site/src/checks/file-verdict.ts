/** Whether a learner's file has what a step asks for, and where it cannot be read by the program that reads it. */
import { readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { transformSync, type TransformFailure } from 'esbuild'
import type { Verdict } from './verdict.ts'

/** A page asks every half second: a file that has not changed is not parsed again. */
const known = new Map<string, Read & { readonly stamp: string }>()

interface Read {
  readonly text: string
  readonly trouble: string | undefined
  /** When the file was saved, in milliseconds since 1970. */
  readonly at: number
}

export function fileVerdict(folder: string, file: string, has: string): Verdict {
  const { text, trouble, at } = read(join(folder, file))
  if (trouble !== undefined) return { isDone: false, trouble }
  return text.includes(has) ? { isDone: true, at } : { isDone: false }
}

/** Undefined: the file can be read. */
export function faultIn(folder: string, file: string): string | undefined {
  return read(join(folder, file)).trouble
}

function read(path: string): Read {
  let at: number
  let stamp: string
  try {
    const { mtimeMs, size } = statSync(path)
    at = Math.floor(mtimeMs)
    stamp = `${mtimeMs} ${size}`
  } catch {
    return { text: '', trouble: `\`${basename(path)}\` is missing`, at: 0 }
  }
  const before = known.get(path)
  if (before?.stamp === stamp) return before
  const text = readFileSync(path, 'utf8')
  const found = { stamp, at, text, trouble: path.endsWith('.json') ? faultInJson(path, text) : faultInCode(path, text) }
  known.set(path, found)
  return found
}

function faultInJson(path: string, text: string): string | undefined {
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    return `\`${basename(path)}\` is no JSON: ${error instanceof Error ? error.message : String(error)}`
  }
}

function faultInCode(path: string, text: string): string | undefined {
  try {
    transformSync(text, { loader: 'ts', logLevel: 'silent' })
    return undefined
  } catch (error) {
    const [first] = (error as TransformFailure).errors ?? []
    const line = first?.location?.line
    return `\`${basename(path)}\`${line === undefined ? '' : ` line ${line}`}: ${first?.text ?? String(error)}`
  }
}
