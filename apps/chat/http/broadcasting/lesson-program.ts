/**
 * Lesson 6's own `app/broadcast.ts`, which the learner writes. It runs in a process of its own, so that no mistake in it
 * reaches the service: the message is its first argument, ZMQ_PUSH_PORT is in its environment, and no secret is.
 */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const LESSONS = fileURLToPath(new URL('../../../../lessons', import.meta.url))
const TIMEOUT_MS = 5_000
const MAX_OUTPUT = 16_384

/** The program's path, if it is there: as set, otherwise in the folder of lesson 6. */
export function findLessonProgram(path: string | undefined): string | undefined {
  const program = path ?? inLessons()
  return program !== undefined && existsSync(program) ? program : undefined
}

function inLessons(): string | undefined {
  if (!existsSync(LESSONS)) return undefined
  const lesson = readdirSync(LESSONS).find((name) => name.startsWith('6-'))
  return lesson === undefined ? undefined : join(LESSONS, lesson, 'app/broadcast.ts')
}

export interface ProgramRun {
  readonly program: string
  readonly message: string
  readonly port: number
}

/** Rejects if the program fails; the error's message names its file and line. */
export async function runLessonProgram({ program, message, port }: ProgramRun): Promise<void> {
  const child = spawn(process.execPath, [program, message], {
    env: { PATH: process.env['PATH'], TZ: process.env['TZ'], ZMQ_PUSH_PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  })
  let output = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (output.length < MAX_OUTPUT) output += text
  })
  const { promise, resolve, reject } = Promise.withResolvers<{ code: number | null; signal: string | null }>()
  child.on('error', reject)
  child.on('close', (code, signal) => resolve({ code, signal }))
  const { code, signal } = await promise
  if (code === 0) return
  const name = join(basename(dirname(program)), basename(program))
  throw new Error(`The chat has the broadcast, but ${failureText({ name, program, output, signal, code })}`)
}

interface Failed {
  readonly name: string
  readonly program: string
  readonly output: string
  readonly signal: string | null
  readonly code: number | null
}

function failureText({ name, program, output, signal, code }: Failed): string {
  if (signal !== null) return `${name} did not end within ${TIMEOUT_MS / 1_000} s.`
  const line = lineIn(output, program)
  const error =
    /^\s*(?:\w*Error(?: \[\w+\])?: .*)$/m.exec(output)?.[0].trim() ?? `it ended with exit code ${String(code)}`
  return `${name}${line === undefined ? '' : ` line ${line}`} failed: ${error}`
}

/** The first place in the output that lies in the program itself. */
function lineIn(output: string, program: string): string | undefined {
  const places = output.matchAll(/([^\s()]+):(\d+)(?::\d+)?/g)
  for (const [, file = '', line] of places) {
    const path = file.startsWith('file://') ? fileURLToPath(file) : file
    if (relative(path, program) === '') return line
  }
  return undefined
}
