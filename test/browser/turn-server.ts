/** Debian's TURN server, coturn, as lesson 7 tells how to start it. TURNSERVER names another program. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { freePorts } from '../support/free-ports.ts'

const program = process.env['TURNSERVER'] || '/usr/bin/turnserver'

/** Why a test with a relay cannot run here, or false. */
export const withoutTurn: string | false = existsSync(program)
  ? false
  : `${program} is missing (apt-get install coturn)`

export interface TurnServer {
  readonly port: number
  stop(): Promise<void>
}

/** `command`: a command line that begins with `turnserver`. The port is chosen here. */
export async function startTurn(command: string): Promise<TurnServer> {
  const [port = 0] = await freePorts(1)
  const folder = await mkdtemp(join(tmpdir(), 'wampeter-turn-'))
  const [, ...args] = command.trim().split(/\s+/)
  const more = ['--listening-port', String(port), '--pidfile', join(folder, 'pid'), '--userdb', join(folder, 'db')]
  const child = spawn(program, [...args, ...more], { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const line of createInterface({ input: child.stdout })) {
    if (/Total General servers/.test(line)) break
  }
  child.stdout.resume()
  return {
    port,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL')
        await once(child, 'exit')
      }
      await rm(folder, { recursive: true, force: true })
    },
  }
}
