/** The page of the finished chat, and its content security policy. Its script makes all of it; the ports are written into it. */

/** The ports that the page speaks to: the chat's router, and the app's. */
export interface ChatPorts {
  readonly router: string | number
  /** Lesson 4's routes: users and log-in. */
  readonly accounts: string | number
  /** Lesson 5's routes: threads and history. */
  readonly threads: string | number
}

export function chatPage({ router, accounts, threads }: ChatPorts): string {
  const [routerPort, accountsPort, threadsPort] = [router, accounts, threads].map(Number)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Chat · Wampeter</title>
<link rel="icon" href="/assets/icon.svg">
<link rel="stylesheet" href="/assets/chat.css">
<script src="/assets/theme.js"></script>
<script defer src="/assets/chat.js"></script>
</head>
<body>
<a class="skip" href="#text">Skip to the chat</a>
<div id="chat" data-router="${routerPort}" data-accounts="${accountsPort}" data-threads="${threadsPort}">
<main id="text"><h1>Chat</h1>
<p>The chat needs JavaScript.</p></main>
</div>
</body>
</html>
`
}

/** What holds for every page of the site: nothing comes from elsewhere, and no text becomes HTML. */
export const SHARED_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
] as const

/** `host` is a checked host name; `ports` also has lesson 6's. */
export function chatPolicy(host: string, ports: ChatPorts & { readonly broadcast: string | number }): string {
  const app = [ports.accounts, ports.threads, ports.broadcast].map((port) => `http://${host}:${port}`).join(' ')
  return [
    ...SHARED_POLICY,
    "script-src 'self'",
    `connect-src 'self' ws://${host}:${ports.router} ${app}`,
    "trusted-types 'none'",
  ].join('; ')
}
