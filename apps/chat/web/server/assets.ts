/** The files of the page below `/assets/`: made by the bundler, or read from a folder where it has put them before. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export type Assets = ReadonlyMap<string, Buffer>

/** The workshop's pages share these files. */
const SITE = new URL('../../../../site/pages/', import.meta.url)

/** Undefined where the bundler is not installed. */
export async function bundledAssets(): Promise<Assets | undefined> {
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

/** Throws the system's error where the folder cannot be read. */
export const readAssets = (folder: string): Assets =>
  new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]))

function fileOf(name: string): string {
  return fileURLToPath(new URL(name, SITE))
}
