/** What the page says about calls. */
import type { Ended, Peer } from '../../calls/call-state.ts'
import type { Showing } from '../../calls/peer-words.ts'
import { MESH_LIMIT } from '../../calls/signal.ts'

export function wordsFor({ why, name }: Ended): string {
  switch (why) {
    case 'hung-up':
      return 'The call is over.'
    case 'left':
      return `${name} has hung up.`
    case 'declined':
      return `${name} has declined.`
    case 'busy':
      return `${name} is in another call.`
    case 'no-answer':
      return `${name} did not answer.`
    case 'unreachable':
      return `${name} cannot be reached: no page of ${name} is open.`
    case 'missed':
      return `You missed a call of ${name}.`
    case 'elsewhere':
      return `You answered ${name} on another page.`
    case 'no-path':
      return `No way was found from here to ${name}. A network between you may block calls from page to page; a TURN server would help.`
    case 'lost':
      return `The connection to ${name} was lost.`
    case 'full':
      return `The call has ${MESH_LIMIT} people already.`
    case 'refused':
      return 'The chat refused this ring. You may have rung too often: wait a minute, then try again.'
    case 'removed':
      return 'The call is over: a membership of the thread has ended.'
    default:
      throw new Error(`why: ${String(why satisfies never)}`)
  }
}

export const LIMIT_REASON = `A call has at most ${MESH_LIMIT} people: each page sends its sound and picture to each other one, so every further person costs every page more.`

/** What is said under the picture of another person. */
export function wordsAbout({ state }: Pick<Peer, 'state'>, { microphone, picture }: Showing): string {
  if (state === 'connecting') return 'connecting …'
  if (state === 'lost') return 'connection lost; searching another way …'
  const shows = { camera: '', screen: 'shows the screen', test: 'test picture', off: 'camera off' }[picture]
  return [microphone ? '' : 'muted', shows].filter(Boolean).join(', ')
}
