/** What a web transport serves, path by path. */
import { z } from 'zod'
import { callerService, longpollService, publisherService, webhookService } from './bridge-services.ts'
import { archiveService, staticService } from './file-services.ts'
import { identifier } from './identifiers.ts'
import { advise, dictionary, strict } from './objects.ts'
import { otherServices } from './other-services.ts'
import { websocketKeys } from './websocket-transport.ts'

const websocketService = strict({
  id: identifier.optional(),
  type: z.literal('websocket'),
  ...websocketKeys,
})

const jsonService = strict({
  id: identifier.optional(),
  type: z.literal('json'),
  value: z.unknown().describe('What to answer: any JSON.'),
  options: strict({
    prettify: z.boolean().optional(),
    allow_cross_origin: z.boolean().optional(),
    discourage_caching: z.boolean().optional(),
  }).optional(),
})

const redirectService = strict({
  id: identifier.optional(),
  type: z.literal('redirect'),
  url: z.string().min(1).describe('Where to send the browser.'),
})

const nodeinfoService = strict({ id: identifier.optional(), type: z.literal('nodeinfo') })

const metricsService = strict({ id: identifier.optional(), type: z.literal('metrics') }).describe(
  'Our addition: numbers for Prometheus.',
)

const healthService = strict({
  id: identifier.optional(),
  type: z.literal('health'),
  check: z
    .enum(['alive', 'ready'])
    .default('alive')
    .describe('alive: always 200; ready: 200 while all transports listen, else 503.'),
}).describe('Our addition: health checks for supervisors and load balancers.')

/** A service with further paths. Its types are written out because it contains itself. */
export interface PathService {
  id?: string | undefined
  type: 'path'
  paths: WebPaths
}

/** Services by path. */
export type WebPaths = Map<string, WebService>

/** The same as the operator writes them. */
export interface WrittenPaths {
  readonly [path: string]: z.input<(typeof flatServices)[number]> | WrittenPathService
}

interface WrittenPathService {
  readonly id?: string | undefined
  readonly type: 'path'
  readonly paths: WrittenPaths
}

const pathService = strict({
  id: identifier.optional(),
  type: z.literal('path'),
  paths: z.lazy((): z.ZodType<WebPaths, WrittenPaths> => webPaths).describe('Further paths below this one.'),
})

const flatServices = [
  websocketService,
  staticService,
  jsonService,
  redirectService,
  nodeinfoService,
  metricsService,
  healthService,
  longpollService,
  publisherService,
  callerService,
  webhookService,
  archiveService,
  ...otherServices,
] as const

/** Any web service. */
export type WebService = z.output<(typeof flatServices)[number]> | PathService

const service = advise(
  z
    .discriminatedUnion('type', [pathService, ...flatServices])
    .meta({ id: 'web-service', description: 'What answers on this path.' }),
  {
    upload: 'was removed from Crossbar after version 17.12.1: remove this path',
    'websocket-proxy': 'does not exist; a proxy for WebSockets is called "websocket-reverseproxy"',
    ws: 'write "websocket"',
    file: 'a folder is served by "static"',
  },
)

const segment = z.string().regex(/^(\/|[a-zA-Z0-9_-]+)$/, {
  error:
    'a path is "/" or one segment of letters, digits, _ and - (deeper ones are nested by a service of type "path")',
})

/** `paths` of a web transport. */
export const webPaths: z.ZodType<WebPaths, WrittenPaths> = dictionary(service, segment).meta({
  id: 'paths',
  description: 'Services by path: "/" for the root, or one segment such as "ws".',
})
