/** Turns the errors of the schema validator into one message for each field, as the reference answers. */
import type { FastifySchemaValidationError } from 'fastify/types/schema.js'

type Params = Readonly<Record<string, unknown>>

/** The first problem of each field counts. A problem of the whole body comes under `error`. */
export function fieldMessages(problems: readonly FastifySchemaValidationError[]): Readonly<Record<string, string>> {
  const messages: Record<string, string> = {}
  for (const { keyword, instancePath, params, message = 'is not valid' } of problems) {
    const field = fieldOf(instancePath, params)
    messages[field ?? 'error'] ??=
      field === undefined ? `The request ${message}.` : sentence(field, keyword, { message, ...params })
  }
  return messages
}

function fieldOf(instancePath: string, params: Params): string | undefined {
  const missing = params['missingProperty']
  if (typeof missing === 'string') return missing
  return instancePath.split('/')[1] || undefined
}

function sentence(field: string, keyword: string, { message, limit, type }: Params): string {
  switch (keyword) {
    case 'required':
      return `'${field}' is missing.`
    case 'minLength':
      return limit === 1 ? `'${field}' is missing.` : `'${field}' must have at least ${String(limit)} characters.`
    case 'maxLength':
      return `'${field}' must have at most ${String(limit)} characters.`
    case 'type':
      return `'${field}' must be of type ${String(type)}.`
    default:
      return `'${field}' ${String(message)}.`
  }
}
