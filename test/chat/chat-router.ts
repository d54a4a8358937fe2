/** The chat's router on free ports, inside the test, with clients for workers and users. */
import { connect, wampcra } from '@wampeter/client'
import type { Client } from '@wampeter/client'
import { ChatRouter } from '../../apps/chat/config/chat-router.ts'
import { silentLog } from '../../apps/chat/operation/log.ts'
import { Counters } from '../../apps/chat/operation/counters.ts'
import { Environment } from '../../apps/chat/settings/environment.ts'
import { readWorkerSettings, REALM, WORKERS, secretVariable } from '../../apps/chat/settings/worker-settings.ts'
import type { WorkerName, WorkerSettings } from '../../apps/chat/settings/worker-settings.ts'
import { freePorts } from '../support/free-ports.ts'

/** Settings with free ports and known secrets. */
export async function testSettings(more: Readonly<Record<string, string>> = {}): Promise<WorkerSettings> {
  return readWorkerSettings(new Environment(await testVariables(more)))
}

/** The same as variables of a process. */
export async function testVariables(
  more: Readonly<Record<string, string>> = {},
): Promise<Readonly<Record<string, string>>> {
  const names = [
    ...['CHAT_PORT', 'CHAT_WORKERS_PORT', 'CHAT_OPERATION_PORT', 'CACHE_VIEW_PORT', 'SITE_PORT'],
    ...['CHAT_ZMQ_PORT', 'CHAT_ZMQ_CONFIRM_PORT', 'CHAT_ZMQ_PUSH_PORT', 'ZMQ_PORT', 'ZMQ_PUSH_PORT'],
    ...['APP_PORT_4', 'APP_PORT_5', 'APP_PORT_6', 'APP_INTERNAL_PORT_4', 'APP_INTERNAL_PORT_5'],
  ]
  const ports = await freePorts(names.length)
  return {
    ...Object.fromEntries(names.map((name, index) => [name, String(ports[index])])),
    ...Object.fromEntries(WORKERS.map((worker) => [secretVariable(worker), `secret of ${worker}`])),
    ...more,
  }
}

export interface TestRouter extends AsyncDisposable {
  readonly router: ChatRouter
  readonly settings: WorkerSettings
  worker(name: WorkerName): Client
  user(name: string, token?: string): Client
}

const SOON = { firstMs: 20, ceilingMs: 100, stableMs: 500 }

export async function startChatRouter(settings: WorkerSettings): Promise<TestRouter> {
  const router = new ChatRouter(settings, silentLog)
  await router.start()
  const clients: Client[] = []
  const client = (url: string, name: string, secret: string): Client => {
    const made = connect(url, {
      realm: REALM,
      auth: wampcra(name, secret),
      reconnect: SOON,
      onError: () => undefined,
    })
    clients.push(made)
    return made
  }
  return {
    router,
    settings,
    worker: (name) => client(`ws://127.0.0.1:${settings.router.workersPort}/`, name, `secret of ${name}`),
    user: (name, token = `token of ${name}`) => client(`ws://127.0.0.1:${settings.router.port}/ws`, name, token),
    async [Symbol.asyncDispose]() {
      await Promise.all(clients.map((one) => one.close()))
      await router.stop()
    },
  }
}

/** What a worker needs of its process. */
export const testPart = () => {
  const state = { isReady: false }
  return {
    state,
    name: 'test',
    log: silentLog,
    counters: new Counters(),
    readiness: (isReady: boolean) => void (state.isReady = isReady),
    onDrain: () => undefined,
    onDrained: () => undefined,
    fail(error: unknown) {
      throw error
    },
  }
}

/** A simple authenticator: everybody has the token `token of <name>`, and may do what `may` says. */
export async function admitEverybody(
  client: Client,
  may: (user: string, uri: string, action: string) => boolean = () => true,
): Promise<void> {
  await client.register('workshop.auth', ([, name]: [string, string]) => ({
    role: 'app-user',
    secret: `token of ${name}`,
  }))
  await client.register('workshop.permissions', ([{ authid }, uri, action]: [{ authid: string }, string, string]) => ({
    allow: may(authid, uri, action),
    disclose: action !== 'subscribe',
    cache: true,
  }))
}

/** Waits until a condition holds; rejects after `ms`. */
export async function until(condition: () => boolean | Promise<boolean>, ms = 60_000): Promise<void> {
  const end = Date.now() + ms
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`it did not become true within ${ms} ms: ${condition}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
