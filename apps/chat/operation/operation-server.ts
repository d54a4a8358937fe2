/** Health, readiness and metrics of the chat, on loopback. */
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { Supervisor } from './supervisor.ts'

/** `/health`, `/ready` and `/metrics`. Port 0: any free one. */
export function operationServer(supervisor: Supervisor, port: number): Server {
  return createServer((request, response) => {
    const send = (status: number, type: string, body: string): void =>
      void response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body)
    // A page of another site must not read this by DNS rebinding.
    if (!/^(localhost|127\.[\d.]+|\[::1\])(:\d+)?$/.test(request.headers.host ?? ''))
      return send(403, 'text/plain', 'This address answers to localhost only.\n')
    if (request.url === '/health') return send(200, 'application/json', '{"status":"up"}\n')
    if (request.url === '/ready') return send(supervisor.isReady ? 200 : 503, 'application/json', states(supervisor))
    if (request.url !== '/metrics') return send(404, 'text/plain', 'There are /health, /ready and /metrics.\n')
    void supervisor.metrics().then((text) => send(200, 'text/plain; version=0.0.4', text))
  }).listen(port, '127.0.0.1')
}

function states({ processes }: Supervisor): string {
  const all = [...processes].map(([name, { isReady, why, pid }]) => [
    name,
    isReady ? { ready: true, pid } : { ready: false, why, pid },
  ])
  return `${JSON.stringify(Object.fromEntries(all))}\n`
}
