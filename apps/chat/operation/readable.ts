/** Makes lines of the processes readable: one line each, with the time of the log's place and the process's name. */

interface Line {
  readonly time: number
  readonly level: string
  readonly text: string
}

const WIDTH = 'authenticator'.length
/** The app writes text: its time is left out, because the supervisor writes one. */
const TEXT_LINE = /^\[[\d\-:. ]+\] (DEBUG|INFO|WARN|ERROR|FATAL)(?: \(\d+\))?: (.*)$/

/** One line of a process, without its line break. */
export function readable(name: string, line: string, now: number): string {
  const { time, level, text } = read(line, now)
  const mark = level === 'warn' || level === 'error' || level === 'fatal' ? `${level.toUpperCase()} ` : ''
  return `${timeOf(time)} ${name.padEnd(WIDTH)} ${mark}${text}\n`
}

function read(line: string, now: number): Line {
  const json = line.startsWith('{') ? parsed(line) : undefined
  if (json !== undefined) return json
  const [, level, text] = TEXT_LINE.exec(line) ?? []
  return level === undefined || text === undefined
    ? { time: now, level: 'info', text: shown(line) }
    : { time: now, level: level.toLowerCase(), text: shown(text) }
}

function parsed(line: string): Line | undefined {
  try {
    const { time, level, msg, stack, ...fields } = JSON.parse(line) as Readonly<Record<string, unknown>>
    if (typeof time !== 'number' || typeof level !== 'string' || typeof msg !== 'string') return undefined
    const values = Object.entries(fields).map(([key, value]) => ` ${key}=${String(value)}`)
    const more = typeof stack === 'string' ? `\n${stack}` : ''
    return { time, level, text: shown(msg + values.join('')) + more }
  } catch {
    return undefined
  }
}

/** Control characters, which names and texts may hold, cannot move a terminal's cursor. */
const shown = (text: string): string =>
  text.replaceAll(/\p{Cc}/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`)

/** In the time zone of `TZ`. */
function timeOf(ms: number): string {
  const date = new Date(ms)
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
  return `${day} ${time}.${String(date.getMilliseconds()).padStart(3, '0')}`
}
