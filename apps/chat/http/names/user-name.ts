/** What a user may be called. */
import { LIMITS } from '../../settings/limits.ts'
import { skeletonOf } from './confusables.ts'

/** The form in which a name is kept and compared: NFC, with single spaces. */
export const normalName = (name: string): string => name.normalize('NFC').replaceAll(/\s+/gu, ' ').trim()

/** The names of the chat's workers, and the two users that the lessons' authenticators know themselves. */
const RESERVED = ['authenticator', 'recorder', 'presence', 'broadcaster', 'storage', 'app', 'alice', 'bob']

/** Controls, invisible and unassigned characters; joiners only between letters or pictures, where scripts need them. */
const UNPRINTABLE =
  /(?![\u200c\u200d])[\p{C}\p{Zl}\p{Zp}]|(?<![\p{L}\p{M}\p{Emoji}])[\u200c\u200d]|[\u200c\u200d](?![\p{L}\p{Emoji}])/u
const STACKED_MARKS = /\p{M}{5}/u

export interface NameRules {
  /** The name of the administrator, reserved as well. */
  readonly adminUser: string
}

/** Why this normalised name is refused, as a sentence; undefined: it may be used. */
export function nameProblem(name: string, { adminUser }: NameRules): string | undefined {
  if (name === '') return 'Give a name.'
  if ([...name].length > LIMITS.nameCharacters) return `A name has at most ${LIMITS.nameCharacters} characters.`
  if (Buffer.byteLength(JSON.stringify(name)) - 2 > LIMITS.nameBytes)
    return `A name has at most ${LIMITS.nameBytes} bytes (UTF-8).`
  if (!name.isWellFormed() || UNPRINTABLE.test(name)) return 'A name must not contain invisible characters.'
  if (STACKED_MARKS.test(name)) return 'A name must not have more than four marks on one letter.'
  const skeleton = skeletonOf(name)
  if (skeleton === '') return 'A name must not consist of invisible characters.'
  const reserved = [...RESERVED, adminUser].find((other) => skeletonOf(other) === skeleton)
  if (reserved === undefined) return undefined
  return `The name '${reserved}' is reserved, and so is every name that looks like it. Choose another one.`
}
