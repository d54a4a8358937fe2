/**
 * Prints the history as text, `router 1 │ 12:03:04.567 debug …`. If a terminal or pipe does not keep up, lines are
 * left out and counted; they do not accumulate in memory.
 */
import type { Writable } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import type { Level, Line } from './history.ts'

const mostWaitingBytes = 1024 * 1024
const sourceWidth = 8

const colours: Partial<Record<Level, string>> = {
  trace: '\x1b[2m',
  debug: '\x1b[2m',
  warn: '\x1b[33m',
  error: '\x1b[31m',
  fatal: '\x1b[31;1m',
}

export interface PrinterOptions {
  readonly colour: boolean
}

export function printer(out: Writable, { colour }: PrinterOptions): (line: Line) => void {
  let leftOut = 0
  return (line) => {
    if (out.destroyed || !out.writable) return
    if (out.writableLength > mostWaitingBytes) {
      leftOut++
      return
    }
    if (leftOut > 0) {
      out.write(`(${leftOut} lines left out: this output is read too slowly)\n`)
      leftOut = 0
    }
    out.write(formatLine(line, { colour }))
  }
}

export function formatLine(line: Line, { colour }: PrinterOptions): string {
  const head = `${line.source.padEnd(sourceWidth)} │ `
  const tint = colour ? (colours[line.level] ?? '') : ''
  const end = tint && '\x1b[0m'
  const [first = '', ...more] = harmless(line.who === undefined ? line.text : `${line.who} ${line.text}`).split('\n')
  const text = [`${clock(line.at)} ${line.level.padEnd(5)} ${first}`, ...more.map((each) => `    ${each}`)]
  return text.map((each) => `${head}${tint}${each}${end}\n`).join('')
}

/** Escapes a text. Peers choose parts of it, and they must not move the cursor or colour the terminal. */
function harmless(text: string): string {
  return stripVTControlCharacters(text).replace(UNSEEN, '�')
}

function clock(at: number): string {
  const date = new Date(at)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`
}

/** Control characters, changes of direction, and invisible characters. */
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\p{Cf}\p{Default_Ignorable_Code_Point}]/gu
