/** The web view of the cache, as text: a page, its script and its style. Values come as JSON and are shown as text. */

export const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The cache of the chat</title>
<link rel="stylesheet" href="/view.css">
<script type="module" src="/view.js"></script>
<h1>The cache of the chat</h1>
<p id="state" role="status">Reading …</p>
<table>
  <thead><tr><th scope="col">Key<th scope="col">Value<th scope="col">Seconds left</thead>
  <tbody id="entries"></tbody>
</table>
</html>
`

export const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 1rem auto; max-width: 60rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid color-mix(in srgb, currentColor 25%, transparent); overflow-wrap: anywhere; padding: .25rem .5rem; text-align: left; vertical-align: top; }
th:last-child, td:last-child { text-align: right; font-variant-numeric: tabular-nums; }
`

export const SCRIPT = `
const state = document.querySelector('#state')
const body = document.querySelector('#entries')

function rowOf({ key, value, secondsLeft = 'no limit' }) {
  const row = document.createElement('tr')
  for (const text of [key, value, secondsLeft]) row.insertCell().textContent = text
  return row
}

async function show() {
  try {
    const response = await fetch('/entries', { signal: AbortSignal.timeout(5000) })
    const { store, entries, problem } = await response.json()
    state.textContent = problem ?? entries.length + ' keys ' + store
    if (entries) body.replaceChildren(...entries.map(rowOf))
  } catch {
    state.textContent = 'The presence worker does not answer. This page keeps asking.'
  }
}

for (;;) {
  if (!document.hidden) await show()
  await new Promise((resolve) => setTimeout(resolve, 1000))
}
`
