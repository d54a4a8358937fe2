import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'
import type { Program } from 'oxc-parser'

/** Every module that a file names: static, type-only and dynamic imports, re-exports, and calls that load a module. */
export function importsOf(file: string): readonly string[] {
  const { module, program, errors } = parseSync(file, readFileSync(file, 'utf8'))
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]?.message}`)
  const text = readFileSync(file, 'utf8')
  const named = module.staticImports.map(({ moduleRequest }) => moduleRequest.value)
  const exported = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
  )
  const dynamic = module.dynamicImports.map(({ moduleRequest: { start, end } }) =>
    text.slice(start, end).replaceAll(/^['"`]|['"`]$/g, ''),
  )
  return [...new Set([...named, ...exported, ...dynamic, ...askedFor(program)])]
}

/** `process.getBuiltinModule('…')` and `require('…')` are imports too. */
function askedFor(program: Program): readonly string[] {
  const found: string[] = []
  new Visitor({
    CallExpression({ callee, arguments: [first] }) {
      const name =
        callee.type === 'MemberExpression' && callee.property.type === 'Identifier' ? callee.property : callee
      if (name.type !== 'Identifier' || !['getBuiltinModule', 'require'].includes(name.name)) return
      if (first?.type === 'Literal' && typeof first.value === 'string') found.push(first.value)
    },
  }).visit(program)
  return found
}

/** A relative import as a path from the project's root; any other import unchanged. */
export const target = (file: string, specifier: string): string =>
  specifier.startsWith('.') ? join(dirname(file), specifier) : specifier
