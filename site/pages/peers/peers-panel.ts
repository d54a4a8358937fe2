/** The tab that shows what each connection carries and costs. */
import { el } from '../dom.ts'
import { size, type Counts, type Rates } from './figures.ts'

export interface Shown {
  readonly state: string
  readonly counts: Counts
  readonly rates: Rates
}

export interface PeersPanel {
  readonly element: HTMLElement
  readonly shown: () => void
  readonly show: (peers: readonly Shown[]) => void
}

const NOTHING = 'No connection yet. What each one carries and costs is measured here, once a second.'

/** `hasWebRtc`: false where the browser has none. */
export function peersPanel(hasWebRtc: boolean): PeersPanel {
  const nothing = hasWebRtc ? NOTHING : 'This browser has no WebRTC.'
  const sum = el('p', { class: 'peers-sum' }, nothing)
  const list = el('ol', { class: 'peers' })
  return {
    element: el('div', { class: 'panel scrolling', tabindex: '0' }, sum, list),
    shown: () => {},
    show: (peers) => {
      sum.textContent = peers.length === 0 ? nothing : total(peers)
      list.replaceChildren(...peers.map(entry))
    },
  }
}

function total(peers: readonly Shown[]): string {
  const all = (of: (peer: Shown) => number): number => peers.reduce((sum, peer) => sum + of(peer), 0)
  const encoders = all(({ counts }) => counts.encoders)
  const connections = peers.length === 1 ? '1 connection' : `${peers.length} connections`
  return (
    `${connections}: this page sends ${size(all(({ rates }) => rates.sentPerSecond))} a second and receives ` +
    `${size(all(({ rates }) => rates.receivedPerSecond))} a second. ` +
    `${encoders === 1 ? '1 encoder takes' : `${encoders} encoders take`} ` +
    `${Math.round(all(({ rates }) => rates.encoding) * 100)} % of a processor core. The router carries none of it.`
  )
}

function entry({ state, counts, rates }: Shown): HTMLElement {
  const { way } = counts
  const rows: readonly (readonly [string, string])[] = [
    ['State', state],
    ['Sends', `${size(rates.sentPerSecond)} a second${pictures(rates.encodedPerSecond)}${details(counts)}`],
    ['Receives', `${size(rates.receivedPerSecond)} a second${pictures(rates.decodedPerSecond)}`],
    ['From', way?.local ?? 'not found yet'],
    ['To', way?.remote ?? 'not found yet'],
    ['Round trip', way?.roundTripMs === undefined ? '–' : `${way.roundTripMs.toFixed(1)} ms`],
  ]
  return el('li', {}, el('dl', {}, ...rows.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)])))
}

const pictures = (perSecond: number): string => (perSecond > 0 ? `, ${perSecond.toFixed(0)} pictures a second` : '')

const details = ({ size: picture, encoder }: Counts): string =>
  picture === undefined ? '' : `, ${picture}${encoder === undefined ? '' : `, encoder ${encoder}`}`
