// An order of one's own: cards that were moved come first, as they were put, and those behind them as they would stand anyway.

/** The cards in the order that was made of them; `usual` is how they would stand without. */
export function arranged<T extends { readonly key: string }>(
  usual: readonly T[],
  order: readonly string[],
): readonly T[] {
  if (order.length === 0) return usual;
  const byKey = new Map(usual.map((card) => [card.key, card]));
  const moved = order.flatMap((key) => byKey.get(key) ?? []);
  if (moved.length === 0) return usual;
  const first = new Set(moved);
  return [...first, ...usual.filter((card) => !first.has(card))];
}

/** What has to be said of an order so that `arranged` makes it out of the usual one: the keys of the cards that come first. */
export function orderOf(keys: readonly string[], usual: readonly string[]): readonly string[] {
  const places = new Map(usual.map((key, place) => [key, place]));
  let end = keys.length - 1;
  while (end > 0 && places.get(keys[end - 1]!)! < places.get(keys[end]!)!) end -= 1;
  return keys.slice(0, Math.max(0, end));
}

/** A list with one of its items at another place. */
export function moved<T>(items: readonly T[], from: number, to: number): T[] {
  const rest = items.filter((_, place) => place !== from);
  return [...rest.slice(0, to), items[from]!, ...rest.slice(to)];
}
