/** The messages for calling and offering procedures, and ERROR, which refuses any request. */
import type { Kind } from './reading.ts'
import { args, details, kwargs, options, payload, request, short } from './wording.ts'
import { asDict } from './values.ts'

const procedure = { name: 'Procedure', means: 'the procedure, as a URI' }
const registration = { name: 'Registration', means: "the router's number for this registration; invocations carry it" }

export const callMessages: readonly Kind[] = [
  {
    code: 48,
    name: 'CALL',
    family: 'call',
    positions: [request, options, procedure, args, kwargs],
    say: (reading) => `calls \`${short(reading.message[3])}\`${payload(reading, 4)}`,
  },
  {
    code: 49,
    name: 'CANCEL',
    family: 'call',
    positions: [request, options],
    say: ({ facts: { uri } }) => `no longer needs the result${uri ? ` of \`${uri}\`` : ''}`,
  },
  {
    code: 50,
    name: 'RESULT',
    family: 'call',
    positions: [request, details, args, kwargs],
    say: (reading) => {
      const { uri } = reading.facts
      const part = asDict(reading.message[2])['progress'] === true ? 'a part of the result' : 'the result'
      return `brings ${part}${uri ? ` of \`${uri}\`` : ''}${payload(reading, 3)}`
    },
  },
  {
    code: 64,
    name: 'REGISTER',
    family: 'call',
    positions: [request, options, procedure],
    say: ({ message: [, , , uri] }) => `offers the procedure \`${short(uri)}\``,
  },
  {
    code: 65,
    name: 'REGISTERED',
    family: 'call',
    positions: [request, registration],
    say: ({ facts: { uri } }) => `confirms: ${uri ? `\`${uri}\`` : 'it'} can be called now`,
  },
  {
    code: 66,
    name: 'UNREGISTER',
    family: 'call',
    positions: [request, registration],
    say: ({ facts: { uri } }) => `no longer offers ${uri ? `\`${uri}\`` : 'it'}`,
  },
  {
    code: 67,
    name: 'UNREGISTERED',
    family: 'call',
    positions: [request, details],
    say: ({ message: [, id] }) => (id === 0 ? 'takes the registration away' : 'confirms: no more calls'),
  },
  {
    code: 68,
    name: 'INVOCATION',
    family: 'call',
    positions: [request, registration, details, args, kwargs],
    say: (reading) =>
      `passes a call to your ${reading.facts.uri ? `\`${reading.facts.uri}\`` : 'procedure'}${payload(reading, 4)}`,
  },
  {
    code: 69,
    name: 'INTERRUPT',
    family: 'call',
    positions: [request, options],
    say: () => 'says that the caller no longer needs the result',
  },
  {
    code: 70,
    name: 'YIELD',
    family: 'call',
    positions: [request, options, args, kwargs],
    say: (reading) =>
      `answers the call${reading.facts.uri ? ` to \`${reading.facts.uri}\`` : ''}${payload(reading, 3)}`,
  },
  {
    code: 8,
    name: 'ERROR',
    family: 'error',
    positions: [
      { name: 'Request type', means: 'the code of the message that went wrong' },
      { ...request, means: 'which one it was' },
      details,
      { name: 'Error', means: 'what went wrong, as a URI' },
      args,
      kwargs,
    ],
    say: (reading) => {
      const { refused, error, uri } = reading.facts
      const what = refused === 'INVOCATION' ? 'answers the call with an error' : `refuses ${refused ?? 'a request'}`
      return `${what}${uri ? ` for \`${uri}\`` : ''}: \`${short(error)}\`${payload(reading, 5)}`
    },
  },
]
