/** HTML by template: every inserted value is escaped as text, unless it is HTML that was made here. */

export class Html {
  readonly source: string

  constructor(source: string) {
    this.source = source
  }
}

type Value = string | number | Html | undefined | readonly Html[]

export function markup(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(parts.map((part, index) => part + written(values[index])).join(''))
}

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

function written(value: Value): string {
  if (value === undefined) return ''
  if (value instanceof Html) return value.source
  if (Array.isArray(value)) return value.map((each) => each.source).join('')
  return escaped(String(value))
}
