/** Bundles scripts and styles for browsers. The bundler's process ends with the call. */
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import type { BuildOptions, OutputFile } from 'esbuild'

const PAGE = fileURLToPath(new URL('../page', import.meta.url))

export function bundled(
  options: Pick<BuildOptions, 'globalName' | 'target' | 'entryPoints' | 'stdin' | 'format'>,
): OutputFile[] {
  return buildSync({
    format: 'iife',
    ...options,
    entryNames: '[name]',
    outdir: '/assets',
    bundle: true,
    minify: true,
    write: false,
    legalComments: 'none',
    logLevel: 'warning',
  }).outputFiles
}

/** The script and the style of the chat's page, by their names. */
export function bundledChat(): readonly (readonly [name: 'chat.js' | 'chat.css', contents: Buffer])[] {
  const entryPoints = ['main.ts', 'style/chat.css'].map((name) => `${PAGE}/${name}`)
  return bundled({ entryPoints, target: 'es2024' }).map(({ path, contents }) => [
    path.endsWith('.css') ? 'chat.css' : 'chat.js',
    Buffer.from(contents),
  ])
}
