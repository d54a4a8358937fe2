/** A field of a form, with its label and what is wrong with it. */
import { h } from 'preact'
import type { ComponentChild } from 'preact'
import { Refused } from '../app.ts'

export interface FieldProps {
  readonly name: string
  readonly label: string
  readonly type?: 'text' | 'password'
  readonly autocomplete?: string
  readonly value?: string
  readonly problem?: string | undefined
}

export function Field({
  name,
  label,
  type = 'text',
  autocomplete = 'off',
  value = '',
  problem,
}: FieldProps): ComponentChild {
  const id = `field-${name}`
  return h('div', { class: 'field' }, [
    h('label', { for: id }, label),
    h('input', {
      ...{ id, name, type, autocomplete, required: true, defaultValue: value, maxLength: 200 },
      'aria-invalid': problem === undefined ? undefined : 'true',
      'aria-describedby': problem === undefined ? undefined : `${id}-problem`,
    }),
    problem === undefined ? null : h('p', { class: 'problem', id: `${id}-problem`, role: 'alert' }, problem),
  ])
}

/** What is wrong, by field; under `error` what belongs to no field. */
export type Problems = Readonly<Record<string, string>>

export function problemsOf(error: unknown): Problems {
  if (error instanceof Refused && Object.keys(error.fields).length > 0) return error.fields
  if (error instanceof TypeError) return { error: 'The app does not answer. Is it running? Try again in a moment.' }
  return { error: error instanceof Error ? error.message : String(error) }
}

/** The text of a form's field. */
export function textIn(event: Event, name: string): string {
  const field = new FormData(event.currentTarget as HTMLFormElement).get(name)
  return typeof field === 'string' ? field : ''
}
