import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { translateService } from '../config/translate/translate-standalone.ts'
import type { Router } from '../wiring/router.ts'

/**
 * Serves WAMP at one path of an existing HTTP server. Requests and upgrades for other paths are not touched.
 * @throws ConfigError when the service is not what a `websocket` path may be.
 */
export function attachTo(
  router: Router,
  server: Server,
  { path, service }: { path: string; service: Readonly<Record<string, unknown>> },
): void {
  const mounted = router.mount(translateService(service)).service
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const [asked] = (request.url ?? '/').split('?')
    if (asked !== path) return
    socket.on('error', () => socket.destroy())
    mounted.upgrade?.({ request, path: '/' }, { socket, head })
  })
}
