/** Makes the service that a path is configured with. */
import type { Monitor } from '../observe/monitor.ts'
import type { HttpService } from '../transports/http-service.ts'
import { health } from '../web-services/health.ts'
import { jsonValue } from '../web-services/json.ts'
import { metrics } from '../web-services/metrics.ts'
import { nodeInfo } from '../web-services/node-info.ts'
import type { NodeStatus } from '../web-services/node-info.ts'
import type { ServiceOptions, WebSocketServiceOptions } from '../web-services/options.ts'
import { paths } from '../web-services/path.ts'
import { redirect } from '../web-services/redirect.ts'
import { staticFiles } from '../web-services/static.ts'

/** What services need of their router. */
export interface ServiceParts {
  readonly monitor: Monitor
  status(): NodeStatus
  /** The service that is at a segment below a `path` now. */
  childAt(segment: string): HttpService | undefined
}

/** Makes any service except a WebSocket: that one has sessions, and is made in `mounting.ts`. */
export function serviceFor(
  options: Exclude<ServiceOptions, WebSocketServiceOptions>,
  parts: ServiceParts,
): HttpService {
  switch (options.type) {
    case 'static':
      return staticFiles(options)
    case 'redirect':
      return redirect(options)
    case 'json':
      return jsonValue(options)
    case 'nodeinfo':
      return nodeInfo(() => parts.status())
    case 'metrics':
      parts.monitor.measure()
      return metrics(() => parts.monitor.metrics())
    case 'health':
      return health(options, () => parts.monitor.readiness)
    case 'path':
      return paths((segment) => parts.childAt(segment))
    default:
      throw new TypeError(`no such service: ${JSON.stringify(options satisfies never)}`)
  }
}
