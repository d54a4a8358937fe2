import { escaped } from './escaped.ts'

/** A page with links to the entries of a directory, without hidden ones. The names of directories end with a slash. */
export function listing(place: string, names: readonly string[]): string {
  const links = names
    .filter((name) => !name.startsWith('.'))
    .toSorted()
    .map((name) => `<li><a href="./${encodeURIComponent(name).replaceAll('%2F', '/')}">${escaped(name)}</a></li>`)
  const up = place === '/' ? '' : '<li><a href="../">..</a></li>'
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escaped(place)}</title><h1>${escaped(place)}</h1><ul>${up}${links.join('')}</ul></html>\n`
}
