/**
 * The files of one lesson that its text changes. No other file is read or written here. A symbolic link is refused: it
 * could lead out of the lesson's folder.
 */
import {
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { randomUUID } from 'node:crypto'
import { basename, dirname, isAbsolute, join, normalize } from 'node:path'
import type { Lesson } from '../lessons.ts'

/** A file that may not be read or written. The message says which one, why, and what to do. */
export class FileRefusal extends Error {}

/** A lesson's file is some kilobytes long. */
const longestFile = 256 * 1024

export class LessonFolder {
  readonly #lesson: Lesson
  readonly #files: ReadonlySet<string>

  /** `files`: those that the lesson's text names. */
  constructor(lesson: Lesson, files: ReadonlySet<string>) {
    this.#lesson = lesson
    this.#files = files
  }

  get files(): readonly string[] {
    return [...this.#files]
  }

  /** The learner's text; empty where the file is missing. Throws FileRefusal. */
  read(file: string): string {
    const path = this.#pathOf(file)
    if (!existsSync(path)) return ''
    const { size } = lstatSync(path)
    if (size > longestFile) throw new FileRefusal(`${file} has ${size} bytes; the page shows at most ${longestFile}`)
    return readFileSync(path, { encoding: 'utf8', flag: constants.O_RDONLY | constants.O_NOFOLLOW })
  }

  /** The text with which the lesson begins. */
  atStart(file: string): string {
    const path = join(this.#lesson.folder, 'start', basename(file))
    return existsSync(path) ? readFileSync(path, 'utf8') : ''
  }

  /** Replaces the file in one step: its program never reads half of it. Throws FileRefusal. */
  write(file: string, text: string): void {
    const path = this.#pathOf(file)
    const next = `${path}.${randomUUID()}.next`
    writeFileSync(next, text, { flag: 'wx' })
    renameSync(next, path)
  }

  /**
   * Copies the learner's files to a new folder in `kept/`, and returns its name as the texts write it. Returns undefined
   * where there is nothing to keep.
   */
  keep(files: readonly string[], at: Date): string | undefined {
    const worthKeeping = files.filter((file) => {
      const text = this.read(file)
      return text !== '' && text !== this.atStart(file)
    })
    if (worthKeeping.length === 0) return undefined
    const name = join('kept', at.toISOString().replaceAll(':', '-'))
    for (const file of worthKeeping) {
      const copy = join(this.#lesson.folder, name, file)
      mkdirSync(dirname(copy), { recursive: true })
      writeFileSync(copy, this.read(file), { flag: 'wx' })
    }
    return `${this.#lesson.shownAs}/${name}`
  }

  #pathOf(file: string): string {
    const { folder, shownAs } = this.#lesson
    const isPlain = !isAbsolute(file) && normalize(file) === file && !file.startsWith('..')
    if (!isPlain || !this.#files.has(file)) throw new FileRefusal(`${file} is no file that this lesson's text changes`)
    const path = join(folder, file)
    const isDirect = realpathSync(dirname(path)) === dirname(join(realpathSync(folder), file))
    const found = lstatSync(path, { throwIfNoEntry: false })
    if (!isDirect || (found !== undefined && !found.isFile()))
      throw new FileRefusal(`${shownAs}/${file} is a link, or no regular file, and is left alone. Edit it yourself`)
    return path
  }
}
