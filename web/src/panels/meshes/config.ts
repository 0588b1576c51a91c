// What was logged of how a mesh is to be shown: classes of three.js and their settings. What is missing or means nothing is as usual.

export type Settings = Readonly<Record<string, unknown>>;

/** A class of three.js, and what it is set to. */
export interface Thing {
  readonly cls: string;
  readonly settings: Settings;
}

export interface SceneConfig {
  readonly orthographic: boolean;
  /** The angle that is seen from top to bottom, in degrees. */
  readonly fov: number;
  readonly near: number | null;
  readonly far: number | null;
  /** Where the camera stands at first, and what it looks at; null for where all is in sight. */
  readonly position: Vector | null;
  readonly lookAt: Vector | null;
  readonly lights: readonly Thing[];
  /** Null for the usual one. */
  readonly material: Thing | null;
  /** What of it means nothing here. */
  readonly unknown: readonly string[];
}

export type Vector = readonly [number, number, number];

export const CAMERAS = ['PerspectiveCamera', 'OrthographicCamera'];
export const LIGHTS = ['AmbientLight', 'DirectionalLight', 'PointLight', 'SpotLight', 'HemisphereLight'];
export const MATERIALS = [
  'PointsMaterial',
  'MeshBasicMaterial',
  'MeshLambertMaterial',
  'MeshPhongMaterial',
  'MeshStandardMaterial',
  'MeshPhysicalMaterial',
  'MeshToonMaterial',
  'MeshNormalMaterial',
];

const FOV = 50;
/** As TensorBoard lights a mesh. */
const USUAL_LIGHTS: readonly Thing[] = [
  { cls: 'AmbientLight', settings: { color: '#ffffff', intensity: 0.75 } },
  { cls: 'DirectionalLight', settings: { color: '#ffffff', intensity: 0.75, position: [0, -1, 2] } },
];

export function readConfig(text: string): SceneConfig {
  const unknown: string[] = [];
  const root = recordOf(parsed(text, unknown)) ?? {};
  const camera = recordOf(root['camera']) ?? {};
  const cls = typeof camera['cls'] === 'string' ? camera['cls'] : CAMERAS[0]!;
  if (!CAMERAS.includes(cls)) unknown.push(cls);
  const lights = Array.isArray(root['lights']) ? known(root['lights'], LIGHTS, unknown) : [];
  const material = root['material'] === undefined ? [] : known([root['material']], MATERIALS, unknown);
  const fov = numberOf(camera['fov']);
  return {
    orthographic: cls === 'OrthographicCamera',
    fov: fov !== null && fov > 0 && fov < 180 ? fov : FOV,
    near: numberOf(camera['near']),
    far: numberOf(camera['far']),
    position: vectorOf(camera['position']),
    lookAt: vectorOf(camera['lookAt']),
    lights: lights.length > 0 ? lights : USUAL_LIGHTS,
    material: material[0] ?? null,
    unknown,
  };
}

function parsed(text: string, unknown: string[]): unknown {
  if (text === '') return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    unknown.push('JSON');
    return {};
  }
}

/** Those of known classes. */
function known(things: readonly unknown[], classes: readonly string[], unknown: string[]): Thing[] {
  return things.flatMap((thing) => {
    const settings = recordOf(thing);
    const cls = settings?.['cls'];
    if (settings === null || (cls !== undefined && typeof cls !== 'string')) return [];
    if (cls !== undefined && !classes.includes(cls)) {
      unknown.push(cls);
      return [];
    }
    return [{ cls: cls ?? '', settings }];
  });
}

function recordOf(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export function vectorOf(value: unknown): Vector | null {
  if (!Array.isArray(value) || value.length !== 3) return null;
  const [x, y, z] = value.map(numberOf) as [number | null, number | null, number | null];
  return x === null || y === null || z === null ? null : [x, y, z];
}
