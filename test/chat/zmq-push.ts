/** Other programs' ZeroMQ peers: Debian's python3-zmq and php-zmq. Continuous integration installs both. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A program that pushes lines. */
interface Pusher {
  readonly name: string
  readonly isInstalled: boolean
  /** Pushes lines to a port of this machine. */
  push(port: string, lines: readonly string[]): Promise<void>
}

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

function pusher(name: string, { command, script, probe }: Program): Pusher {
  return {
    name,
    isInstalled: spawnSync(command, probe).status === 0,
    async push(port, lines) {
      const child = spawn(command, [script, `tcp://127.0.0.1:${port}`], { stdio: ['pipe', 'inherit', 'inherit'] })
      child.stdin.end(lines.map((line) => `${line}\n`).join(''))
      const [code] = (await once(child, 'exit')) as [number | null]
      if (code !== 0) throw new Error(`${command} ended with code ${code}`)
    },
  }
}

interface Program {
  readonly command: string
  readonly script: string
  /** Ends with code 0 where its binding of ZeroMQ is installed. */
  readonly probe: readonly string[]
}

export const python = pusher('Python', {
  command: '/usr/bin/python3',
  script: here('zmq_push.py'),
  probe: ['-c', 'import zmq'],
})

/** The language of the reference's workers. */
export const php = pusher('PHP', {
  command: '/usr/bin/php',
  script: here('zmq_push.php'),
  probe: ['-r', 'exit(class_exists("ZMQContext") ? 0 : 1);'],
})

export const PUSHERS: readonly Pusher[] = [python, php]
