// The keys of what plays, the same on every card.

import type { Playback, Player } from './playback.svelte';

/** The arrow keys go by this many seconds, or by a twentieth of what is shorter. */
const FAR = 1;

/** Does what a key says, and tells whether it says anything. `more` are keys of the panel's own. */
export function playerKey(
  event: KeyboardEvent,
  playback: Playback,
  player: Player,
  more: Readonly<Record<string, () => void>> = {},
): boolean {
  const far = Math.min(FAR, player.duration / 20);
  const does: Readonly<Record<string, () => void>> = {
    ' ': () => playback.toggle(player),
    ArrowLeft: () => playback.seek(player, player.time - far),
    ArrowRight: () => playback.seek(player, player.time + far),
    Home: () => playback.seek(player, 0),
    End: () => playback.seek(player, player.duration),
    l: () => (playback.loop.value = !playback.loop.value),
    ...more,
  };
  const act = does[event.key];
  if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return false;
  event.preventDefault();
  event.stopPropagation();
  act();
  return true;
}
