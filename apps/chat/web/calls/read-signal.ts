/** Reads what another page sent. Nothing of it is believed before: not the shape, and not the size. */
import { MESH_LIMIT, SIGNAL_LIMITS, WORDS } from './signal.ts'
import type { Candidate, Description, Party, Signal, Word } from './signal.ts'

/** Returns the signal, or the reason why it is none. */
export function readSignal(given: unknown): Signal | string {
  if (!isRecord(given)) return 'a signal must be an object'
  const { kind, call } = given
  if (!isText(call, SIGNAL_LIMITS.callCharacters))
    return `the id of the call must be a text of 1 to ${SIGNAL_LIMITS.callCharacters} characters`
  if (isWord(kind)) return { kind, call }
  switch (kind) {
    case 'ring': {
      const { media } = given
      return media === 'video' || media === 'audio' ? { kind, call, media } : "'media' must be 'video' or 'audio'"
    }
    case 'invited': {
      const { name } = given
      return isText(name, SIGNAL_LIMITS.nameCharacters) ? { kind, call, name } : "'name' must be the name of a person"
    }
    case 'others': {
      const others = readOthers(given['others'])
      return typeof others === 'string' ? others : { kind, call, others }
    }
    case 'description': {
      const description = readDescription(given['description'])
      return typeof description === 'string' ? description : { kind, call, description }
    }
    case 'candidate': {
      const candidate = readCandidate(given['candidate'])
      return typeof candidate === 'string' ? candidate : { kind, call, candidate }
    }
    default:
      return 'this kind of signal is not known'
  }
}

function readDescription(given: unknown): Description | string {
  if (!isRecord(given)) return "'description' must be an object"
  const { type, sdp } = given
  if (type !== 'offer' && type !== 'answer') return "the type of a description must be 'offer' or 'answer'"
  if (typeof sdp !== 'string') return "'sdp' must be a text"
  if (isLonger(sdp, SIGNAL_LIMITS.descriptionBytes))
    return `a description has at most ${SIGNAL_LIMITS.descriptionBytes} bytes`
  return { type, sdp }
}

function readCandidate(given: unknown): Candidate | null | string {
  if (given === null) return null
  if (!isRecord(given)) return "'candidate' must be an object or null"
  const { candidate = '', sdpMid = null, sdpMLineIndex = null, usernameFragment = null } = given
  if (typeof candidate !== 'string') return 'a candidate must be a text'
  if (sdpMid !== null && typeof sdpMid !== 'string') return "'sdpMid' must be a text or null"
  if (usernameFragment !== null && typeof usernameFragment !== 'string')
    return "'usernameFragment' must be a text or null"
  if (sdpMLineIndex !== null && !isIndex(sdpMLineIndex)) return "'sdpMLineIndex' must be a small number or null"
  if (isLonger(candidate + (sdpMid ?? '') + (usernameFragment ?? ''), SIGNAL_LIMITS.candidateBytes))
    return `a candidate has at most ${SIGNAL_LIMITS.candidateBytes} bytes`
  return { candidate, sdpMid, sdpMLineIndex, usernameFragment }
}

/** More than can be in a call besides the sender and the receiver are not looked at. */
function readOthers(given: unknown): readonly Party[] | string {
  if (!Array.isArray(given)) return "'others' must be a list"
  if (given.length > MESH_LIMIT - 2) return `a call has at most ${MESH_LIMIT} people`
  const others = given.map(readParty)
  return others.every((one) => one !== undefined) ? others : "each of 'others' must have a session and a name"
}

function readParty(given: unknown): Party | undefined {
  if (!isRecord(given)) return undefined
  const { session, name } = given
  if (!Number.isSafeInteger(session) || !isText(name, SIGNAL_LIMITS.nameCharacters)) return undefined
  return { session: session as number, name }
}

const isRecord = (given: unknown): given is Readonly<Record<string, unknown>> =>
  typeof given === 'object' && given !== null && !Array.isArray(given)

const isText = (given: unknown, most: number): given is string =>
  typeof given === 'string' && given !== '' && given.length <= most

const isWord = (given: unknown): given is Word => WORDS.includes(given as Word)
const isIndex = (given: unknown): given is number =>
  typeof given === 'number' && Number.isInteger(given) && given >= 0 && given < 256

/** A character has at most three bytes of UTF-8 for each of its units; the length alone decides most cases. */
const isLonger = (text: string, bytes: number): boolean =>
  text.length > bytes || (text.length * 3 > bytes && new TextEncoder().encode(text).length > bytes)
