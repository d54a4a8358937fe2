/** The page of the finished chat. Its script makes all of it; the server writes the ports into it. */
import { markup } from './markup.ts'

/** The ports that the page speaks to: the chat's router, and the app's for accounts and for threads. */
export interface ChatPorts {
  readonly router: string
  readonly accounts: string
  readonly threads: string
}

export function chatPage({ router, accounts, threads }: ChatPorts): string {
  return markup`<!doctype html>
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
<div id="chat" data-router="${router}" data-accounts="${accounts}" data-threads="${threads}">
<main id="text"><h1>Chat</h1>
<p>The chat needs JavaScript.</p></main>
</div>
</body>
</html>
`.source
}
