/**
 * `@wampeter/client/autobahn` as one script for a page: `<script src="autobahn.min.js">` defines the global
 * `autobahn`, as Autobahn-JS's script does. `node scripts/bundle-autobahn.ts` prints it.
 */
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

export function autobahnScript(): string {
  const { outputFiles } = buildSync({
    entryPoints: ['packages/client/src/autobahn/index.ts'],
    absWorkingDir: root,
    bundle: true,
    minify: true,
    format: 'iife',
    globalName: 'autobahn',
    target: 'es2022',
    platform: 'browser',
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}

if (import.meta.main) process.stdout.write(autobahnScript())
