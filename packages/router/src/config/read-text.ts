/** Turns the text of a config file, JSON or YAML, into its value. Faults have a line and a column. */
import { parseDocument } from 'yaml'
import { excerpt, positionOf } from './excerpt.ts'
import { scanJson } from './json-text.ts'
import { fault, warning, type Problem } from './problem.ts'

/** The value of a text, or the problems because of which it cannot be read. */
export interface Read {
  readonly raw: unknown
  readonly problems: readonly Problem[]
}

/** Reads the text of a file, as JSON or YAML by the ending of the file's name. */
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

/** Reads YAML 1.1, as Crossbar does: `yes` is true there. */
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

/** Replaces the parser's own text, which quotes the file: the quoted part may be a secret. */
const plain = (message: string): string =>
  message
    .replaceAll(/(["'`]).*\1/gs, '…')
    .split('\n', 1)
    .join('')

function at(text: string, file: string, { offset, message }: { offset: number; message: string }): Problem {
  const { line, column } = positionOf(text, offset)
  return fault([], `${file}, line ${line}, column ${column}: ${message}\n${excerpt(text, offset)}`)
}
