/** A lesson's page tells which step is next, for the teacher whom the learner has named. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Lesson } from '../lessons.ts'
import { CLASS_LIMITS, readProgress } from '../teach/class.ts'
import { readBody } from '../teach/read-body.ts'
import type { Sharing } from '../teach/sharing.ts'
import { refusalOf } from './file-requests.ts'

export interface ProgressDoor {
  readonly lesson: Lesson
  readonly token: string | undefined
  /** Undefined: the learner has named no teacher. */
  readonly sharing: Sharing | undefined
}

export async function answerProgress(
  { lesson, token, sharing }: ProgressDoor,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): Promise<void> {
  const why = refusalOf(request, token)
  if (why !== undefined) return void response.writeHead(403).end(`${why}\n`)
  if (sharing === undefined) return void response.writeHead(404).end('No teacher is named.\n')
  const read = readProgress({
    name: sharing.name,
    lesson: lesson.number,
    step: await readBody(request, CLASS_LIMITS.bodyBytes),
  })
  if (typeof read === 'string') return void response.writeHead(400).end(`${read}\n`)
  sharing.tell({ lesson: read.lesson, step: read.step })
  response.writeHead(204).end()
}
