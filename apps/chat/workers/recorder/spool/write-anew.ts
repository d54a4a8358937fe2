import { open, rename } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { SpoolContents } from './spool-contents.ts'

/** A spool's file that is open, with what it holds. */
export interface Opened {
  readonly contents: SpoolContents
  readonly handle: FileHandle
  readonly size: number
}

/** Replaces the file at once: after a crash there is the old one or the new one. */
export async function writeAnew(file: string, contents: SpoolContents): Promise<Opened> {
  const text = Buffer.from(contents.text())
  const handle = await open(`${file}.new`, 'w', 0o600)
  try {
    await handle.appendFile(text)
    await handle.datasync()
    await rename(`${file}.new`, file)
    const folder = await open(dirname(file))
    await folder.sync().finally(() => folder.close())
  } catch (error) {
    await handle.close()
    throw error
  }
  return { contents, handle, size: text.length }
}
