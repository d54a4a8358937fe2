/** A guest that endlessly prints lines that do not reach the log. */
import { setTimeout as pause } from 'node:timers/promises'
import type { OwnAttack } from './attack.ts'
import { cpuSeconds, startOwnRouter } from './own-router.ts'

const SECONDS = 5
const MOST_SHARE = 0.2

/** Lines that are blank, or blank when trimmed, and lines of one character. */
const KINDS: Readonly<Record<string, string>> = { '\\n': '\n', '␠\\r\\n': ' \r\n', 'x\\n': 'x\n' }

/** Measures the router's share of one core for each kind of line. */
export const blankLines: OwnAttack = async () => {
  const shares: string[] = []
  let worst = 0
  for (const [name, line] of Object.entries(KINDS)) {
    const share = await shareFor(line)
    worst = Math.max(worst, share)
    shares.push(`${name} ${(share * 100).toFixed(0)} %`)
  }
  return { figure: `of one core: ${shares.join(', ')}`, holds: worst <= MOST_SHARE }
}

async function shareFor(line: string): Promise<number> {
  const text = JSON.stringify(line)
  const script = `const { writeSync } = require('node:fs'); const text = ${text}.repeat(65536 / ${line.length} | 0); for (;;) writeSync(1, text)`
  await using router = await startOwnRouter({
    guests: [{ type: 'guest', executable: 'node', arguments: ['flood.cjs'] }],
    files: { 'flood.cjs': script },
  })
  await pause(1_000)
  const before = cpuSeconds(router.pid)
  const since = performance.now()
  await pause(SECONDS * 1000)
  return (cpuSeconds(router.pid) - before) / ((performance.now() - since) / 1000)
}
