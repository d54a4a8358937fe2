/** A worker's session at the chat's router. */
import { connect, wampcra } from '@wampeter/client'
import type { Client } from '@wampeter/client'
import { textOf } from '../../operation/log.ts'
import type { Part } from '../../operation/part.ts'
import { REALM } from '../../settings/worker-settings.ts'
import type { WorkerName, WorkerSettings } from '../../settings/worker-settings.ts'

/** The router is on this machine, or starts at the same time: it is asked often. */
const RECONNECT = { firstMs: 50, ceilingMs: 300, stableMs: 2_000 }

/** A client that logs in as this worker. A router that refuses it ends the process. */
export function workerClient(part: Part, name: WorkerName, { router, secrets }: WorkerSettings): Client {
  const client = connect(`ws://127.0.0.1:${router.workersPort}/`, {
    realm: REALM,
    auth: wampcra(name, secrets[name]),
    reconnect: RECONNECT,
    agent: `Wampeter chat ${name}`,
    onError: (error) => {
      part.counters.add('handler_failures_total')
      part.log.error(`a handler failed: ${textOf(error)}`)
    },
  })
  let wasConnected = false
  client.onStatus((status) => {
    if (status.state === 'connected') {
      part.log.info(wasConnected ? 'connected again' : 'connected', { session: status.session.id })
      wasConnected = true
    }
    if (status.state === 'reconnecting') {
      if (status.attempt === 1 && wasConnected) part.log.warn(`connection lost: ${status.message}`)
      part.readiness(false, 'there is no connection to the router')
    }
    if (status.state === 'refused') part.fail(new Error(`the router refuses the worker ${name}: ${status.message}`))
  })
  return client
}
