/** Choosing a camera and a microphone. */
import { h } from 'preact'
import type { ComponentChild } from 'preact'
import type { Choice, Devices } from '../../calls/media.ts'

export function CallDevices({ devices }: { devices: Devices }): ComponentChild {
  return h('details', { class: 'devices' }, [
    h('summary', null, 'Devices'),
    h(Chooser, {
      ...{ label: 'Camera', choices: devices.cameras },
      onChoose: (id: string) => void devices.choose('camera', id),
    }),
    h(Chooser, {
      ...{ label: 'Microphone', choices: devices.microphones },
      onChoose: (id: string) => void devices.choose('microphone', id),
    }),
  ])
}

interface ChooserProps {
  readonly label: string
  readonly choices: readonly Choice[]
  readonly onChoose: (id: string) => void
}

function Chooser({ label, choices, onChoose }: ChooserProps): ComponentChild {
  const id = `choose-${label.toLowerCase()}`
  const chosen = (event: Event): void => onChoose((event.currentTarget as HTMLSelectElement).value)
  return h('div', { class: 'field' }, [
    h('label', { for: id }, label),
    choices.length === 0
      ? h('p', { id, class: 'small' }, 'none found')
      : h(
          'select',
          { id, onChange: chosen },
          choices.map((choice) => h('option', { key: choice.id, value: choice.id }, choice.label)),
        ),
  ])
}
