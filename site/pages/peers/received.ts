/** Offers a file that came through a data channel, with its size and the beginning of its SHA-256 sum. */
import { el } from '../dom.ts'
import { size } from './figures.ts'

const MOST_FILES = 5
const kept: { readonly url: string; readonly line: HTMLElement }[] = []

export function received(place: HTMLElement, file: File): void {
  if (!(file instanceof File)) throw new TypeError('stage.received needs a File')
  const url = URL.createObjectURL(file)
  const sum = el('code', {}, '…')
  const line = el(
    'p',
    { class: 'received', role: 'status' },
    'Received: ',
    el('a', { href: url, download: file.name }, file.name),
    ` (${size(file.size)}, SHA-256 `,
    sum,
    ')',
  )
  place.append(line)
  void digest(file).then((hex) => (sum.textContent = hex))
  kept.push({ url, line })
  if (kept.length <= MOST_FILES) return
  const oldest = kept.shift()
  oldest?.line.remove()
  if (oldest !== undefined) URL.revokeObjectURL(oldest.url)
}

/** The first eight bytes: enough to compare by eye. */
async function digest(file: File): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()))
  return [...bytes.slice(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
