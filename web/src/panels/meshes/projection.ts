// A plain projection of a mesh, for browsers without WebGL: points and flat triangles into pixels, the nearest in front.

import type { SceneConfig, Vector } from './config';
import type { Eye } from './orbit';
import type { Shape } from './shape';

/** As of a canvas: four bytes for each pixel. */
export interface Pixels {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

type Rgb = readonly [number, number, number];

/** How much light there is everywhere, and how much more on what faces the eye. */
const AMBIENT = 0.55;
const FACING = 0.45;
const USUAL_FACE: Rgb = [160, 160, 160];

/** Draws onto empty pixels. `ratio` is how many of them a CSS pixel has, `color` that of points without their own. */
export function project(pixels: Pixels, shape: Shape, eye: Eye, color: Rgb, config: SceneConfig, ratio: number): void {
  const { vertices, faces } = shape;
  const screen = new Float32Array(vertices.length);
  placed(vertices, eye, pixels, screen);
  const depths = new Float32Array(pixels.width * pixels.height).fill(Infinity);
  if (faces.length > 0) drawFaces(pixels, depths, shape, screen, faceColor(config) ?? USUAL_FACE, eye.position);
  else drawPoints(pixels, depths, shape, screen, color, Math.max(1, Math.round(1.5 * ratio)));
}

/** Every vertex as pixels from the left and from the top, and its depth; NaN where it is not in front of the eye. */
function placed(vertices: Float32Array, eye: Eye, { width, height }: Pixels, out: Float32Array): void {
  const { position: p, right: r, up: u, forward: f, near, far, half, orthographic } = eye;
  const scale = height / 2 / half;
  for (let i = 0; i < vertices.length; i += 3) {
    const [x, y, z] = [vertices[i]! - p[0], vertices[i + 1]! - p[1], vertices[i + 2]! - p[2]];
    const depth = x * f[0] + y * f[1] + z * f[2];
    const inside = depth > near && depth < far;
    const by = orthographic ? scale : scale / depth;
    out[i] = inside ? width / 2 + (x * r[0] + y * r[1] + z * r[2]) * by : NaN;
    out[i + 1] = height / 2 - (x * u[0] + y * u[1] + z * u[2]) * by;
    out[i + 2] = depth;
  }
}

function drawPoints(
  { data, width, height }: Pixels,
  depths: Float32Array,
  { colors }: Shape,
  screen: Float32Array,
  color: Rgb,
  size: number,
): void {
  for (let i = 0; i < screen.length; i += 3) {
    const px = screen[i]!;
    if (Number.isNaN(px)) continue;
    const left = Math.round(px - size / 2);
    const top = Math.round(screen[i + 1]! - size / 2);
    const depth = screen[i + 2]!;
    const [red, green, blue] = colors === null ? color : [colors[i]!, colors[i + 1]!, colors[i + 2]!];
    for (let y = Math.max(0, top); y < Math.min(height, top + size); y++) {
      for (let x = Math.max(0, left); x < Math.min(width, left + size); x++) {
        const at = y * width + x;
        if (depth >= depths[at]!) continue;
        depths[at] = depth;
        paint(data, at, red, green, blue);
      }
    }
  }
}

function drawFaces(
  pixels: Pixels,
  depths: Float32Array,
  shape: Shape,
  screen: Float32Array,
  usual: Rgb,
  eye: Vector,
): void {
  const { faces, colors } = shape;
  for (let i = 0; i < faces.length; i += 3) {
    const [a, b, c] = [3 * faces[i]!, 3 * faces[i + 1]!, 3 * faces[i + 2]!];
    if (Number.isNaN(screen[a]! + screen[b]! + screen[c]!)) continue;
    const light = lightOf(shape.vertices, a, b, c, eye);
    const shade = (channel: number): number =>
      light *
      (colors === null ? usual[channel]! : (colors[a + channel]! + colors[b + channel]! + colors[c + channel]!) / 3);
    fill(pixels, depths, screen, [a, b, c], [shade(0), shade(1), shade(2)]);
  }
}

/** How much of the light a triangle takes: the more, the more it faces the eye. */
function lightOf(vertices: Float32Array, a: number, b: number, c: number, eye: Vector): number {
  const side = (from: number, to: number, axis: number): number => vertices[to + axis]! - vertices[from + axis]!;
  const nx = side(a, b, 1) * side(a, c, 2) - side(a, b, 2) * side(a, c, 1);
  const ny = side(a, b, 2) * side(a, c, 0) - side(a, b, 0) * side(a, c, 2);
  const nz = side(a, b, 0) * side(a, c, 1) - side(a, b, 1) * side(a, c, 0);
  const [dx, dy, dz] = [vertices[a]! - eye[0], vertices[a + 1]! - eye[1], vertices[a + 2]! - eye[2]];
  const size = Math.hypot(nx, ny, nz) * Math.hypot(dx, dy, dz);
  return AMBIENT + FACING * (size > 0 ? Math.abs(nx * dx + ny * dy + nz * dz) / size : 1);
}

function fill(
  { data, width, height }: Pixels,
  depths: Float32Array,
  screen: Float32Array,
  [a, b, c]: Rgb,
  [red, green, blue]: Rgb,
): void {
  const [ax, ay, bx, by, cx, cy] = [screen[a]!, screen[a + 1]!, screen[b]!, screen[b + 1]!, screen[c]!, screen[c + 1]!];
  const area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
  if (area === 0) return;
  const [top, bottom] = [
    Math.max(0, Math.ceil(Math.min(ay, by, cy) - 0.5)),
    Math.min(height - 1, Math.floor(Math.max(ay, by, cy) - 0.5)),
  ];
  const [left, right] = [
    Math.max(0, Math.ceil(Math.min(ax, bx, cx) - 0.5)),
    Math.min(width - 1, Math.floor(Math.max(ax, bx, cx) - 0.5)),
  ];
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const [px, py] = [x + 0.5, y + 0.5];
      // Which part of the depth each corner gives; below zero outside.
      const u = ((bx - px) * (cy - py) - (cx - px) * (by - py)) / area;
      const v = ((cx - px) * (ay - py) - (ax - px) * (cy - py)) / area;
      const w = 1 - u - v;
      if (u < 0 || v < 0 || w < 0) continue;
      const depth = u * screen[a + 2]! + v * screen[b + 2]! + w * screen[c + 2]!;
      const at = y * width + x;
      if (depth >= depths[at]!) continue;
      depths[at] = depth;
      paint(data, at, red, green, blue);
    }
  }
}

function paint(data: Uint8ClampedArray, at: number, red: number, green: number, blue: number): void {
  data[4 * at] = red;
  data[4 * at + 1] = green;
  data[4 * at + 2] = blue;
  data[4 * at + 3] = 255;
}

/** The colour that was logged for a material, if it is one of six digits. */
function faceColor({ material }: SceneConfig): Rgb | null {
  const color = material?.settings['color'];
  return typeof color === 'string' ? rgbOf(color) : null;
}

export function rgbOf(color: string): Rgb | null {
  const found = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(color);
  return found === null ? null : [parseInt(found[1]!, 16), parseInt(found[2]!, 16), parseInt(found[3]!, 16)];
}
