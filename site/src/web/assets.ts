/**
 * The files that pages load. They are bundled and read once, at the start, and looked up by their exact path in a
 * table. No part of a request becomes a file name, so path traversal is impossible.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { bundled, bundledChat } from '@wampeter/chat/web/server/bundle.ts'
import { projectRoot } from '../project.ts'

export interface Asset {
  readonly type: string
  readonly body: Buffer
  readonly etag: string
}

export type Assets = ReadonlyMap<string, Asset>

const types = { js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8', svg: 'image/svg+xml' } as const

export function buildAssets(): Assets {
  const pages = join(projectRoot, 'site/pages')
  const built = bundled({
    entryPoints: ['theme.ts', 'page.ts', 'lesson.ts', 'principles.ts', 'overview.ts', 'style/site.css'].map((name) =>
      join(pages, name),
    ),
    target: 'es2024',
  })
  return new Map([
    ...built.map(({ path, contents }) => [assetPath(path), asset(path, Buffer.from(contents))] as const),
    ...bundledChat().map(([name, contents]) => [`/assets/${name}`, asset(name, contents)] as const),
    ['/assets/calls.js', asset('calls.js', calls())],
    ['/assets/autobahn.js', asset('autobahn.js', client())],
    ['/assets/icon.svg', asset('icon.svg', readFileSync(join(pages, 'style/icon.svg')))],
  ])
}

/** The chat's calling code, as a module that lesson 7's code imports. */
function calls(): Buffer {
  const folder = join(projectRoot, 'apps/chat/web/calls')
  const contents = ['negotiation', 'signal', 'read-signal'].map((name) => `export * from './${name}.ts'`).join('\n')
  const [file] = bundled({ stdin: { contents, resolveDir: folder }, target: 'es2024', format: 'esm' })
  return Buffer.from(file?.contents ?? [])
}

/** Our client with Autobahn-JS's names; pages use it as `autobahn`. */
function client(): Buffer {
  const [file] = bundled({
    entryPoints: [fileURLToPath(import.meta.resolve('@wampeter/client/autobahn'))],
    globalName: 'autobahn',
    target: 'es2022',
  })
  return Buffer.from(file?.contents ?? [])
}

/** An asset that is not in the table: a lesson's own script, which the learner edits while the site runs. */
export function asset(name: string, body: Buffer): Asset {
  const ending = name.slice(name.lastIndexOf('.') + 1)
  const type = ending === 'css' || ending === 'svg' ? types[ending] : types.js
  return { type, body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` }
}

function assetPath(path: string): string {
  return `/assets/${path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)}`
}
