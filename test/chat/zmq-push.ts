import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const SCRIPT = fileURLToPath(new URL('zmq_push.py', import.meta.url))

/** False: Debian's python3-zmq is not installed. Continuous integration installs it. */
export const hasPythonZmq = spawnSync('/usr/bin/python3', ['-c', 'import zmq']).status === 0

/** Pushes lines to a port of this machine, by Debian's python3-zmq. */
export async function pushByPython(port: string, lines: readonly string[]): Promise<void> {
  const child = spawn('/usr/bin/python3', [SCRIPT, `tcp://127.0.0.1:${port}`], {
    stdio: ['pipe', 'inherit', 'inherit'],
  })
  child.stdin.end(lines.map((line) => `${line}\n`).join(''))
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`python3 ended with code ${code}`)
}
