/** Asks the site about the lesson's files. It answers only pages of its own that were loaded from this machine. */

export type Way = 'mine' | 'lesson'

export interface Row {
  readonly kind: 'same' | 'added' | 'removed'
  readonly text: string
}

export interface LessonFile {
  readonly name: string
  readonly text: string
}

export type Ask =
  | { readonly do: 'read' }
  | { readonly do: 'preview'; readonly at: number; readonly way: Way }
  | { readonly do: 'apply'; readonly at: number; readonly way: Way; readonly mark: string }
  | { readonly do: 'reset' }

export type Done =
  | { readonly kind: 'files'; readonly files: readonly LessonFile[] }
  | { readonly kind: 'preview'; readonly file: string; readonly rows: readonly Row[]; readonly mark: string }
  | { readonly kind: 'written'; readonly files: readonly string[]; readonly kept?: string }
  | { readonly kind: 'refused'; readonly why: string }

const token = document.querySelector<HTMLMetaElement>('meta[name=workshop-token]')?.content

/** False where SITE_HOST opens the site to the network: its pages change no files. */
export const canChangeFiles = token !== undefined

/** Never rejects. */
export async function askFiles(ask: Ask): Promise<Done> {
  const { lesson = '' } = document.documentElement.dataset
  try {
    const answer = await fetch(`/${lesson}/files`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Workshop-Token': token ?? '' },
      body: JSON.stringify(ask),
    })
    return (await answer.json()) as Done
  } catch {
    return { kind: 'refused', why: 'The workshop does not answer. Does bin/start run?' }
  }
}
