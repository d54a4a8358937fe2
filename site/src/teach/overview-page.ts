/** The teacher's pages: the overview, which its script keeps up to date, and the form for the token. */
import { markup, type Html } from '../text/markup.ts'

export function overviewPage(): string {
  return whole(
    'Overview',
    markup`<h1>Who is where</h1>
<p id="overview-sum" role="status">Nobody has been heard of yet.</p>
<table>
<thead><tr><th scope="col">Name</th><th scope="col">Lesson</th><th scope="col">Next step</th><th scope="col">Heard of</th></tr></thead>
<tbody id="overview-rows"></tbody>
</table>
<p>Learners are here who have started with <code>--teacher</code>. They send their name, lesson and step, and nothing else. Nothing of it is stored.</p>
<script defer src="/assets/overview.js"></script>`,
  )
}

/** `problem`: what was wrong before. */
export function logInPage(problem?: string): string {
  return whole(
    "Teacher's token",
    markup`<h1>Overview</h1>
${problem === undefined ? undefined : markup`<p class="overview-problem" role="alert">${problem}</p>`}
<form method="post" action="/overview">
<label for="token">The teacher's token, as bin/teach has printed it</label>
<input id="token" name="token" type="password" required maxlength="100" autocomplete="off" autofocus>
<button>Open the overview</button>
</form>`,
  )
}

function whole(title: string, body: Html): string {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Wampeter</title>
<link rel="icon" href="/assets/icon.svg">
<link rel="stylesheet" href="/assets/site.css">
<script src="/assets/theme.js"></script>
</head>
<body class="overview">
<main id="text">
${body}
</main>
</body>
</html>
`.source
}
