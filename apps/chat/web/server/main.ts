/** The process that serves the page. Without its files and without the bundler it says so, and serves nothing. */
import { once } from 'node:events'
import { runPart } from '../../operation/part.ts'
import { opening } from '../../operation/port-problem.ts'
import { pageSettings } from '../../settings/page-settings.ts'
import { bundledAssets, readAssets } from './assets.ts'
import { pageServer } from './page-server.ts'

await runPart('page', async (part) => {
  const settings = pageSettings(process.env)
  const { folder } = settings
  const assets = folder === undefined ? await bundledAssets() : readAssets(folder)
  if (assets === undefined) {
    part.log.warn(
      'the page is not served: the bundler esbuild is not installed, and PAGE_DIR names no folder with its files',
    )
    part.readiness(true)
    return () => Promise.resolve()
  }
  const { host, port, ports } = settings
  const server = pageServer({ assets, ports, isOpen: host !== '127.0.0.1' })
  await opening(port, 'SITE_PORT', () => once(server.listen({ host, port }), 'listening'))
  part.log.info(`the page: http://localhost:${port}/chat/`)
  part.readiness(true)
  return async () => {
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }
})
