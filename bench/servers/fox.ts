/**
 * The router that Wampeter is compared with: fox-wamp, installed outside this workspace.
 *
 * node bench/servers/fox.ts <folder of its node_modules>
 */
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { listenAndTell, tellMemory } from './tell.ts'

/** The part of its interface that is used here; it has no types. */
type FoxRouter = new () => { listenWAMP(options: { readonly server: object; readonly path: string }): unknown }

const Router = createRequire(join(process.argv[2] ?? '', 'package.json'))('fox-wamp') as FoxRouter
const http = createServer()
new Router().listenWAMP({ server: http, path: '/ws' })
tellMemory()
listenAndTell(http)
