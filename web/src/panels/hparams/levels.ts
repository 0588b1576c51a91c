// Level lines of a surface on a grid, by marching squares; cells with a corner without a value have none.

/** A piece of a line, in places of the grid: x and y of its ends. */
export type Segment = readonly [number, number, number, number];
type Surface = readonly (readonly (number | null)[])[];

/** The lines at `count` levels, at even shares of the known values: as many of those lie between any two. */
export function levelLines(z: Surface, known: readonly number[], count: number): Segment[][] {
  if (known.length === 0) return [];
  const sorted = [...known].sort((a, b) => a - b);
  const levels = Array.from({ length: count }, (_, i) => sorted[Math.floor(((i + 1) / (count + 1)) * sorted.length)]!);
  return [...new Set(levels)].map((level) => linesAt(z, level));
}

export function linesAt(z: Surface, level: number): Segment[] {
  const found: Segment[] = [];
  for (let row = 0; row + 1 < z.length; row++) {
    for (let column = 0; column + 1 < z[row]!.length; column++) {
      const corners = [z[row]![column], z[row]![column + 1], z[row + 1]![column + 1], z[row + 1]![column]];
      if (corners.some((value) => value === null || value === undefined)) continue;
      const [a, b, c, d] = corners as [number, number, number, number];
      const cuts: [number, number][] = [];
      if (a < level !== b < level) cuts.push([column + (level - a) / (b - a), row]);
      if (b < level !== c < level) cuts.push([column + 1, row + (level - b) / (c - b)]);
      if (c < level !== d < level) cuts.push([column + (level - d) / (c - d), row + 1]);
      if (d < level !== a < level) cuts.push([column, row + (level - a) / (d - a)]);
      // Four cuts are a saddle: the order of the sides joins two corners that are alike.
      for (let i = 0; i + 1 < cuts.length; i += 2) found.push([...cuts[i]!, ...cuts[i + 1]!]);
    }
  }
  return found;
}
