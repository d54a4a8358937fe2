/** The process of the presence worker. */
import { once } from 'node:events'
import { openCache } from '../cache/open-cache.ts'
import { serveView } from '../cache/view.ts'
import { runPart } from '../operation/part.ts'
import { opening } from '../operation/port-problem.ts'
import { SparseLog } from '../operation/sparse-log.ts'
import { workerSettings } from '../settings/worker-settings.ts'
import { Access } from './app/access.ts'
import { AppHttp } from './app/app-http.ts'
import { startPresence } from './presence/presence-worker.ts'
import { workerClient } from './shared/worker-client.ts'

await runPart('presence', async (part) => {
  const settings = workerSettings(process.env)
  const { cache: wanted, app } = settings
  const sparse = new SparseLog(part.log)
  const cache = await openCache(wanted.redisUrl, (text) => sparse.warn('redis', `Redis: ${text}`))
  const view = serveView({ cache, store: wanted.redisUrl === undefined ? 'in memory' : 'in Redis' }, wanted.viewPort)
  await opening(wanted.viewPort, 'CACHE_VIEW_PORT', () => once(view, 'listening'))
  part.log.info(`the cache can be looked at: http://localhost:${wanted.viewPort}/`)
  const http = new AppHttp(app.serviceToken)
  const client = workerClient(part, 'presence', settings)
  const stop = await startPresence({ part, client, cache, access: new Access(http, app.accessUrl) })
  return async () => {
    view.close()
    view.closeAllConnections()
    await stop()
    http.close()
  }
})
