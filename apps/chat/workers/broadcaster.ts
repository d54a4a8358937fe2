/** The process of the broadcaster: from ZeroMQ to `workshop.broadcast`. */
import { Pull } from 'zeromq'
import { runPart } from '../operation/part.ts'
import { opening } from '../operation/port-problem.ts'
import { workerSettings } from '../settings/worker-settings.ts'
import { Broadcasts } from './broadcaster/broadcasts.ts'
import { workerClient } from './shared/worker-client.ts'

await runPart('broadcaster', async (part) => {
  const settings = workerSettings(process.env)
  const { host, broadcastPort } = settings.queue
  // A peer that floods waits; one that sends too large a frame is disconnected.
  const pull = new Pull({ receiveHighWaterMark: 100, maxMessageSize: 131_072, linger: 0 })
  await opening(broadcastPort, 'CHAT_ZMQ_PUSH_PORT', () => pull.bind(`tcp://${host}:${broadcastPort}`))
  const client = workerClient(part, 'broadcaster', settings)
  const broadcasts = new Broadcasts(client, part)
  const publishing = (async () => {
    for await (const frames of pull) for (const frame of frames) await broadcasts.publish(frame.toString())
  })()
  publishing.catch((error: unknown) => (pull.closed ? undefined : part.fail(error)))
  await client.opened()
  client.onStatus(({ state }) => {
    if (state === 'connected') part.readiness(true)
  })
  part.log.info('broadcasts are taken', { port: broadcastPort })
  part.readiness(true)
  return async () => {
    pull.close()
    await client.close()
    await publishing.catch(() => undefined)
  }
})
