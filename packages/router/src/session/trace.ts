/** Describes messages for the debug log: one line each, of bounded length, without secrets. */
import { headerOf, payloadOf } from '@wampeter/protocol'
import type { Message } from '@wampeter/protocol'
import type { Identity, Receiver } from '../realm/receiver.ts'
import { oneLine } from '../realm/quoted.ts'
import type { Correspondent, Tap } from './context.ts'
import { fieldsOf } from './log.ts'
import type { Log } from './log.ts'

const LONGEST_ARGUMENTS = 200

/** A tap that logs every message with its realm, session, authid and direction. */
export function logTap(log: Log): Tap {
  const tell = (arrow: '→' | '←', message: Message, { info, identity, method }: Partial<Correspondent>): void =>
    log.write('debug', `${arrow} ${describeMessage(message, method)}`, {
      ...fieldsOf(identity),
      ...(identity === undefined ? { peer: info?.peer } : {}),
    })
  const about = (peer: Receiver): { identity: Identity } => ({ identity: peer.identity })
  return {
    inward: (from, message) => tell('→', message, from),
    outward: (to, message) => tell('←', message, to),
    delivered: (to, message) => tell('←', message, about(to)),
  }
}

/**
 * A message as text: `SUBSCRIBE 3 "chat"`, `PUBLISH 4 "chat" ["hi"]`. A ticket is masked, with a warning that it
 * travelled in the clear. Signatures and challenges are left out.
 */
export function describeMessage(message: Message, method?: string): string {
  switch (message.kind) {
    case 'AUTHENTICATE':
      return method === 'ticket'
        ? 'AUTHENTICATE by ticket ******** (masked here; it travelled in the clear)'
        : `AUTHENTICATE by ${method ?? 'an unknown method'}, a signature of ${message.signature.length} characters`
    case 'CHALLENGE':
      return `CHALLENGE by ${message.authmethod}${message.authmethod === 'ticket' ? ' (the answer will travel in the clear)' : ''}`
    case 'HELLO':
      return `HELLO to realm ${quoted(message.realm)} as ${quoted(message.details.authid ?? 'anybody')} by ${methods(message.details.authmethods)}`
    case 'WELCOME':
      return `WELCOME ${message.session}`
    default:
      return `${message.kind} ${headerText(message)}${payloadText(message)}`
  }
}

/** The header of a message without its type code: ids, URIs and options. */
const headerText = (message: Message): string => cut(headerOf(message).slice(1).map(shown).join(' '))

function payloadText(message: Message): string {
  const payload = payloadOf(message)
  if (payload === undefined) return ''
  const { args, kwargs, sealed } = payload.values()
  if (sealed !== undefined) return ` (${sealed.length} sealed bytes)`
  const named = Object.keys(kwargs).length > 0 ? ` ${shown(kwargs)}` : ''
  return args.length === 0 && named === '' ? '' : cut(` ${shown(args)}${named}`)
}

/** Keys whose values are masked: they appear in questions to authenticators and in their answers. */
const SECRETS: ReadonlySet<string> = new Set(['secret', 'ticket', 'password', 'token', 'stored-key', 'server-key'])

const quoted = (text: string): string => cut(JSON.stringify(text))

/** The offered methods, without quotes if they are ordinary names. */
const methods = (offered: readonly string[] = ['anonymous']): string => {
  const text = offered.join(', ')
  return /^[\w, -]*$/.test(text) ? cut(text) : quoted(text)
}

const cut = (text: string): string =>
  oneLine(text.length > LONGEST_ARGUMENTS ? `${text.slice(0, LONGEST_ARGUMENTS)}… (${text.length} characters)` : text)

function shown(value: unknown): string {
  return JSON.stringify(value, (key, item: unknown) => {
    if (SECRETS.has(key) && typeof item === 'string') return '********'
    if (typeof item === 'bigint') return String(item)
    return item instanceof Uint8Array ? `(${item.length} bytes)` : item
  })
}
