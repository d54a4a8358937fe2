/** Asks the browser for devices. */
import type { Media } from './signal.ts'

/** A track, and why it is not the one that was wanted. */
export interface Got {
  readonly track: MediaStreamTrack | null
  readonly problem: string
}

const NOTHING: Got = { track: null, problem: '' }
/** Small enough for four people on one machine. */
const PICTURE = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { max: 24 } } as const

/** Asks for everything that a call needs. */
export function askOnce(media: Media): Promise<MediaStream> | undefined {
  const asked = navigator.mediaDevices?.getUserMedia({ audio: true, video: media === 'video' && PICTURE })
  asked?.catch(() => {}) // each device has its own sentence
  return asked
}

/** One device that is missing must not take the other along: then each is asked for alone. */
export async function one(
  kind: 'audio' | 'video',
  id: string,
  both: Promise<MediaStream> | undefined,
): Promise<MediaStreamTrack | null> {
  try {
    const track = (await both)?.getTracks().find((found) => found.kind === kind)
    if (track !== undefined) return track
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotAllowedError') throw error
  }
  const device = { ...(kind === 'video' && PICTURE), ...(id !== '' && { deviceId: { exact: id } }) }
  const stream = await navigator.mediaDevices.getUserMedia({ [kind]: device })
  return stream.getTracks()[0] ?? null
}

/** Nothing where the user changed their mind. */
export async function openScreen(): Promise<Got> {
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 15 } } })
    return { track: stream.getVideoTracks()[0] ?? null, problem: '' }
  } catch (error) {
    const isRefused = error instanceof DOMException && error.name === 'NotAllowedError'
    return isRefused ? NOTHING : { track: null, problem: 'This browser cannot share the screen.' }
  }
}

/** Why a device cannot be had, in a sentence. */
export function reason(what: 'camera' | 'microphone', error: unknown): string {
  if (navigator.mediaDevices === undefined)
    return `A browser gives the ${what} only to pages of https:// or of this machine.`
  switch (error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return `You, or a rule of this browser, have not allowed the ${what}.`
    case 'NotFoundError':
    case 'OverconstrainedError':
      return `No ${what} was found.`
    case 'NotReadableError':
    case 'AbortError':
      return `The ${what} cannot be opened: another program may be using it.`
    default:
      return `The ${what} cannot be opened.`
  }
}
