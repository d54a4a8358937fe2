/** Camera and screen, with a test picture in place of what cannot be had. Which one it is, is said. */
import { testPicture } from './test-picture.ts'

export type Source = 'test' | 'camera' | 'screen'

export interface Wish {
  /** Two tabs on one machine would hear each other, and howl: sound has to be asked for. */
  readonly audio?: boolean
}

/** `say`: tells the learner what became of the wish. Never rejects. */
export async function cameraOrTest({ audio = false }: Wish, say: (text: string) => void): Promise<MediaStream> {
  const { mediaDevices } = navigator as { mediaDevices?: MediaDevices }
  if (mediaDevices === undefined)
    return instead('This page may not ask for a camera: its address is neither `localhost` nor `https:`.', say)
  try {
    return await mediaDevices.getUserMedia({ video: { width: { ideal: 640 }, height: { ideal: 480 } }, audio })
  } catch (error) {
    return instead(whyNoCamera(error), say)
  }
}

/** The same for a screen or a window. */
export async function screenOrTest(say: (text: string) => void): Promise<MediaStream> {
  const { mediaDevices } = navigator as { mediaDevices?: Partial<MediaDevices> }
  if (mediaDevices?.getDisplayMedia === undefined) return instead('This browser cannot share a screen.', say)
  try {
    return await mediaDevices.getDisplayMedia({ video: true })
  } catch (error) {
    return instead(`The screen is not shared: ${nameOf(error)}.`, say)
  }
}

/** The names of the errors are those of the standard. */
function whyNoCamera(error: unknown): string {
  switch (nameOf(error)) {
    case 'NotAllowedError':
      return 'The camera was refused, by you or by a setting of the browser.'
    case 'NotFoundError':
      return 'There is no camera.'
    case 'NotReadableError':
      return 'The camera does not answer; perhaps another program uses it.'
    default:
      return `The camera cannot be used: ${nameOf(error)}.`
  }
}

function instead(why: string, say: (text: string) => void): MediaStream {
  say(`${why} A test picture is sent in its place, and the lesson goes on.`)
  return testPicture('test picture')
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : String(error))
