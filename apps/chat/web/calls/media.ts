/**
 * The microphone and the camera of this page, or what takes their place: without a camera a test picture is sent, without
 * a microphone nothing. Each failure has a sentence for the user.
 */
import { askOnce, one, openScreen, reason } from './open-device.ts'
import type { Got } from './open-device.ts'
import { Opened } from './opened.ts'
import type { Showing } from './peer-words.ts'
import type { Tracks } from './peer.ts'
import type { Media } from './signal.ts'
import { testPicture } from './test-picture.ts'

export interface DevicesOptions {
  /** Written into the test picture. */
  readonly name: () => string
  /** Tracks, states or problems have changed. */
  readonly onChange: () => void
}

/** A device that can be chosen. */
export interface Choice {
  readonly id: string
  readonly label: string
}

export class Devices {
  readonly #options: DevicesOptions
  readonly #microphone = new Opened<string, Got>((id) => this.#openMicrophone(id), stop)
  readonly #camera = new Opened<string, Got>((id) => this.#openCamera(id), stop)
  readonly #screen = new Opened<undefined, Got>(() => openScreen(), stop)
  readonly #changed = (): void => void this.list()
  /** Asked for together at the beginning, so that the user is asked once. */
  #both: Promise<MediaStream> | undefined
  #isMuted = false
  #isPictureOff = false
  #isOpen = false
  cameras: readonly Choice[] = []
  microphones: readonly Choice[] = []

  constructor(options: DevicesOptions) {
    this.#options = options
  }

  /** Opens what a call needs. What was closed meanwhile is closed as soon as it is open. */
  async open(media: Media): Promise<void> {
    this.#isOpen = true
    this.#isMuted = false
    this.#isPictureOff = media === 'audio'
    navigator.mediaDevices?.addEventListener('devicechange', this.#changed)
    this.#both = askOnce(media)
    await Promise.all([this.#microphone.want(''), media === 'video' ? this.#camera.want('') : undefined])
    this.#both = undefined
    if (!this.#isOpen) return
    this.#options.onChange()
    await this.list()
  }

  close(): void {
    this.#isOpen = false
    navigator.mediaDevices?.removeEventListener('devicechange', this.#changed)
    for (const one of [this.#microphone, this.#camera, this.#screen]) one.close()
  }

  get tracks(): Tracks {
    const audio = this.#isMuted ? null : (this.#microphone.now?.track ?? null)
    const screen = this.#screen.now?.track ?? null
    return { audio, video: screen ?? (this.#isPictureOff ? null : (this.#camera.now?.track ?? null)) }
  }

  get showing(): Showing {
    const isTest = (this.#camera.now?.problem ?? '') !== ''
    const picture = this.#isPictureOff || this.#camera.now === undefined ? 'off' : isTest ? 'test' : 'camera'
    return { microphone: this.tracks.audio !== null, picture: this.isSharing ? 'screen' : picture }
  }

  /** What does not work, and what is done instead. */
  get problems(): readonly string[] {
    return [this.#microphone, this.#camera, this.#screen].flatMap(({ now }) => now?.problem || [])
  }

  get isMuted(): boolean {
    return this.#isMuted
  }

  get isSharing(): boolean {
    return (this.#screen.now?.track ?? null) !== null
  }

  get hasPicture(): boolean {
    return !this.#isPictureOff
  }

  setMuted(isMuted: boolean): void {
    this.#isMuted = isMuted
    this.#options.onChange()
  }

  /** The camera is closed while the picture is off: its light is, too. */
  async setPicture(isOn: boolean): Promise<void> {
    this.#isPictureOff = !isOn
    if (isOn) await this.#camera.want('')
    else this.#camera.close()
    this.#options.onChange()
  }

  async share(isOn: boolean): Promise<void> {
    if (isOn) await this.#screen.want(undefined)
    else this.#screen.close()
    this.#screen.now?.track?.addEventListener('ended', () => void this.share(false)) // by the browser's own button
    this.#options.onChange()
  }

  async choose(kind: 'camera' | 'microphone', id: string): Promise<void> {
    if (kind === 'camera') this.#isPictureOff = false
    await (kind === 'camera' ? this.#camera : this.#microphone).want(id)
    this.#options.onChange()
  }

  /** Names are empty until a device was allowed. */
  async list(): Promise<void> {
    const found = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? []
    const of = (kind: MediaDeviceKind): readonly Choice[] =>
      found
        .filter((one) => one.kind === kind && one.deviceId !== '')
        .map(({ deviceId, label }, index) => ({ id: deviceId, label: label || `Device ${index + 1}` }))
    this.cameras = of('videoinput')
    this.microphones = of('audioinput')
    this.#options.onChange()
  }

  async #openMicrophone(id: string): Promise<Got> {
    try {
      const track = await one('audio', id, this.#both)
      track?.addEventListener('ended', () => void this.#unplugged('microphone'))
      return { track, problem: '' }
    } catch (error) {
      return { track: null, problem: `${reason('microphone', error)} The others do not hear you.` }
    }
  }

  async #openCamera(id: string): Promise<Got> {
    try {
      const track = await one('video', id, this.#both)
      track?.addEventListener('ended', () => void this.#unplugged('camera'))
      return { track, problem: '' }
    } catch (error) {
      const track = testPicture(this.#options.name())
      return { track, problem: `${reason('camera', error)} The others see a test picture.` }
    }
  }

  /** Another device is taken, if there is one. */
  async #unplugged(kind: 'camera' | 'microphone'): Promise<void> {
    if (!this.#isOpen) return
    await (kind === 'camera' ? this.#camera : this.#microphone).want('')
    this.#options.onChange()
  }
}

function stop({ track }: Got): void {
  track?.stop()
}
