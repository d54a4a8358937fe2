/** Reading what came from the wire, where anything may be anything. */

export function asDict(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

export function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
