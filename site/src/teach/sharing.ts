/**
 * Tells the teacher where the learner is: name, lesson and step. Only the newest step is sent, one request at a time. If
 * the teacher's machine is away, the lesson goes on, and the next step is tried again.
 */
import { request } from 'node:http'
import { connect, type TLSSocket } from 'node:tls'
import type { Teacher } from './teacher.ts'

export type Place = Readonly<{ lesson: number; step: string }>

const WITHIN_MS = 5_000

export class Sharing {
  readonly name: string
  readonly #teacher: Teacher
  readonly #say: (text: string) => void
  #next: Place | undefined
  #isSending = false
  #problem = ''

  /** `say` gets each change: that the teacher is told, or why not. */
  constructor(teacher: Teacher, say: (text: string) => void) {
    this.#teacher = teacher
    this.name = teacher.name
    this.#say = say
  }

  tell(place: Place): void {
    this.#next = place
    if (!this.#isSending) void this.#sendAll()
  }

  async #sendAll(): Promise<void> {
    this.#isSending = true
    while (this.#next !== undefined) {
      const place = this.#next
      this.#next = undefined
      const problem = await send(this.#teacher, place).catch((error: Error) => error.message)
      if (problem === this.#problem) continue
      this.#problem = problem
      this.#say(problem === '' ? 'the teacher is told again' : `the teacher is not told: ${problem}`)
    }
    this.#isSending = false
  }
}

/** Resolves with an empty text, or with what the teacher's machine refused. */
async function send(teacher: Teacher, place: Place): Promise<string> {
  const socket = await pinned(teacher)
  const body = JSON.stringify({ name: teacher.name, ...place })
  const headers = { authorization: `Bearer ${teacher.code}`, 'content-type': 'application/json' }
  return new Promise((resolve, reject) => {
    const asked = request({
      ...{ method: 'POST', path: '/progress', host: teacher.host, headers },
      createConnection: () => socket,
    })
    asked.setTimeout(WITHIN_MS, () => asked.destroy(new Error('it does not answer')))
    asked.on('error', reject)
    asked.on('response', (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (part: string) => (text = `${text}${part}`.slice(0, 300)))
      answer.on('end', () => resolve(answer.statusCode === 204 ? '' : text.trim() || `status ${answer.statusCode}`))
      answer.on('error', reject)
    })
    asked.end(body)
  })
}

/** A connection to the machine that has the certificate of the command, and to no other. Nothing is sent before. */
function pinned({ host, port, fingerprint }: Teacher): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, rejectUnauthorized: false })
    socket.setTimeout(WITHIN_MS, () => socket.destroy(new Error('it does not answer')))
    socket.once('error', reject)
    socket.once('secureConnect', () => {
      const theirs = socket.getPeerCertificate().fingerprint256?.replaceAll(':', '').toLowerCase()
      if (theirs !== fingerprint)
        return socket.destroy(new Error('another machine answers there. Ask the teacher for the command of today'))
      socket.off('error', reject)
      resolve(socket)
    })
  })
}
