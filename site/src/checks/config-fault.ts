/** Finds in a router's log why the config that was saved last is not in force. */
import type { Line } from '../log/history.ts'

const LONGEST = 300

/** Undefined: the config is in force. */
export function configFault(lines: readonly Line[]): string | undefined {
  const last = lines.findLastIndex(({ text }) =>
    /its changes are in force$|is the config in force again$|nothing was changed$|^the router is up/.test(text),
  )
  const told = lines[last]
  if (told === undefined || !told.text.endsWith('nothing was changed')) return undefined
  const problem = lines.slice(0, last).findLast(({ level }) => level === 'error')
  const why = /cannot be made: (.*); nothing was changed$/.exec(told.text)?.[1] ?? problem?.text ?? told.text
  return `the router goes on with the config from before: ${why.slice(0, LONGEST)}`
}
