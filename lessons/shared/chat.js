// A chat in ten lines, between all tabs that have this page.
const [form, lines] = ['#chat-form', '#chat-lines'].map((name) => document.querySelector(name))
const show = (text) => lines.append(Object.assign(document.createElement('li'), { textContent: text }))
const connection = new autobahn.Connection({ url: `ws://${location.hostname}:8001/ws`, realm: 'ws-workshop' })
connection.onopen = async (session) => {
  await session.subscribe('hello', ([text]) => show(text))
  form.onsubmit = () => session.publish('hello', [form.text.value], {}, { exclude_me: false }) || form.reset()
  show('You are connected. Write something.')
}
connection.onclose = (reason) => void show(`No connection (${reason}). Is bin/start running?`)
connection.open()
