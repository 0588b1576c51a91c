// The orbit: from where a mesh is looked at, as angles and distances in the mesh's own size, so that several can share it.

import type { SceneConfig, Vector } from './config';
import type { Shape } from './shape';

export interface Orbit {
  /** The angle around the upward axis, from the one that comes towards us. */
  readonly azimuth: number;
  /** The angle above the plane through the middle. */
  readonly height: number;
  /** How far away the eye is, in radii of the mesh. */
  readonly distance: number;
  /** What is looked at, from the mesh's middle, in its radii. */
  readonly target: Vector;
}

/** What stands still while steps change: the middle and the size of what is looked at. */
export type Ground = Pick<Shape, 'center' | 'radius'>;

/** From where, where to, and which way is up and right, in the mesh's own numbers. */
export interface Eye {
  readonly position: Vector;
  readonly target: Vector;
  readonly right: Vector;
  readonly up: Vector;
  /** Away from us. */
  readonly forward: Vector;
  readonly near: number;
  readonly far: number;
  /** Half of what is seen from top to bottom, at a distance of one; without perspective at any distance. */
  readonly half: number;
  readonly orthographic: boolean;
}

const STEEPEST = Math.PI / 2 - 1e-3;
const NEAREST = 0.02;
const FARTHEST = 100;

/**
 * Where the whole mesh is in sight, or where the camera was logged to be: of a cloud in its own numbers, of triangles from their middle,
 * where TensorBoard puts them.
 */
export function startOf(config: SceneConfig, shape: Shape): Orbit {
  const { center, radius, faces } = shape;
  const usual = withAllInSight({ azimuth: 0.5, height: 0.35, distance: 1, target: [0, 0, 0] }, config, shape);
  if (config.position === null) return usual;
  const middle: Vector = faces.length > 0 ? [0, 0, 0] : center;
  const lookAt = config.lookAt ?? middle;
  const offset = minus(config.position, lookAt);
  const distance = Math.hypot(...offset);
  if (!(distance > 0)) return usual;
  return tamed({
    azimuth: Math.atan2(offset[0], offset[2]),
    height: Math.asin(offset[1] / distance),
    distance: distance / radius,
    target: scaled(minus(lookAt, middle), 1 / radius),
  });
}

/** As far away as every corner of the box around the mesh is in sight, and a little farther. */
function withAllInSight(orbit: Orbit, config: SceneConfig, { sides, radius }: Shape): Orbit {
  const { right, up, forward } = axesOf(orbit);
  const tan = Math.tan(halfAngle(config));
  let distance = 0;
  for (let corner = 0; corner < 8; corner++) {
    const sign = (axis: number): number => ((corner >> axis) & 1 ? 1 : -1) / radius;
    const at: Vector = [sides[0] * sign(0), sides[1] * sign(1), sides[2] * sign(2)];
    const aside = Math.max(Math.abs(dot(at, right)), Math.abs(dot(at, up)));
    distance = Math.max(distance, aside / tan - dot(at, forward));
  }
  return tamed({ ...orbit, distance: 1.08 * distance });
}

export function turned(orbit: Orbit, azimuth: number, height: number): Orbit {
  return tamed({ ...orbit, azimuth: orbit.azimuth + azimuth, height: orbit.height + height });
}

export function zoomed(orbit: Orbit, factor: number): Orbit {
  return tamed({ ...orbit, distance: orbit.distance * factor });
}

/** Moved by parts of what is seen from top to bottom. */
export function moved(orbit: Orbit, config: SceneConfig, right: number, up: number): Orbit {
  const seen = 2 * Math.tan(halfAngle(config)) * orbit.distance;
  const axes = axesOf(orbit);
  const by = plus(scaled(axes.right, right * seen), scaled(axes.up, up * seen));
  return { ...orbit, target: plus(orbit.target, by) };
}

export function eyeOf(orbit: Orbit, config: SceneConfig, { center, radius }: Ground): Eye {
  const axes = axesOf(orbit);
  const target = plus(center, scaled(orbit.target, radius));
  const away = orbit.distance * radius;
  const reach = radius * (1 + Math.hypot(...orbit.target));
  const half = Math.tan(halfAngle(config));
  return {
    ...axes,
    target,
    position: minus(target, scaled(axes.forward, away)),
    near: config.orthographic ? away - 4 * reach : (config.near ?? Math.max(away - 2 * reach, away / 1000)),
    far: Math.max(config.far ?? 0, away + 4 * reach),
    half: config.orthographic ? half * away : half,
    orthographic: config.orthographic,
  };
}

function axesOf({ azimuth, height }: Orbit): Pick<Eye, 'right' | 'up' | 'forward'> {
  const [sin, cos] = [Math.sin(azimuth), Math.cos(azimuth)];
  const [rise, flat] = [Math.sin(height), Math.cos(height)];
  return { right: [cos, 0, -sin], up: [-sin * rise, flat, -cos * rise], forward: [-sin * flat, -rise, -cos * flat] };
}

function tamed(orbit: Orbit): Orbit {
  return {
    ...orbit,
    height: Math.max(-STEEPEST, Math.min(STEEPEST, orbit.height)),
    distance: Math.max(NEAREST, Math.min(FARTHEST, orbit.distance)),
  };
}

function halfAngle({ fov }: SceneConfig): number {
  return (fov / 2 / 180) * Math.PI;
}

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
function plus(a: Vector, b: Vector): Vector {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}
function minus(a: Vector, b: Vector): Vector {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}
function scaled([x, y, z]: Vector, by: number): Vector {
  return [x * by, y * by, z * by];
}
