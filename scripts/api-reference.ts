/**
 * Writes docs/api/client.md from the doc comments of the exports of `@wampeter/client`: `node
 * scripts/api-reference.ts`. It reads the sources with a parser and follows the re-exports of each entry of the
 * package. Types are shown as the sources write them. A test fails when the file is out of date.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'oxc-parser'

const root = fileURLToPath(new URL('..', import.meta.url))
const PACKAGE = join(root, 'packages/client')

const MANIFEST = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as {
  readonly exports: Readonly<Record<string, string>>
  readonly imports: Readonly<Record<string, { readonly types: string } | undefined>>
}

/** The file of the reference. */
export const REFERENCE = join(root, 'docs/api/client.md')

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

/** The text of the reference as it should be. */
export function apiReference(): string {
  const sections = Object.entries(MANIFEST.exports).map(
    ([subpath, file]) => `## \`@wampeter/client${subpath.slice(1)}\`\n\n${entry(join(PACKAGE, file))}`,
  )
  return `# The client, in full\n\nWritten by \`scripts/api-reference.ts\` from the sources; change the comments there. [How to begin](../../packages/client/README.md).\n\n${sections.join('\n')}`
}

function entry(file: string): string {
  return namesIn(file)
    .map(({ name, exported, from }) => describeExport(exported, name, from))
    .filter((text) => text !== undefined)
    .join('\n')
}

interface Exported {
  /** The name in the file that declares it. */
  readonly name: string
  readonly exported: string
  readonly from: string
}

/** The exports of a module, with the files that declare them. Of other packages, only the protocol is followed. */
function namesIn(file: string): readonly Exported[] {
  const { module } = parsed(file)
  return module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest, importName, exportName }): readonly Exported[] => {
      const exported = exportName.name ?? ''
      const from = moduleRequest === null ? file : resolved(file, moduleRequest.value)
      if (exported === '' || from === undefined) return []
      const name = importName.name ?? exported
      if (from === file) return [{ name, exported, from }]
      if (importName.kind === 'All') {
        return namesIn(from).map((each) => ({ ...each, exported: `${exported}.${each.exported}` }))
      }
      const inner = namesIn(from).find((each) => each.exported === name)
      return inner === undefined ? [] : [{ name: inner.name, exported, from: inner.from }]
    }),
  )
}

function resolved(file: string, request: string): string | undefined {
  if (request.startsWith('.')) return join(dirname(file), request)
  const inner = MANIFEST.imports[request]?.types
  if (inner !== undefined) return join(PACKAGE, inner)
  const subpath = request.replace('@wampeter/protocol', '').slice(1)
  if (!request.startsWith('@wampeter/protocol')) return undefined
  return join(root, 'packages/protocol/src', subpath === '' ? 'index.ts' : `serializers/${subpath}.ts`)
}

function parsed(file: string): ReturnType<typeof parseSync> & { readonly text: string } {
  const text = readFileSync(file, 'utf8')
  return Object.assign(parseSync(file, text), { text })
}

function describeExport(exported: string, name: string, file: string): string | undefined {
  const { program, text } = parsed(file)
  for (const statement of program.body as unknown as readonly Node[]) {
    const declaration = (statement['declaration'] ?? statement) as Node | null
    if (declaration === null || !declares(declaration, name)) continue
    const comment = commentBefore(text, statement.start)
    return `### \`${exported}\`\n\n${comment === '' ? '' : `${comment}\n\n`}\`\`\`ts\n${signature(text, declaration)}\n\`\`\`\n`
  }
  return undefined
}

const nameOf = (node: unknown): string | undefined => (node as { readonly name?: string } | null | undefined)?.name

function declares(declaration: Node, name: string): boolean {
  if (nameOf(declaration['id']) === name) return true
  const list = declaration['declarations'] as readonly Node[] | undefined
  return list?.some((each) => nameOf(each['id']) === name) === true
}

/** The doc comment before a position, as Markdown. Lint comments may stand between. */
function commentBefore(text: string, at: number): string {
  const before = text.slice(0, at).replace(/(\/\/[^\n]*\n\s*)*$/, '')
  const comment = before.match(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*$/)?.[1] ?? ''
  return comment
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, ''))
    .join('\n')
    .replaceAll(/\{@link (\w+)\}/g, '`$1`')
    .trim()
}

/** A declaration without bodies: a class as its public members, a function as its head, anything else unchanged. */
function signature(text: string, node: Node): string {
  const whole = text.slice(node.start, node.end)
  if (node.type === 'ClassDeclaration') return classSignature(text, node)
  if (node.type === 'FunctionDeclaration') return head(text, node, node['body'] as Node)
  if (node.type !== 'VariableDeclaration') return whole
  const [first] = node['declarations'] as readonly Node[]
  const value = first?.['init'] as Node | undefined
  const body = value?.['body'] as Node | undefined
  return value?.type === 'ArrowFunctionExpression' && body !== undefined
    ? text.slice(node.start, body.start).replace(/\s*=>[\s(]*$/, '')
    : value?.type === 'CallExpression' || whole.length > 600
      ? text.slice(node.start, value?.start).replace(/\s*=\s*$/, '')
      : whole
}

const head = (text: string, node: Node, body: Node | null): string =>
  text.slice(node.start, body?.start ?? node.end).trim()

function classSignature(text: string, node: Node): string {
  const body = node['body'] as Node & { readonly body: readonly Node[] }
  const members = body.body.filter((member) => {
    const key = member['key'] as Node
    const isHidden =
      key.type === 'PrivateIdentifier' || member['accessibility'] !== null || member['kind'] === 'constructor'
    return !isHidden && (member['accessibility'] === undefined || !isHidden)
  })
  const lines = members.map((member) => {
    const comment = commentBefore(text, member.start)
    const value = member['value'] as (Node & { readonly body?: Node }) | null
    const shown =
      member.type === 'MethodDefinition'
        ? head(text, member, value?.body ?? null)
        : text.slice(member.start, member.end)
    const doc =
      comment === ''
        ? ''
        : `${comment
            .split('\n')
            .map((line) => `  // ${line}`)
            .join('\n')}\n`
    return `${doc}  ${shown.replace(/^override /, '')}`
  })
  return `${text.slice(node.start, body.start).trim()} {\n${lines.join('\n')}\n}`
}

if (import.meta.main) {
  mkdirSync(dirname(REFERENCE), { recursive: true })
  writeFileSync(REFERENCE, apiReference())
}
