/** A router in a process of its own, on a given port, so that a test can kill it. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createRouter } from '@wampeter/router'
import { configFor } from './router.ts'

export interface RouterProcess extends AsyncDisposable {
  /** Milliseconds on this process's clock at which it said that it listens. */
  readonly listeningAt: number
  /** As `kill -9`: no goodbye, no closing of anything. */
  kill(): Promise<void>
}

/** Resolves when the router listens. */
export async function startRouterProcess(port: number): Promise<RouterProcess> {
  const child: ChildProcess = spawn(process.execPath, [fileURLToPath(import.meta.url), String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
  }
  await Promise.race([
    once(child.stdout as NonNullable<typeof child.stdout>, 'data'),
    ended.then(() => Promise.reject(new Error(`the router on port ${port} ended before it listened`))),
  ])
  return { listeningAt: performance.now(), kill, [Symbol.asyncDispose]: kill }
}

if (import.meta.main) {
  await createRouter(configFor({ endpoint: { port: Number(process.argv[2]), backlog: 4096 } })).start()
  console.log('listening')
}
