/** The lines of the spool. Each is a JSON object with one letter that says what it is, and ends with a line break. */

/** A message on its way to the storage service. Times are milliseconds since 1970. */
export interface Message {
  readonly id: string
  readonly user: string
  readonly thread: string
  readonly message: string
  readonly at: number
}

/** A time in which messages may have passed unrecorded. */
export interface Gap {
  readonly id: string
  readonly from: number
  readonly to: number
}

/** What the spool remembers. `n` names an entry; it grows. */
export type SpoolRecord =
  | { readonly kind: 'message'; readonly n: number; readonly message: Message; readonly isDirect: boolean }
  | { readonly kind: 'gap'; readonly n: number; readonly gap: Gap }
  /** The event of the message was published. */
  | { readonly kind: 'published'; readonly n: number }
  /** The entry is stored and, where it has to be, published: it is of no more use. */
  | { readonly kind: 'done'; readonly n: number }
  /** Messages were recorded up to this time. `isClosed`: and none can have passed since. */
  | { readonly kind: 'recorded'; readonly until: number; readonly isClosed: boolean }

export function writeRecord(record: SpoolRecord): string {
  return `${JSON.stringify(shortened(record))}\n`
}

function shortened(record: SpoolRecord): object {
  switch (record.kind) {
    case 'message': {
      const { id, user, thread, message, at } = record.message
      return { m: record.n, id, user, thread, message, at, ...(record.isDirect && { direct: true }) }
    }
    case 'gap':
      return { g: record.n, ...record.gap }
    case 'published':
      return { p: record.n }
    case 'done':
      return { d: record.n }
    case 'recorded':
      return { r: record.until, ...(record.isClosed && { closed: true }) }
    default:
      throw new TypeError(`unexpected record: ${JSON.stringify(record satisfies never)}`)
  }
}

/** Undefined for a line that is damaged: the last one of a process that was killed while it wrote. */
export function readRecord(line: string): SpoolRecord | undefined {
  const value = parsed(line)
  if (value === undefined) return undefined
  const { m, g, p, d, r } = value
  if (isNumber(m)) return readMessage(m, value)
  if (isNumber(g)) return readGap(g, value)
  if (isNumber(p)) return { kind: 'published', n: p }
  if (isNumber(d)) return { kind: 'done', n: d }
  if (isNumber(r)) return { kind: 'recorded', until: r, isClosed: value['closed'] === true }
  return undefined
}

function readGap(n: number, { id, from, to }: Readonly<Record<string, unknown>>): SpoolRecord | undefined {
  if (!isNumber(from) || !isNumber(to)) return undefined
  return { kind: 'gap', n, gap: { id: isText(id) ? id : `gap ${from} ${to}`, from, to } }
}

function readMessage(n: number, value: Readonly<Record<string, unknown>>): SpoolRecord | undefined {
  const { id, user, thread, message, at, direct } = value
  if (!isText(id) || !isText(user) || !isText(thread) || !isText(message) || !isNumber(at)) return undefined
  return { kind: 'message', n, message: { id, user, thread, message, at }, isDirect: direct === true }
}

function parsed(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

const isNumber = (value: unknown): value is number => typeof value === 'number'
const isText = (value: unknown): value is string => typeof value === 'string'
