/** Writes the files of the page into a folder, for a server without the bundler: `node build.ts FOLDER`. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundledAssets } from './assets.ts'

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('usage: node build.ts FOLDER')
const assets = await bundledAssets()
if (assets === undefined) throw new Error('the bundler esbuild is not installed')
mkdirSync(folder, { recursive: true })
for (const [name, contents] of assets) writeFileSync(join(folder, name), contents)
