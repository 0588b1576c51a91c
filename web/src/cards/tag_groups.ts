// Groups of tags by the first part of their names, in an order that people expect.

import type { TagInfo } from '../data/types';

export interface TagGroup {
  /** The part before the first slash; empty for tags without one. */
  readonly name: string;
  readonly tags: readonly TagInfo[];
}

/** The group's name and what is left of a tag in it. */
export function splitTag(tag: string): { readonly group: string; readonly rest: string } {
  const slash = tag.indexOf('/');
  // A slash that begins or ends a name parts nothing.
  if (slash <= 0 || slash === tag.length - 1) return { group: '', rest: tag };
  return { group: tag.slice(0, slash), rest: tag.slice(slash + 1) };
}

/** "layer2" comes before "layer10", whatever the language of the page. */
const order = new Intl.Collator('en', { numeric: true });

/** The tags in their groups, both in natural order; tags without a group come first. */
export function groupTags(tags: readonly TagInfo[]): TagGroup[] {
  const groups = new Map<string, TagInfo[]>();
  for (const tag of tags) {
    const { group } = splitTag(tag.tag);
    const members = groups.get(group);
    if (members) members.push(tag);
    else groups.set(group, [tag]);
  }
  return [...groups]
    .map(([name, members]) => ({ name, tags: members.sort((a, b) => order.compare(a.tag, b.tag)) }))
    .sort((a, b) => compareNames(a.name, b.name));
}

export function compareNames(a: string, b: string): number {
  return order.compare(a, b);
}
