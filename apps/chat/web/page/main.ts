/** The page `/chat/`. */
import { h, render } from 'preact'
import { Chat } from './chat.ts'
import { settingsOf } from './settings.ts'
import { Page } from './views/page.ts'

const root = document.querySelector<HTMLElement>('#chat')
if (root !== null) {
  root.replaceChildren()
  render(h(Page, { chat: new Chat(settingsOf(root)) }), root)
}
