/** The part of the wiring for log-ins: which authenticators a transport offers, and which principals they ask. */
import { anonymous } from '../authenticators/anonymous.ts'
import { cryptosign, pretendKey, pubkeyOf } from '../authenticators/cryptosign.ts'
import { askAboutTicket, askedAnonymous } from '../authenticators/procedure.ts'
import { compareTicket, pretendTicket, ticket, ticketDigest } from '../authenticators/ticket.ts'
import { pretendWampcra, wampcra } from '../authenticators/wampcra.ts'
import { nodeCrypto, verifyEd25519 } from '../observe/node-crypto.ts'
import { randomAuthid } from '../observe/random-authid.ts'
import { cryptosignCredential, noCredential, wampcraCredential } from '../principals/dynamic-credentials.ts'
import { DynamicPrincipals, NotRegistered } from '../principals/dynamic-principals.ts'
import type { CallProcedure, DynamicParts } from '../principals/dynamic-principals.ts'
import type { LoginGate } from '../principals/login-gate.ts'
import { StaticPrincipals } from '../principals/static-principals.ts'
import type { StaticPrincipalsParts, StaticRecord } from '../principals/static-principals.ts'
import { quoted } from '../realm/quoted.ts'
import type { Identity } from '../realm/receiver.ts'
import type { Authenticator } from '../session/authenticator.ts'
import type { RouterContext } from '../session/context.ts'
import type { AuthOptions, DynamicOptions } from '../session/options.ts'
import { callProcedure } from '../session/procedure-call.ts'

export interface AuthenticationParts {
  readonly router: RouterContext
  /** With it an unknown user gets the same challenge after a restart. */
  readonly nodeSecret: Uint8Array
  readonly gate: LoginGate
}

type Listed<One> = ReadonlyMap<string, One>

export class Authentication {
  readonly #parts: AuthenticationParts

  constructor(parts: AuthenticationParts) {
    this.#parts = parts
  }

  /** Keyed by the name of the method. */
  authenticators(options: AuthOptions): ReadonlyMap<string, Authenticator> {
    const found = [
      this.#anonymous(options),
      this.#ticket(options),
      this.#wampcra(options),
      this.#cryptosign(options),
    ].filter((authenticator) => authenticator !== undefined)
    return new Map(found.map((authenticator) => [authenticator.method, authenticator]))
  }

  #anonymous({ anonymous: options }: AuthOptions): Authenticator | undefined {
    if (options === undefined) return undefined
    if (!('authenticator' in options)) return anonymous(options, randomAuthid)
    return askedAnonymous(this.#asked(options, { method: 'anonymous', credential: noCredential }), randomAuthid)
  }

  #ticket({ ticket: options }: AuthOptions): Authenticator | undefined {
    if (options === undefined) return undefined
    if (isListed(options)) {
      const digest = ticketDigest(nodeCrypto)
      const hashed = new Map(
        [...options].map(([authid, user]) => [authid, { role: user.role, digest: digest(user.ticket) }]),
      )
      return ticket(compareTicket(this.#listed(hashed, { pretend: pretendTicket }), { crypto: nodeCrypto, digest }))
    }
    const principals = this.#asked(options, { method: 'ticket', credential: noCredential })
    return ticket(askAboutTicket(principals), principals.assignsRealm)
  }

  #wampcra({ wampcra: options }: AuthOptions): Authenticator | undefined {
    if (options === undefined) return undefined
    const principals = isListed(options)
      ? this.#listed(options, { pretend: pretendWampcra })
      : this.#asked(options, { method: 'wampcra', credential: wampcraCredential })
    return wampcra(principals, { crypto: nodeCrypto, clock: this.#parts.router.clock })
  }

  #cryptosign({ cryptosign: options }: AuthOptions): Authenticator | undefined {
    if (options === undefined) return undefined
    const parts = { crypto: nodeCrypto, verify: verifyEd25519 }
    if (!isListed(options))
      return cryptosign(this.#asked(options, { method: 'cryptosign', credential: cryptosignCredential }), parts)
    const owners = ownersOf(options)
    const authidOf: StaticPrincipalsParts<never>['authidOf'] = (attempt) => owners.get(pubkeyOf(attempt) ?? '')
    return cryptosign(this.#listed(options, { pretend: pretendKey, authidOf }), parts)
  }

  #listed<Credential>(
    users: Listed<Credential & { readonly role: string }>,
    parts: Omit<StaticPrincipalsParts<Credential>, 'crypto' | 'nodeSecret'>,
  ): StaticPrincipals<Credential> {
    const records = new Map(
      [...users].map(([authid, user]): [string, StaticRecord<Credential>] => [
        authid,
        { role: user.role, credential: user },
      ]),
    )
    return new StaticPrincipals(records, { crypto: nodeCrypto, nodeSecret: this.#parts.nodeSecret, ...parts })
  }

  #asked<Credential>(
    options: DynamicOptions,
    parts: Pick<DynamicParts<Credential>, 'method' | 'credential'>,
  ): DynamicPrincipals<Credential> {
    const { gate } = this.#parts
    return new DynamicPrincipals({ ...parts, options, gate, call: this.#call })
  }

  /** True where the session could still log in as the same user, by the same method. Asked at each log-in. */
  stillAdmits(options: AuthOptions, { authmethod, authprovider, authid, authrole }: Identity): boolean {
    if (authmethod === 'anonymous') {
      const { anonymous: everybody } = options
      if (everybody === undefined) return false
      return 'authenticator' in everybody
        ? isStillGiven(everybody, { authprovider, authrole })
        : everybody.role === authrole
    }
    const method = methodOf(options, authmethod)
    if (method === undefined) return false
    if (!isListed(method)) return isStillGiven(method, { authprovider, authrole })
    return authprovider === 'static' && method.get(authid)?.role === authrole
  }

  readonly #call: CallProcedure = (name, procedure, signal) => {
    const realm = this.#parts.router.realms.get(name)
    if (realm === undefined)
      throw new NotRegistered(`the authenticator's realm ${quoted(name)} does not exist on this router`)
    if (!realm.hasProcedure(procedure.uri))
      throw new NotRegistered(`no authenticator is registered for \`${procedure.uri}\` yet, in realm ${quoted(name)}`)
    return callProcedure({ realm, delivery: this.#parts.router.delivery }, procedure, signal)
  }
}

type Method = Listed<{ readonly role: string }> | DynamicOptions

function methodOf(
  { ticket: tickets, wampcra: secrets, cryptosign: keys }: AuthOptions,
  name: string,
): Method | undefined {
  if (name === 'wampcra') return secrets
  if (name === 'cryptosign') return keys
  return name === 'ticket' ? tickets : undefined
}

const isStillGiven = (
  { allowsTrusted }: DynamicOptions,
  { authprovider, authrole }: Pick<Identity, 'authprovider' | 'authrole'>,
): boolean => authprovider === 'dynamic' && (allowsTrusted || authrole !== 'trusted')

const isListed = <One>(options: Listed<One> | DynamicOptions): options is Listed<One> => !('authenticator' in options)

/** The users that a public key alone identifies: those whose key belongs to no other user. */
function ownersOf(users: Listed<{ readonly publicKeys: readonly string[] }>): ReadonlyMap<string, string> {
  const owners = new Map<string, string | undefined>()
  for (const [authid, { publicKeys }] of users)
    for (const key of publicKeys) owners.set(key, owners.has(key) ? undefined : authid)
  return new Map([...owners].flatMap(([key, authid]) => (authid === undefined ? [] : [[key, authid] as const])))
}
