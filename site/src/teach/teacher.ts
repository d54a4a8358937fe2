/** Whom a learner's workshop tells where the learner is. Only a learner who names a teacher is seen. */
import { CLASS_LIMITS, isName } from './class.ts'

export interface Teacher {
  readonly host: string
  readonly port: number
  readonly code: string
  /** The SHA-256 sum of the only certificate that is trusted. */
  readonly fingerprint: string
  /** The learner's name. */
  readonly name: string
}

interface Given {
  readonly teacher: string | undefined
  readonly name: string | undefined
}

/** Undefined where no teacher is named. Throws what `refused` makes of a reason. */
export function readTeacher({ teacher, name }: Given, refused: (why: string) => Error): Teacher | undefined {
  if (teacher === undefined && name === undefined) return undefined
  if (teacher === undefined) throw refused('--name is for a teacher: it needs --teacher too.')
  if (!isName(name))
    throw refused(`--teacher needs --name 'YOUR NAME', with 1 to ${CLASS_LIMITS.nameCharacters} characters.`)
  const url = URL.parse(teacher)
  const [, code, fingerprint] = /^#([\w-]{8,100})\.([0-9a-f]{64})$/.exec(url?.hash ?? '') ?? []
  if (url?.protocol !== 'https:' || code === undefined || fingerprint === undefined)
    throw refused(
      '--teacher needs the address that bin/teach prints: https://…/#… with all that follows the #, in quotes.',
    )
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return { host, port: Number(url.port || 443), code, fingerprint, name: name.trim() }
}
