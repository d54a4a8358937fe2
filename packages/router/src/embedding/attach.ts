import type { Server } from 'node:http'
import { translateAttached } from '../config/translate/translate-standalone.ts'
import type { AttachedPath } from '../config/written.ts'
import { Admission } from '../listeners/admission.ts'
import { attachPath } from '../listeners/attached.ts'
import type { Router } from '../wiring/router.ts'

/**
 * Serves WAMP at one path of an existing HTTP server, until the router stops.
 * @throws ConfigError when the service is not valid for a `websocket` path; Error when the path is attached already.
 */
export function attachTo(
  router: Router,
  server: Server,
  { path, service }: { path: string; service: AttachedPath },
): void {
  const { options, limits } = translateAttached(service)
  const attached = {
    ...{ path, admission: new Admission(limits, router.context) },
    get service() {
      return mounted.service
    },
  }
  const detach = attachPath(server, attached) // refuses a path that is taken before anything is mounted
  const mounted = router.mount(options, detach)
}
