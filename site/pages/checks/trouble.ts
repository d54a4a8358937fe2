/**
 * The known ways in which a step goes wrong, recognised from messages. Each text says what happened and what to do.
 * Undefined where this message is no problem for the check.
 */
import type { Conversation } from '../frames/conversation.ts'
import type { Reading } from '../frames/reading.ts'
import { asDict, asText } from '../frames/values.ts'
import type { Wanted } from './matching.ts'

export interface Circumstances {
  readonly lesson: string
  readonly conversation: Conversation
}

export function troubleFor(wanted: Wanted, reading: Reading, circumstances: Circumstances): string | undefined {
  switch (wanted.kind) {
    case 'ABORT':
      return isNotAsked(wanted, reading, circumstances)
    case 'WELCOME':
      return cannotJoin(wanted, reading, circumstances) ?? isAnotherRole(wanted, reading, circumstances)
    case 'SUBSCRIBED':
    case 'REGISTERED':
    case 'PUBLISHED':
    case 'RESULT':
      return (
        isAnotherRole(wanted, reading, circumstances) ?? isRefused(wanted, reading) ?? isAnotherName(wanted, reading)
      )
    case 'ERROR':
      return isAnotherRole(wanted, reading, circumstances)
    case 'EVENT':
      return isUnheard(wanted, reading, circumstances)
    default:
      return undefined
  }
}

/** The session was refused before the router checked name and secret. */
function isNotAsked(
  { facts: wanted }: Wanted,
  { kind, facts }: Reading,
  { lesson }: Circumstances,
): string | undefined {
  if (kind?.name !== 'ABORT' || !/no_(matching_)?auth_method$/.test(facts.error ?? '')) return undefined
  if (!wanted['error']?.startsWith('wamp.error.authentication_')) return undefined
  return `the router does not know this way of coming in yet: is config.json changed and saved? \`bin/run-crossbar ${lesson}\` shows what the router says about it`
}

function cannotJoin(
  { facts: wanted }: Wanted,
  { kind, facts, message }: Reading,
  { lesson }: Circumstances,
): string | undefined {
  if (kind?.name === 'WELCOME' && facts.realm === wanted['realm'] && wanted['role'] !== undefined) {
    return `you came in with the role \`${facts.role}\`; this step waits for \`${wanted['role']}\``
  }
  if (kind?.name !== 'ABORT' || (wanted['realm'] !== undefined && facts.realm !== wanted['realm'])) return undefined
  const restart = `and save it: the router reads it again, and \`bin/run-crossbar ${lesson}\` shows what it says`
  switch (facts.error) {
    case 'wamp.error.no_such_realm':
      return `the router has no realm \`${facts.realm}\`. Add it to \`realms\` in config.json, ${restart}`
    case 'wamp.error.no_matching_auth_method':
    case 'wamp.error.no_auth_method':
      return `the router does not offer this way of coming in. Add it to \`transports[0].paths.ws.auth\` in config.json, ${restart}`
    case 'wamp.error.authentication_denied':
    case 'wamp.error.not_authorized':
      return 'the router did not accept this name and secret. Compare both with config.json, and with the method it has there'
    case 'wamp.error.no_such_role':
      return `the realm \`${facts.realm}\` has no such role. Compare the role's name in \`auth\` with those in \`realms\``
    default:
      return `the router refused: \`${facts.error}\` ${asText(asDict(message[1])['message']) ?? ''}`
  }
}

/** Lesson 2's users, by their roles. */
const usersOf: Readonly<Record<string, string>> = { seethings: 'Barry', dothings: 'Steve' }

/** The step is for another user: after a reload, the page is who it was at first. */
function isAnotherRole(
  { facts: wanted }: Wanted,
  { kind, facts }: Reading,
  { lesson }: Circumstances,
): string | undefined {
  const { role } = wanted
  const isAnswer = ['SUBSCRIBED', 'PUBLISHED', 'REGISTERED', 'RESULT', 'ERROR'].includes(kind?.name ?? '')
  if (role === undefined || facts.role === undefined || facts.role === role || !isAnswer) return undefined
  const user = lesson === '2' ? usersOf[role] : undefined
  const who = facts.role === 'guest' ? 'you are a guest here' : `you have the role \`${facts.role}\` here`
  return `${who}: come in ${user === undefined ? `with the role \`${role}\`` : `as ${user}`} first`
}

const requestFor = { SUBSCRIBED: 'SUBSCRIBE', REGISTERED: 'REGISTER', PUBLISHED: 'PUBLISH', RESULT: 'CALL' } as const

function isRefused({ kind: wanted, facts: { uri } }: Wanted, { kind, facts, message }: Reading): string | undefined {
  const isMine = kind?.name === 'ERROR' && facts.refused === requestFor[wanted as keyof typeof requestFor]
  if (!isMine || facts.uri !== uri) return undefined
  const said = asText(Array.isArray(message[5]) ? message[5][0] : undefined)
  switch (facts.error) {
    case 'wamp.error.no_such_procedure':
      return `no session offers \`${uri}\`. Register it first; a new connection starts with no registrations`
    case 'wamp.error.procedure_already_exists':
      return `\`${uri}\` is registered already: by this tab, or by another one`
    case 'wamp.error.not_authorized':
      return `the role \`${facts.role}\` may not do that${said ? `: ${said}` : ''}`
    default:
      return `the router refused: \`${facts.error}\`${said ? ` ${said}` : ''}`
  }
}

function isAnotherName({ kind: wanted, facts: { uri } }: Wanted, { kind, facts }: Reading): string | undefined {
  if (kind?.name !== wanted || facts.uri === undefined || facts.uri === uri) return undefined
  return `that was \`${facts.uri}\`; this step waits for \`${uri}\``
}

function isUnheard(
  { facts: wanted }: Wanted,
  { kind, facts, message }: Reading,
  { conversation, lesson }: Circumstances,
): string | undefined {
  if (
    kind?.name !== 'PUBLISH' ||
    wanted['from'] === 'another' ||
    facts.uri === undefined ||
    facts.uri !== wanted['uri']
  )
    return undefined
  if (!conversation.isSubscribedTo(facts.uri)) {
    return `you published to \`${facts.uri}\`, but this tab has not subscribed to it. A new connection starts with no subscriptions`
  }
  if (asDict(message[2])['exclude_me'] === false) return undefined
  if (lesson !== '1') return undefined // the answer of another session is waited for
  return 'a publisher does not hear itself. Add `{ exclude_me: false }` as the fourth part, or publish from another tab'
}
