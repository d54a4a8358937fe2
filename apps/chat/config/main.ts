/** The process of the chat's router. */
import { runPart } from '../operation/part.ts'
import { opening, portProblem } from '../operation/port-problem.ts'
import { workerSettings } from '../settings/worker-settings.ts'
import { ChatRouter } from './chat-router.ts'

await runPart('router', async (part) => {
  const settings = workerSettings(process.env)
  const { port, workersPort } = settings.router
  const router = new ChatRouter(settings, part.log)
  await opening(workersPort, 'CHAT_WORKERS_PORT', () => router.start())
  part.onDrain(() => router.drain())
  const counting = setInterval(() => {
    void router.users().then((users) => part.counters.set('users', users))
  }, 1_000)
  router.openToAll().then(
    (open) => {
      part.log.info(`open to all: ws://localhost:${open}/ws`)
      part.readiness(true)
    },
    (error: unknown) => part.fail(portProblem(error, port, 'CHAT_PORT')),
  )
  return async () => {
    clearInterval(counting)
    await router.stop()
  }
})
