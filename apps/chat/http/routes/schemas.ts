/** The shapes that several routes share. */
import { Type } from 'typebox'
import { LIMITS } from '../../settings/limits.ts'

/** A text field that may not be empty. Lengths are in characters (code points). */
export const text = (maxLength: number, description: string) => Type.String({ minLength: 1, maxLength, description })

export const userName = text(2 * LIMITS.nameCharacters, 'A user’s name')
export const password = text(LIMITS.passwordCharacters.max, 'The user’s password')
export const title = text(LIMITS.titleCharacters, 'The thread’s title')
/** As long as its bytes allow; the route counts those. */
export const messageText = text(LIMITS.messageBytes, 'The message')
export const thread = text(LIMITS.titleCharacters + 'workshop.chat.'.length, 'The thread’s permalink, or its URI')
export const time = (description: string) =>
  Type.Integer({ description: `${description}; milliseconds since 1970, UTC` })

export const tokenAnswer = Type.Object({
  token: Type.String({ description: 'The secret for WAMP-CRA, and a bearer token' }),
})

const refused = Type.Object({ error: Type.String() })
const badFields = Type.Record(Type.String(), Type.String(), {
  description: 'A message for each field that cannot be used',
})
/** What any route may answer besides its own. */
export const refusals = { 400: badFields, '4xx': refused, '5xx': refused }
export const nothing = Type.Null({ description: 'Done; no body' })
export const bearer = [{ bearer: [] }]

export const threadParams = Type.Object({ permalink: text(LIMITS.titleCharacters, 'The thread’s permalink') })
