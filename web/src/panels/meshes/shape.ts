// The shape of a mesh as it can be drawn: triangles whose vertices there are, colours for each vertex, and how far it reaches.

import type { Mesh } from '../../data/meshes';

export interface Shape {
  readonly vertices: Float32Array;
  /** Without triangles that name vertices which there are not. */
  readonly faces: Uint32Array;
  /** Red, green and blue of each vertex; null without, or where there are not as many. */
  readonly colors: Uint8Array | null;
  /** The middle of the box around all vertices, how far its sides and how far its corners are from there. */
  readonly center: readonly [number, number, number];
  readonly sides: readonly [number, number, number];
  readonly radius: number;
  /** How many triangles were left out. */
  readonly badFaces: number;
  /** How many colours there are, where these are not as many as vertices. */
  readonly oddColors: number | null;
}

export function shapeOf({ vertices, faces, colors }: Mesh): Shape {
  const count = vertices.length / 3;
  const kept = new Uint32Array(faces.length);
  let used = 0;
  for (let i = 0; i + 2 < faces.length; i += 3) {
    const [a, b, c] = [faces[i]!, faces[i + 1]!, faces[i + 2]!];
    if (Math.min(a, b, c) < 0 || Math.max(a, b, c) >= count) continue;
    kept.set([a, b, c], used);
    used += 3;
  }
  return {
    vertices,
    faces: kept.subarray(0, used),
    colors: colors.length === vertices.length && colors.length > 0 ? colors : null,
    ...extentOf(vertices),
    badFaces: (faces.length - used) / 3,
    oddColors: colors.length > 0 && colors.length !== vertices.length ? colors.length / 3 : null,
  };
}

/** Of the finite vertices. */
function extentOf(vertices: Float32Array): Pick<Shape, 'center' | 'sides' | 'radius'> {
  const least = [Infinity, Infinity, Infinity];
  const most = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i + 2 < vertices.length; i += 3) {
    const [x, y, z] = [vertices[i]!, vertices[i + 1]!, vertices[i + 2]!];
    const sum = x + y + z;
    if (sum - sum !== 0) continue;
    if (x < least[0]!) least[0] = x;
    if (x > most[0]!) most[0] = x;
    if (y < least[1]!) least[1] = y;
    if (y > most[1]!) most[1] = y;
    if (z < least[2]!) least[2] = z;
    if (z > most[2]!) most[2] = z;
  }
  if (least[0]! > most[0]!) return { center: [0, 0, 0], sides: [0, 0, 0], radius: 1 };
  const middle = (axis: number): number => (least[axis]! + most[axis]!) / 2;
  const side = (axis: number): number => (most[axis]! - least[axis]!) / 2;
  const sides = [side(0), side(1), side(2)] as const;
  const radius = Math.hypot(...sides);
  return { center: [middle(0), middle(1), middle(2)], sides, radius: radius > 0 ? radius : 1 };
}
