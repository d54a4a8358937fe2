/** Web services that ask other programs: proxies, CGI, and those written in Python. */
import { z } from 'zod'
import { connectingTransport } from './connecting-transport.ts'
import { identifier, realmName, roleName } from './identifiers.ts'
import { atLeast, integer } from './numbers.ts'
import { strict } from './objects.ts'
import { websocketOptions } from './websocket-options.ts'

const id = identifier.optional()

const wapRoute = strict({
  path: z.string(),
  method: z.string(),
  call: z.string().nullable().optional(),
  render: z.string(),
})

/** Every service of this kind, by its `type`. */
export const otherServices = [
  strict({
    id,
    type: z.literal('reverseproxy'),
    host: z.string().min(1),
    port: integer(1, 65535).optional(),
    path: z.string().optional(),
    forwarded_port: integer(1, 65535).optional(),
    forwarded_proto: z.enum(['http', 'https']).optional(),
  }),
  strict({
    id,
    type: z.literal('websocket-reverseproxy'),
    url: z.string().optional(),
    options: websocketOptions.optional(),
    backend: connectingTransport,
  }),
  strict({
    id,
    type: z.literal('cgi'),
    directory: z.string().min(1),
    processor: z.string().min(1),
  }),
  strict({ id, type: z.literal('resource'), classname: z.string(), extra: z.unknown().optional() }),
  strict({
    id,
    type: z.literal('wsgi'),
    module: z.string(),
    object: z.string(),
    minthreads: atLeast(0).optional(),
    maxthreads: atLeast(0).optional(),
  }),
  strict({
    id,
    type: z.literal('wap'),
    templates: z.string(),
    routes: z.array(wapRoute),
    wamp: strict({ realm: realmName, authrole: roleName }),
    sandbox: z.boolean().optional(),
    path: z.string().optional(),
  }),
  strict({
    id,
    type: z.literal('catalog'),
    filename: z.string().optional(),
    path: z.string().optional(),
  }),
  strict({ id, type: z.literal('none') }),
  strict({ id, type: z.literal('pairme') }),
] as const
