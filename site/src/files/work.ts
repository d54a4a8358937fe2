/** What a page may ask to be done with a lesson's files, and what it gets. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Lesson } from '../lessons.ts'
import { ChangeError } from '../text/file-change.ts'
import { lessonText } from '../text/lesson-text.ts'
import { FileRefusal, LessonFolder } from './lesson-folder.ts'
import { propose, type Row, type Wanted } from './proposal.ts'

export type Ask =
  | { readonly do: 'read' }
  | ({ readonly do: 'preview' } & Wanted)
  /** `mark`: of the preview that the learner has seen. */
  | ({ readonly do: 'apply'; readonly mark: string } & Wanted)
  /** Every file becomes what it is at the lesson's beginning. */
  | { readonly do: 'reset' }

export type Done =
  | { readonly kind: 'files'; readonly files: readonly { readonly name: string; readonly text: string }[] }
  | { readonly kind: 'preview'; readonly file: string; readonly rows: readonly Row[]; readonly mark: string }
  | { readonly kind: 'written'; readonly files: readonly string[]; readonly kept?: string }
  | { readonly kind: 'refused'; readonly why: string }

/** Undefined for anything else. */
export function readAsk(value: unknown): Ask | undefined {
  const { do: what, at, way, mark } = (value ?? {}) as Readonly<Record<string, unknown>>
  if (what === 'read' || what === 'reset') return { do: what }
  const isWanted = Number.isInteger(at) && (way === 'mine' || way === 'lesson')
  if (!isWanted) return undefined
  const wanted = { at: Number(at), way } as const
  if (what === 'preview') return { do: what, ...wanted }
  return what === 'apply' && typeof mark === 'string' ? { do: what, ...wanted, mark } : undefined
}

/** The lesson's text is read each time: it may be changed while the site runs. */
export function work(lesson: Lesson, ask: Ask): Done {
  const { changes } = lessonText(readFileSync(join(lesson.folder, 'README.md'), 'utf8'))
  const folder = new LessonFolder(lesson, new Set(changes.map(({ file }) => file)))
  try {
    switch (ask.do) {
      case 'read':
        return { kind: 'files', files: folder.files.map((name) => ({ name, text: folder.read(name) })) }
      case 'preview': {
        const { file, rows, mark } = propose(folder, changes, ask)
        return { kind: 'preview', file, rows, mark }
      }
      case 'apply': {
        const { file, text, mark } = propose(folder, changes, ask)
        if (mark !== ask.mark) return refused(`${file} has changed since it was shown. Look at the change again`)
        const kept = ask.way === 'lesson' ? folder.keep([file], new Date()) : undefined
        folder.write(file, text)
        return written([file], kept)
      }
      case 'reset': {
        const { files } = folder
        const kept = folder.keep(files, new Date())
        for (const file of files)
          if (folder.read(file) !== folder.atStart(file)) folder.write(file, folder.atStart(file))
        return written(files, kept)
      }
      default:
        throw new Error('unreachable', { cause: ask satisfies never })
    }
  } catch (error) {
    if (error instanceof ChangeError) return refused(`your file is not as this step expects it: ${error.message}`)
    if (error instanceof FileRefusal || error instanceof RangeError) return refused(error.message)
    throw error
  }
}

const refused = (why: string): Done => ({ kind: 'refused', why })

const written = (files: readonly string[], kept: string | undefined): Done => ({
  kind: 'written',
  files,
  ...(kept !== undefined && { kept }),
})
