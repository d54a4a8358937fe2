/** The process of the recorder. */
import { join } from 'node:path'
import { textOf } from '../operation/log.ts'
import { runPart } from '../operation/part.ts'
import { workerSettings } from '../settings/worker-settings.ts'
import { Access } from './app/access.ts'
import { AppHttp } from './app/app-http.ts'
import { followDeletions } from './recorder/deletions.ts'
import { Recording } from './recorder/recording.ts'
import { Spool } from './recorder/spool/spool.ts'
import { StorageLink } from './recorder/storage-link.ts'
import { workerClient } from './shared/worker-client.ts'

await runPart('recorder', async (part) => {
  const settings = workerSettings(process.env)
  const { app, data, queue, spoolBytes } = settings
  const spool = await Spool.open(join(data.folder, 'recorder.spool'), spoolBytes)
  const { count, damaged } = spool.contents
  if (count > 0) part.log.info('messages of the last run are sent to storage', { count })
  if (damaged > 0) part.log.warn('the spool had damaged lines: they were never acknowledged', { damaged })
  const http = new AppHttp(app.serviceToken)
  const link = new StorageLink(queue)
  const client = workerClient(part, 'recorder', settings)
  const recording = new Recording({ part, client, spool, link, access: new Access(http, app.accessUrl) })
  link
    .receive((confirmations) => recording.recorder.confirm(confirmations))
    .catch((error: unknown) => part.fail(new Error(`the confirmations of storage: ${textOf(error)}`)))
  await recording.start()
  const stopping = new AbortController()
  const positionFile = join(data.folder, 'recorder.position')
  const following = followDeletions(
    {
      ...{ part, client, http, url: app.authUrl, positionFile },
      deleted: (what) => recording.recorder.deleted(what),
    },
    stopping.signal,
  )
  return async () => {
    stopping.abort()
    await following
    await recording.stop()
    link.close()
    http.close()
  }
})
