/**
 * Reads one line of the chat's output: `2026-11-27 08:05:03.007 recorder      WARN it is late`. The time is that of `TZ`,
 * which the chat and this process share. Any other line (of a stack, or why the chat does not start) is taken unchanged.
 */
import type { Entry, Level } from './history.ts'
import type { Origin } from './router-line.ts'

const LINE = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{3}) (\S+) +(?:(WARN|ERROR|FATAL) )?(.*)$/

export function readChatLine(line: string, { source, stream, now }: Origin): Entry {
  const found = LINE.exec(line)
  if (found === null) return { at: now, source, level: stream === 'stderr' ? 'error' : 'info', text: line }
  const [year = 0, month = 1, day, hours, minutes, seconds, ms] = found.slice(1, 8).map(Number)
  const [part = '', mark, text = ''] = found.slice(8)
  return {
    at: new Date(year, month - 1, day, hours, minutes, seconds, ms).getTime(),
    source,
    level: (mark?.toLowerCase() ?? 'info') as Level,
    text,
    ...(part !== source && { who: part }),
  }
}
