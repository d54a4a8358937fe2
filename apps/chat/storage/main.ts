/** The process of the storage service. */
import { randomUUID } from 'node:crypto'
import { openMessageStore } from '../data/open-message-store.ts'
import { runPart } from '../operation/part.ts'
import { workerSettings } from '../settings/worker-settings.ts'
import { StorageSockets } from './sockets.ts'
import { StorageService } from './storage-service.ts'

await runPart('storage', async (part) => {
  const { data, queue } = workerSettings(process.env)
  const store = await openMessageStore({ file: data.databaseFile, maxMiB: data.maxMiB })
  const sockets = new StorageSockets()
  await sockets.bind(queue)
  const service = new StorageService({
    store,
    part,
    confirm: (confirmations) => sockets.confirm(confirmations),
    given: () => ({ id: randomUUID(), now: Date.now() }),
  })
  const receiving = sockets.receive(
    (text) => service.read(text),
    (arrived) => service.store(arrived),
  )
  receiving.catch((error: unknown) => part.fail(error))
  part.log.info('storage takes messages', { port: queue.storagePort })
  part.readiness(true)
  return async () => {
    sockets.close()
    const giveUp = setTimeout(() => service.stop(), 5_000)
    await receiving.catch(() => undefined)
    clearTimeout(giveUp)
    sockets.closeConfirmations()
    await store.close()
  }
})
