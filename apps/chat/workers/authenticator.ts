/** The process of the authenticator. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { runPart } from '../operation/part.ts'
import { workerSettings } from '../settings/worker-settings.ts'
import { Access, YES_MS_WITH_CHANGES } from './app/access.ts'
import { AppHttp } from './app/app-http.ts'
import { startAuthenticator } from './authenticator/authenticator-worker.ts'
import { RingLimit } from './authenticator/ring-limit.ts'
import { workerClient } from './shared/worker-client.ts'

await runPart('authenticator', async (part) => {
  const settings = workerSettings(process.env)
  const { app, data } = settings
  await mkdir(data.folder, { recursive: true })
  const http = new AppHttp(app.serviceToken)
  const stop = await startAuthenticator({
    part,
    http,
    client: workerClient(part, 'authenticator', settings),
    access: new Access(http, app.accessUrl, YES_MS_WITH_CHANGES),
    rings: new RingLimit(settings.ringsPerMinute),
    authUrl: app.authUrl,
    positionFile: join(data.folder, 'authenticator.position'),
  })
  return async () => {
    await stop()
    http.close()
  }
})
