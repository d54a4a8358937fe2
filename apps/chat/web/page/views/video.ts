/** A picture that lives. */
import { h } from 'preact'
import type { ComponentChild } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

export interface VideoProps {
  readonly stream: MediaStream | undefined
  readonly label: string
  readonly isMuted: boolean
}

export function Video({ stream, label, isMuted }: VideoProps): ComponentChild {
  const element = useRef<HTMLVideoElement>(null)
  useEffect(() => {
    const video = element.current
    if (video === null) return
    video.srcObject = stream ?? null
    video.muted = isMuted
    video.play().catch(() => {}) // it plays when there is something to play
  }, [stream, isMuted])
  return h('video', { ref: element, autoPlay: true, playsInline: true, muted: isMuted, 'aria-label': label })
}
