/**
 * The whole chat: `npm start`. With names as arguments, only these parts: `node main.ts storage`; with `--no-page`, all but
 * the page, which the workshop serves itself. Ctrl-C and SIGTERM stop it in order, a second signal at once.
 */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { operationServer } from './operation/operation-server.ts'
import { portProblem } from './operation/port-problem.ts'
import { Supervisor } from './operation/supervisor.ts'
import type { PartSpec } from './operation/supervised-part.ts'
import { SettingsError } from './settings/settings-error.ts'
import { secretVariable, WORKERS, workerSettings } from './settings/worker-settings.ts'
import type { WorkerSettings } from './settings/worker-settings.ts'

interface PartOptions {
  readonly file: string
  readonly heapMiB: number
  readonly youngMiB?: number
}

/**
 * The file of each part, and the most of its heap in MiB. `youngMiB` is that of new objects: those on the way of a
 * message survive a collection of a small one, so that a recorder with 2 MiB spends a third of its time in collections.
 */
const PARTS = {
  app: { file: 'app-process.ts', heapMiB: 256 },
  storage: { file: 'storage/main.ts', heapMiB: 128, youngMiB: 8 },
  router: { file: 'config/main.ts', heapMiB: 512, youngMiB: 4 },
  authenticator: { file: 'workers/authenticator.ts', heapMiB: 96 },
  recorder: { file: 'workers/recorder.ts', heapMiB: 192, youngMiB: 16 },
  presence: { file: 'workers/presence.ts', heapMiB: 128 },
  broadcaster: { file: 'workers/broadcaster.ts', heapMiB: 64 },
  page: { file: 'web/server/main.ts', heapMiB: 64 },
} satisfies Readonly<Record<string, PartOptions>>

type Name = keyof typeof PARTS

/** The same for the parts that are not on that way. */
const YOUNG_MIB = 2

const NAMES = Object.keys(PARTS) as readonly Name[]
const NO_PAGE = '--no-page'

process.exitCode = await run(process.argv.slice(2))
// The channel to a parent would keep this process alive.
process.removeAllListeners('disconnect')
if (process.connected) process.disconnect?.()

async function run(words: readonly string[]): Promise<number> {
  const wanted = words.length === 1 && words[0] === NO_PAGE ? NAMES.filter((name) => name !== 'page') : words
  const stranger = wanted.find((name) => !(name in PARTS))
  if (stranger !== undefined) return refuse(`there is no part "${stranger}"; the parts are ${NAMES.join(', ')}`)
  try {
    return await supervise(wanted.length === 0 ? NAMES : (wanted as readonly Name[]), workerSettings(process.env))
  } catch (error) {
    if (error instanceof SettingsError) return refuse(error.message)
    throw error
  }
}

async function supervise(names: readonly Name[], settings: WorkerSettings): Promise<number> {
  process.stdout.on('error', () => undefined) // a log without a reader must not end the chat
  mkdirSync(settings.data.folder, { recursive: true })
  const ended = Promise.withResolvers<number>()
  const env = environment(settings)
  const supervisor = new Supervisor({
    specs: names.map((name) => specOf(name, env, settings)),
    write: (line) => void process.stdout.write(line),
    failed: () => ended.resolve(1),
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop(signal))
  process.on('disconnect', () => stop('the parent is gone'))
  function stop(why: string): void {
    supervisor.say(`the chat stops (${why})`)
    supervisor.stop().then(
      () => ended.resolve(0),
      () => ended.resolve(1),
    )
  }

  const operation = operationServer(supervisor, settings.operationPort)
  operation.on('error', (error) => {
    supervisor.complain(portProblem(error, settings.operationPort, 'CHAT_OPERATION_PORT').message)
    ended.resolve(1)
  })
  const since = Date.now()
  void supervisor.start().then(() => {
    supervisor.say(`the chat is up after ${Date.now() - since} ms`)
    process.send?.({ kind: 'up' })
  })
  const code = await ended.promise
  await supervisor.stop()
  operation.closeAllConnections()
  if (operation.listening) await once(operation.close(), 'close')
  return code
}

/** What all parts get: everything that this process has, and secrets for this run where none are set. */
function environment({ data, secrets }: WorkerSettings): Readonly<Record<string, string | undefined>> {
  const made = WORKERS.map((worker) => [
    secretVariable(worker),
    secrets[worker] || randomBytes(24).toString('base64url'),
  ])
  return {
    BROADCAST_TO: 'chat',
    NODE_COMPILE_CACHE: join(data.folder, 'compile-cache'),
    ...process.env,
    ...(Object.fromEntries(made) as Record<string, string>),
  }
}

function specOf(name: Name, env: PartSpec['env'], { app }: WorkerSettings): PartSpec {
  const { file, heapMiB, youngMiB = YOUNG_MIB }: PartOptions = PARTS[name]
  return {
    name,
    file: fileURLToPath(new URL(file, import.meta.url)),
    nodeOptions: [`--max-old-space-size=${heapMiB}`, `--max-semi-space-size=${youngMiB}`],
    env,
    ...(name === 'app' && { probe: `${app.authUrl}/ready` }),
  }
}

function refuse(why: string): number {
  console.error(why)
  return 2
}
