/**
 * The size of the client in a page: `node scripts/bundle-size.ts` bundles what `import { connect } from
 * '@wampeter/client'` needs, with every login of the default entry, and prints the size minified and gzipped. A chunk
 * that is loaded on demand (the hash library for pages without Web Crypto) does not count.
 */
import { gzipSync } from 'node:zlib'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The limit for the default bundle. */
export const LIMIT_BYTES = 10_752

const ENTRY = `export { connect, anonymous, ticket, wampcra, WampError, CallResult } from '@wampeter/client'`

export interface BundleSize {
  readonly minified: number
  readonly gzipped: number
  /** The chunks that are loaded on demand, gzipped. */
  readonly onDemand: number
}

/** Bundles the client as for a page, and measures it. */
export async function bundleSize(entry: string = ENTRY): Promise<BundleSize> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: entry, resolveDir: join(root, 'bench') },
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    outdir: root,
    write: false,
    metafile: true,
    absWorkingDir: root,
  })
  const sizes = outputFiles.map(({ path, contents }) => ({
    name: path.slice(root.length),
    minified: contents.length,
    gzipped: gzipSync(contents, { level: 9 }).length,
  }))
  const needed = staticClosure(metafile.outputs)
  const total = (key: 'minified' | 'gzipped', isNeeded: boolean): number =>
    sizes.filter(({ name }) => needed.has(name) === isNeeded).reduce((sum, size) => sum + size[key], 0)
  return {
    minified: total('minified', true),
    gzipped: total('gzipped', true),
    onDemand: total('gzipped', false),
  }
}

interface Output {
  readonly entryPoint?: string
  readonly imports: readonly { readonly path: string; readonly kind: string }[]
}

/** The entry and every chunk that it imports statically. */
function staticClosure(outputs: Readonly<Record<string, Output>>): ReadonlySet<string> {
  const [entry] = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === '<stdin>') ?? ['']
  const found = new Set([entry])
  for (const name of found) {
    for (const { path, kind } of outputs[name]?.imports ?? []) if (kind === 'import-statement') found.add(path)
  }
  return found
}

if (import.meta.main) {
  const { minified, gzipped, onDemand } = await bundleSize()
  console.log(`${gzipped} bytes minified and gzipped (${minified} minified); the limit is ${LIMIT_BYTES}`)
  console.log(`${onDemand} bytes more, gzipped, on demand`)
}
