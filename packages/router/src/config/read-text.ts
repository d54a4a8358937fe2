/** From the text of a config file to its value: JSON or YAML, with faults that say line and column. */
import { parseDocument } from 'yaml'
import { excerpt, positionOf } from './excerpt.ts'
import { scanJson } from './json-text.ts'
import { fault, warning, type Problem } from './problem.ts'

/** What a text says, or why it cannot be read. */
export interface Read {
  readonly raw: unknown
  readonly problems: readonly Problem[]
}

/** Reads the text of a file by the ending of the file's name. */
export function readText(text: string, file: string): Read {
  if (/^\uFEFF?\s*$/.test(text)) return { raw: undefined, problems: [fault([], `${file}: this file is empty`)] }
  return file.endsWith('.yaml') ? readYaml(text, file) : readJson(text.replace(/^\uFEFF/, ''), file)
}

function readJson(text: string, file: string): Read {
  const { fault: broken, doubleKeys } = scanJson(text)
  if (broken !== undefined) return { raw: undefined, problems: [at(text, file, broken)] }
  const problems = doubleKeys.map(({ offset, path }) =>
    warning(
      path,
      `is written twice in this object (again in line ${positionOf(text, offset).line}); the last one counts`,
    ),
  )
  return { raw: JSON.parse(text), problems }
}

/** Version 1.1, because Crossbar reads YAML that way: `yes` is true there. */
function readYaml(text: string, file: string): Read {
  const document = parseDocument(text, { version: '1.1', prettyErrors: false })
  const problems = document.errors.map(({ pos: [offset], message }) =>
    at(text, file, { offset, message: plain(message) }),
  )
  if (problems.length > 0) return { raw: undefined, problems }
  try {
    return { raw: document.toJS({ maxAliasCount: 100 }), problems: [] }
  } catch {
    return {
      raw: undefined,
      problems: [fault([], `${file}: too many aliases, or one that refers to nothing`)],
    }
  }
}

/** The parser quotes what it stumbled over, which may be a secret. */
const plain = (message: string): string =>
  message
    .replaceAll(/(["'`]).*\1/gs, '…')
    .split('\n', 1)
    .join('')

function at(text: string, file: string, { offset, message }: { offset: number; message: string }): Problem {
  const { line, column } = positionOf(text, offset)
  return fault([], `${file}, line ${line}, column ${column}: ${message}\n${excerpt(text, offset)}`)
}
