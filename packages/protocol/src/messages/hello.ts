/** HELLO and WELCOME. */
import { ProtocolViolation } from '../errors.ts'
import { asId, asUri } from '../fields.ts'
import { readOptions } from '../options.ts'
import type { OptionTypes } from '../options.ts'
import { isDict } from '../values.ts'
import type { Dict, Id, Uri } from '../values.ts'

/** The details of HELLO (*Session Establishment: HELLO*). `roles` is required; `authid` and `authrole` are requests. */
export interface HelloDetails {
  readonly roles: Dict
  readonly agent?: string
  readonly authmethods?: readonly string[]
  readonly authid?: string
  readonly authrole?: string
  readonly authextra?: Dict
}

/** Asks a router for a session in a realm. */
export interface Hello {
  readonly kind: 'HELLO'
  readonly realm: Uri
  readonly details: HelloDetails & Dict
}

/** Opens the session (*Session Establishment: WELCOME*). */
export interface Welcome {
  readonly kind: 'WELCOME'
  readonly session: Id
  readonly details: Dict
}

const HELLO_DETAILS: OptionTypes<HelloDetails> = {
  roles: 'dict',
  agent: 'string',
  authmethods: 'strings',
  authid: 'string',
  authrole: 'string',
  authextra: 'dict',
}

const CLIENT_ROLES: readonly string[] = ['publisher', 'subscriber', 'caller', 'callee']

/** Reads HELLO. A missing realm is read as `""`, because an authenticator may assign one. */
export function readHello([, realm, details]: readonly unknown[]): Hello {
  const read = readOptions<HelloDetails>(details, HELLO_DETAILS, 'HELLO.Details')
  checkRoles(read.roles)
  return { kind: 'HELLO', realm: realm === null ? '' : asUri(realm, 'HELLO.Realm'), details: read }
}

function checkRoles(roles: Dict | undefined): void {
  if (roles === undefined || !CLIENT_ROLES.some((role) => role in roles)) {
    throw new ProtocolViolation(`HELLO.Details.roles must name at least one of ${CLIENT_ROLES.join(', ')}`)
  }
  for (const role of CLIENT_ROLES) {
    if (role in roles && !isDict(roles[role]) && !isEmptyList(roles[role]))
      throw new ProtocolViolation(`HELLO.Details.roles.${role} must be a dictionary`)
  }
}

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0

export const writeHello = ({ realm, details }: Hello): readonly unknown[] => [1, realm, details]

export const readWelcome = ([, session, details]: readonly unknown[]): Welcome => ({
  kind: 'WELCOME',
  session: asId(session, 'WELCOME.Session'),
  details: readOptions<Dict>(details, {}, 'WELCOME.Details'),
})

export const writeWelcome = ({ session, details }: Welcome): readonly unknown[] => [2, session, details]
