import type { HttpService } from '../transports/http-service.ts'
import { isReading } from './answers.ts'
import { escaped } from './escaped.ts'

/** The data of the status page. It has nothing that helps an attacker: no process id, no folders, no peers. */
export interface NodeStatus {
  readonly startedAt: Date
  readonly realms: readonly { readonly name: string; readonly sessions: number }[]
}

/** A small status page. Realm names come from the config, and are escaped nevertheless. */
export const nodeInfo = (status: () => NodeStatus): HttpService => ({
  serve({ request }, response) {
    if (!isReading(request, response)) return
    const { startedAt, realms } = status()
    const rows = realms.map(({ name, sessions }) => `<tr><td>${escaped(name)}</td><td>${sessions}</td></tr>`).join('')
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'",
    })
    response.end(
      `<!doctype html><html lang="en"><meta charset="utf-8"><title>Wampeter</title><h1>Wampeter</h1>` +
        `<p>A WAMP router, running since ${startedAt.toISOString()}.</p>` +
        `<table><thead><tr><th>Realm</th><th>Sessions</th></tr></thead><tbody>${rows}</tbody></table></html>\n`,
    )
  },
})
