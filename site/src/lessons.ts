/** Finds the lessons. Each is a folder `lessons/N-name` with a README.md, a script.js and a router of its own. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Lesson {
  readonly number: number
  readonly title: string
  readonly folder: string
  /** The folder's name as the texts write it: `lessons/1-crossbar-and-wamp`. */
  readonly shownAs: string
  /** How many checks its text has. */
  readonly checks: number
  /** Absent where the lesson has no router (lesson 0). */
  readonly cbdir?: string
  /** True: its script.js uses the plumbing that lessons share, `lessons/shared/ws-workshop.js`. */
  readonly hasPlumbing: boolean
  /** True: its page connects browsers with each other (lesson 7), and has a place for their pictures. */
  readonly hasCalls: boolean
  /** A program beside the router that the workshop keeps running; absent where the lesson has none. */
  readonly client?: string
}

/** True for lessons with a page to work on: all with a router, and lesson 0, which has a feed instead. */
export const hasPage = ({ number, cbdir }: Lesson): boolean => number === 0 || cbdir !== undefined

export function findLessons(folder: string): readonly Lesson[] {
  return readdirSync(folder)
    .flatMap((name) => readLesson(folder, name) ?? [])
    .toSorted((a, b) => a.number - b.number)
}

function readLesson(parent: string, name: string): Lesson | undefined {
  const number = /^(\d)-/.exec(name)?.[1]
  const folder = join(parent, name)
  const readme = join(folder, 'README.md')
  if (number === undefined || !existsSync(readme)) return undefined
  const text = readFileSync(readme, 'utf8')
  const title = /^# (?:\d+\. )?(.+)$/m.exec(text)?.[1] ?? name
  const cbdir = join(folder, 'router/.crossbar')
  const client = ['bot.ts', 'zmq/storage.ts'].map((file) => join(folder, file)).find((file) => existsSync(file))
  return {
    number: Number(number),
    title,
    checks: text.match(/^<!--\s*check:/gm)?.length ?? 0,
    folder,
    shownAs: `lessons/${name}`,
    hasPlumbing: Number(number) >= 3,
    hasCalls: existsSync(join(folder, 'call.js')),
    ...(existsSync(cbdir) && { cbdir }),
    ...(client !== undefined && { client }),
  }
}
