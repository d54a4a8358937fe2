/** What a block of a lesson would change in the learner's file, line by line. */
import { createHash } from 'node:crypto'
import { diffLines } from 'diff'
import { changed, type FileBlock } from '../text/file-change.ts'
import type { LessonFolder } from './lesson-folder.ts'

/**
 * `mine`: the block is applied to the learner's file. `lesson`: the file becomes what the lesson has after this block,
 * whatever the learner wrote.
 */
export type Way = 'mine' | 'lesson'

export interface Row {
  readonly kind: 'same' | 'added' | 'removed'
  readonly text: string
}

export interface Proposal {
  readonly file: string
  readonly text: string
  readonly rows: readonly Row[]
  /** Names this change of this text: what a page has shown is what it may apply. */
  readonly mark: string
}

/** Throws ChangeError where the learner's file has no such place, and FileRefusal. */
export function propose(folder: LessonFolder, blocks: readonly FileBlock[], { at, way }: Wanted): Proposal {
  const block = blocks[at]
  if (block === undefined) throw new RangeError(`the lesson has no change ${at}`)
  const { file } = block
  const before = folder.read(file)
  const after = way === 'mine' ? appliedTo(before, block) : lessonsOwn(folder, blocks.slice(0, at + 1))
  return {
    file,
    text: after,
    rows: diffLines(before, after).flatMap(({ added, removed, value }) =>
      value
        .replace(/\n$/, '')
        .split('\n')
        .map((text) => ({ kind: added ? 'added' : removed ? 'removed' : 'same', text }) as const),
    ),
    mark: createHash('sha256')
      .update(JSON.stringify([file, before, after]))
      .digest('base64url'),
  }
}

export interface Wanted {
  /** The place of the block among the lesson's file blocks. */
  readonly at: number
  readonly way: Way
}

/** A file that an editor saved with CRLF stays that way. */
function appliedTo(text: string, block: FileBlock): string {
  const hasCrlf = text.includes('\r\n')
  const plain = text.replaceAll('\r\n', '\n')
  if (`\n${plain}\n`.includes(`\n${block.code.trimEnd()}\n`)) return text // it was applied before
  const after = changed(plain, block)
  return hasCrlf ? after.replaceAll('\n', '\r\n') : after
}

/** What the lesson's own blocks make of the file, up to the last of these. */
function lessonsOwn(folder: LessonFolder, blocks: readonly FileBlock[]): string {
  const file = blocks.at(-1)?.file ?? ''
  return blocks.filter((block) => block.file === file).reduce(changed, folder.atStart(file))
}
