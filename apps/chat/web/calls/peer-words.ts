/** What pages in a call tell each other, from page to page. */

/** What a page sends. `test`: a picture that is drawn, because there is no camera. */
export interface Showing {
  readonly microphone: boolean
  readonly picture: 'camera' | 'screen' | 'test' | 'off'
}

/** `moved`: the sender signals by another session now. */
export type PeerWord = { readonly kind: 'moved'; readonly session: number } | ({ readonly kind: 'showing' } & Showing)

const LONGEST = 1_024
const PICTURES: readonly unknown[] = ['camera', 'screen', 'test', 'off']

/** Undefined for what is no word. */
export function readWord(data: unknown): PeerWord | undefined {
  if (typeof data !== 'string' || data.length > LONGEST) return undefined
  let given: unknown
  try {
    given = JSON.parse(data)
  } catch {
    return undefined
  }
  if (typeof given !== 'object' || given === null) return undefined
  const { kind, session, microphone, picture } = given as Readonly<Record<string, unknown>>
  if (kind === 'moved' && Number.isSafeInteger(session)) return { kind, session: session as number }
  if (kind === 'showing' && typeof microphone === 'boolean' && PICTURES.includes(picture))
    return { kind, microphone, picture: picture as Showing['picture'] }
  return undefined
}
