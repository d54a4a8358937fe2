/** A router for one attack, with a config and a standard output of its own. */
import { spawn } from 'node:child_process'
import type { ChildProcess, StdioOptions } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as pause } from 'node:timers/promises'
import { freePorts } from '../support/free-ports.ts'

const main = fileURLToPath(new URL('../../packages/cli/src/main.js', import.meta.url))

/** The config of the router, and how it is started. */
export interface Wishes {
  readonly guests?: readonly object[]
  readonly paths?: Readonly<Record<string, object>>
  /** Files of the node directory, by name. */
  readonly files?: Readonly<Record<string, string>>
  readonly stdio?: StdioOptions
  readonly args?: readonly string[]
}

/** A running router and its process. */
export interface OwnRouter extends AsyncDisposable {
  readonly child: ChildProcess
  readonly pid: number
  readonly port: number
  readonly cbdir: string
  readonly url: string
  /** The text at a path; empty when the router does not answer. */
  asked(path: string): Promise<string>
}

/** Starts a router and resolves when it is ready. */
export async function startOwnRouter({ guests = [], paths = {}, files = {}, ...how }: Wishes = {}): Promise<OwnRouter> {
  const [port = 0] = await freePorts(1)
  const cbdir = mkdtempSync(join(tmpdir(), 'wampeter-attack-'))
  for (const [name, content] of Object.entries(files)) writeFileSync(join(cbdir, name), content)
  const everything = [{ uri: '*', allow: { call: true, register: true, publish: true, subscribe: true } }]
  const served = { ws: { type: 'websocket' }, readyz: { type: 'health', check: 'ready' }, ...paths }
  const router = {
    type: 'router',
    realms: [{ name: 'realm1', roles: [{ name: 'anonymous', permissions: everything }] }],
    transports: [{ type: 'web', endpoint: { type: 'tcp', port, interface: '127.0.0.1' }, paths: served }],
  }
  writeFileSync(join(cbdir, 'config.json'), JSON.stringify({ version: 2, workers: [router, ...guests] }))
  const child = spawn(process.execPath, [main, 'start', '--cbdir', cbdir, ...(how.args ?? [])], {
    stdio: how.stdio ?? 'ignore',
  })
  const asked = async (path: string): Promise<string> => {
    try {
      return await (await fetch(`http://127.0.0.1:${port}/${path}`, { signal: AbortSignal.timeout(5_000) })).text()
    } catch {
      return ''
    }
  }
  for (let tries = 0; (await asked('readyz')) !== 'ready\n'; tries++) {
    if (child.exitCode !== null || tries > 500) throw new Error('the router of an attack did not start')
    await pause(20)
  }
  return {
    ...{ child, pid: child.pid ?? 0, port, cbdir, url: `ws://127.0.0.1:${port}/ws`, asked },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      const killing = setTimeout(() => child.kill('SIGKILL'), 15_000)
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      clearTimeout(killing)
      rmSync(cbdir, { recursive: true })
    },
  }
}

/** Seconds of CPU time that a process has used (Linux). */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** MiB of memory that a process holds (Linux). */
export const residentMiB = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
