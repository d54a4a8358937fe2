/**
 * The place for pictures beside the text of lesson 7, and what its code may use of it as `stage`. All texts of others are
 * shown as text.
 */
import { el } from '../dom.ts'
import { drawing, type Drawing, type Stroke } from './drawing.ts'
import { received } from './received.ts'
import { cameraOrTest, screenOrTest, type Source, type Wish } from './sources.ts'
import { testPicture } from './test-picture.ts'

/** As the learner's code sees it. */
export interface Stage {
  /** A picture that needs no camera. */
  testPicture(): MediaStream
  /** Resolves with the camera, or with a test picture where there is none. Never rejects. */
  camera(wish?: Wish): Promise<MediaStream>
  /** Resolves with a screen or a window, or with a test picture. Never rejects. */
  screen(): Promise<MediaStream>
  /** Shows a picture. `whose` is anything that tells it from the others; a second stream replaces the first one. */
  show(whose: unknown, stream: MediaStream, caption: string): void
  /** Takes a picture away. */
  drop(whose: unknown): void
  /** Opens the canvas. `drawn` gets each stroke that the learner draws. */
  drawing(drawn: (stroke: Stroke) => void): Drawing
  /** Offers a file that arrived for saving. */
  received(file: File): void
}

const OWN = 'own'

export class Pictures {
  readonly element: HTMLElement
  /** Told what the others see, when this page has asked for it. */
  readonly stage: Stage
  readonly #notice = el('p', { class: 'stage-notice', role: 'status', hidden: true })
  readonly #pictures = el('ul', { class: 'pictures', 'aria-label': 'Pictures', hidden: true })
  readonly #below = el('div', { class: 'stage-below' })
  readonly #figures = new Map<unknown, HTMLLIElement>()
  readonly #sources = new WeakMap<MediaStreamTrack, Source>()
  #canvas: Drawing | undefined

  constructor(arrived: (name: string) => void) {
    this.element = el('div', { class: 'stage' }, this.#notice, this.#pictures, this.#below)
    const from = (source: Source, stream: MediaStream): MediaStream => {
      for (const track of stream.getTracks()) this.#sources.set(track, source)
      return stream
    }
    this.stage = {
      testPicture: () => from('test', testPicture('test picture')),
      camera: async (wish = {}) => from('camera', await cameraOrTest(wish, (text) => this.say(text))),
      screen: async () => from('screen', await screenOrTest((text) => this.say(text))),
      show: (whose, stream, caption) => this.#show(whose, stream, caption),
      drop: (whose) => this.#drop(whose),
      drawing: (drawn) => {
        this.#canvas ??= drawing(this.#below)
        this.#canvas.drawn = drawn
        return this.#canvas
      },
      received: (file) => {
        received(this.#below, file)
        arrived('file')
      },
    }
  }

  /** What a track was asked for as; undefined for a track of unknown origin. */
  sourceOf(track: MediaStreamTrack): Source | undefined {
    return this.#sources.get(track)
  }

  /** Says something above the pictures, and in the console. */
  say(text: string): void {
    this.#notice.hidden = false
    this.#notice.textContent = text
    console.warn(text)
  }

  #show(whose: unknown, stream: MediaStream, caption: string): void {
    if (!(stream instanceof MediaStream))
      throw new TypeError('stage.show needs a MediaStream, as stage.testPicture() returns one')
    const before = this.#figures.get(whose)
    const video = el('video', { autoplay: true, playsinline: true, 'aria-label': caption })
    video.muted = true
    video.srcObject = stream
    const sound = el('button', { type: 'button', class: 'quiet', hidden: true }, 'Hear')
    const showSound = (): void => void (sound.hidden = whose === OWN || stream.getAudioTracks().length === 0)
    sound.addEventListener('click', () => {
      video.muted = !video.muted
      sound.textContent = video.muted ? 'Hear' : 'Mute'
    })
    stream.addEventListener('addtrack', showSound)
    showSound()
    const entry = el('li', {}, video, el('p', {}, el('span', {}, caption), sound))
    this.#figures.set(whose, entry)
    // In the place of the one before: pictures do not jump.
    if (before === undefined) this.#pictures.append(entry)
    else before.replaceWith(entry)
    this.#pictures.hidden = false
  }

  #drop(whose: unknown): void {
    this.#figures.get(whose)?.remove()
    this.#figures.delete(whose)
    this.#pictures.hidden = this.#figures.size === 0
  }
}
