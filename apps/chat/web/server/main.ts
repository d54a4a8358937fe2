/** The process that serves the page. Without the bundler, which containers do not have, it says so, and serves nothing. */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runPart } from '../../operation/part.ts'
import { opening } from '../../operation/port-problem.ts'
import { pageSettings } from '../../settings/page-settings.ts'
import { pageServer } from './page-server.ts'

/** The workshop's pages share these files. */
const SITE = new URL('../../../../site/pages/', import.meta.url)

await runPart('page', async (part) => {
  const settings = pageSettings(process.env)
  const assets = await bundledAssets()
  if (assets === undefined) {
    part.log.warn('the page is not served: the bundler esbuild is not installed')
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

async function bundledAssets(): Promise<ReadonlyMap<string, Buffer> | undefined> {
  const bundler = await import('./bundle.ts').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return undefined
    throw error
  })
  if (bundler === undefined) return undefined
  const theme = bundler.bundled({ entryPoints: [fileOf('theme.ts')], target: 'es2024' })
  return new Map([
    ...bundler.bundledChat(),
    ['theme.js', Buffer.from(theme[0]?.contents ?? [])],
    ['icon.svg', readFileSync(fileOf('style/icon.svg'))],
  ])
}

function fileOf(name: string): string {
  return fileURLToPath(new URL(name, SITE))
}
