/** The messages for joining and leaving a realm. */
import type { Kind } from './reading.ts'
import { details, explained, short } from './wording.ts'
import { asDict } from './values.ts'

const reason = { name: 'Reason', means: 'why, as a URI' }

export const sessionMessages: readonly Kind[] = [
  {
    code: 1,
    name: 'HELLO',
    family: 'session',
    positions: [
      { name: 'Realm', means: 'the realm to join' },
      { name: 'Details', means: 'who asks, and what it can do', isDict: true },
    ],
    say: ({ message: [, realm, about] }) => {
      const { authid, authmethods } = asDict(about)
      const who = authid === undefined ? 'as nobody in particular' : `as \`${short(authid)}\``
      const how = Array.isArray(authmethods) ? `, by ${authmethods.map(short).join(' or ')}` : ''
      return `asks to join the realm \`${short(realm)}\` ${who}${how}`
    },
  },
  {
    code: 2,
    name: 'WELCOME',
    family: 'session',
    positions: [
      { name: 'Session', means: 'the number of this session, random and unique' },
      { name: 'Details', means: 'who you are here, and what the router can do', isDict: true },
    ],
    say: ({ message: [, , about] }) => {
      const { authid, authrole } = asDict(about)
      return `lets you in as \`${short(authid)}\` with the role \`${short(authrole)}\``
    },
  },
  {
    code: 3,
    name: 'ABORT',
    family: 'error',
    positions: [details, reason],
    say: ({ frame, message: [, about, why] }) =>
      `${frame.direction === 'in' ? 'refuses the session' : 'gives up'}: \`${short(why)}\`${explained(about)}`,
  },
  {
    code: 4,
    name: 'CHALLENGE',
    family: 'session',
    positions: [
      { name: 'AuthMethod', means: 'the way of proving it that the router chose' },
      { name: 'Extra', means: 'what the proof must be made from', isDict: true },
    ],
    say: ({ message: [, method] }) =>
      method === 'ticket' ? 'asks for the ticket' : `asks for a proof by \`${short(method)}\`, for this one time`,
  },
  {
    code: 5,
    name: 'AUTHENTICATE',
    family: 'session',
    positions: [
      { name: 'Signature', means: 'the proof' },
      { name: 'Extra', means: 'further values for the proof', isDict: true },
    ],
    say: ({ secretAt }) =>
      secretAt === undefined ? 'sends a signature; the secret stays here' : 'sends the ticket itself, in the clear',
  },
  {
    code: 6,
    name: 'GOODBYE',
    family: 'session',
    positions: [details, reason],
    say: ({ answers, message: [, about, why] }) =>
      answers === undefined ? `leaves: \`${short(why)}\`${explained(about)}` : 'says goodbye too',
  },
]
