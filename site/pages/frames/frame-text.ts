/** A frame as text to show or copy, with its secret hidden where the reader chose that. */
import type { Reading } from './reading.ts'

const cover = '••••••••'
const longestShown = 20_000

export function rawText({ frame, message, secretAt }: Reading, isCovered: boolean): string {
  if (frame.raw === undefined) return `(a binary frame of ${frame.bytes} bytes)`
  if (secretAt !== undefined && isCovered) return JSON.stringify(message.with(secretAt, cover))
  if (frame.raw.length <= longestShown) return frame.raw
  return `${frame.raw.slice(0, longestShown)} … (${frame.raw.length - longestShown} more characters)`
}

export function valueText({ message, secretAt }: Reading, index: number, isCovered: boolean): string {
  if (index === secretAt && isCovered) return JSON.stringify(cover)
  return cut(JSON.stringify(message[index]) ?? '')
}

export function cut(text: string, most = 2_000): string {
  return text.length <= most ? text : `${text.slice(0, most)} … (${text.length - most} more characters)`
}
