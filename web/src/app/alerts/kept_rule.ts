// A rule as it is sent back: what the server keeps secret of it stays as it is.

import type { Channel, Rule, ShownRule } from '../../data/alerts';

export function keptRule(shown: ShownRule): Rule & { readonly channels: readonly Channel[] } {
  const { name, condition, tag, where, better, armed } = shown;
  const channels = shown.channels.map((channel): Channel =>
    channel.kind === 'mail'
      ? { kind: 'mail', to: channel.to.split(', ') }
      : { kind: 'webhook', shape: channel.shape ?? 'json', id: channel.id ?? '' },
  );
  return { name, condition, tag, where, better, armed, channels };
}
