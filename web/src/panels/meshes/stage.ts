// The stage: one WebGL context that draws every mesh in sight, and copies each picture onto its card's own canvas. Browsers give a
// page few contexts. This file alone knows three.js, and is loaded when the first mesh is drawn.

import {
  AmbientLight,
  BufferAttribute,
  BufferGeometry,
  type Camera,
  ColorManagement,
  DirectionalLight,
  DoubleSide,
  HemisphereLight,
  type Light,
  LinearSRGBColorSpace,
  type Material,
  Mesh,
  MeshBasicMaterial,
  MeshLambertMaterial,
  MeshNormalMaterial,
  MeshPhongMaterial,
  MeshPhysicalMaterial,
  MeshStandardMaterial,
  MeshToonMaterial,
  OrthographicCamera,
  PerspectiveCamera,
  PointLight,
  Points,
  PointsMaterial,
  Scene,
  Sphere,
  SpotLight,
  Vector3,
  WebGLRenderer,
} from 'three';
import { type SceneConfig, type Thing, type Vector, vectorOf } from './config';
import type { Eye } from './orbit';
import type { Shape } from './shape';

// Colours are shown as they were logged.
ColorManagement.enabled = false;

const LIGHTS = { AmbientLight, DirectionalLight, PointLight, SpotLight, HemisphereLight };
const MATERIALS = {
  PointsMaterial,
  MeshBasicMaterial,
  MeshLambertMaterial,
  MeshPhongMaterial,
  MeshStandardMaterial,
  MeshPhysicalMaterial,
  MeshToonMaterial,
  MeshNormalMaterial,
};
/** Logs say how strong a light is in the measure of TensorBoard's three.js, which later ones divide by this. */
const MEASURE = Math.PI;
/** What of a material may be set: numbers, switches and colours, and nothing that is loaded. */
const SETTINGS = [
  ...['color', 'emissive', 'specular', 'opacity', 'transparent', 'size', 'sizeAttenuation', 'wireframe', 'side'],
  ...['roughness', 'metalness', 'shininess', 'flatShading', 'emissiveIntensity', 'clearcoat', 'sheen', 'transmission'],
];
const POINT_PX = 2.5;

export class Stage {
  private readonly renderer: WebGLRenderer;
  private width = 0;
  private height = 0;

  /** Throws where the browser gives no WebGL after all. */
  constructor(
    private readonly canvas: HTMLCanvasElement,
    context: WebGL2RenderingContext,
    /** The context is gone: the graphics driver began anew, or the browser needed it elsewhere. */
    private readonly lost: () => void,
  ) {
    this.renderer = new WebGLRenderer({ canvas, context, antialias: true, alpha: true });
    this.renderer.outputColorSpace = LinearSRGBColorSpace;
    this.renderer.setClearAlpha(0);
    canvas.addEventListener('webglcontextlost', lost, { once: true });
  }

  /** Draws a scene, and copies it over the whole of a canvas. */
  draw(scene: MeshScene, eye: Eye, onto: CanvasRenderingContext2D): void {
    const { width, height } = onto.canvas;
    if (width > this.width || height > this.height) {
      this.width = Math.max(this.width, width);
      this.height = Math.max(this.height, height);
      this.renderer.setSize(this.width, this.height, false);
    }
    this.renderer.setViewport(0, 0, width, height);
    this.renderer.setScissor(0, 0, width, height);
    this.renderer.setScissorTest(true);
    this.renderer.render(scene.scene, scene.cameraAt(eye, width / height));
    onto.clearRect(0, 0, width, height);
    onto.drawImage(this.canvas, 0, this.height - height, width, height, 0, 0, width, height);
  }

  dispose(): void {
    this.canvas.removeEventListener('webglcontextlost', this.lost);
    this.renderer.dispose();
    this.renderer.forceContextLoss();
  }
}

/** One mesh with its light and material. Holds memory of the graphics card until it is disposed of. */
export class MeshScene {
  readonly scene = new Scene();
  private readonly geometry = new BufferGeometry();
  private readonly material: Material;
  /** What of the mesh's own numbers stands at zero. */
  private readonly origin: Vector;

  constructor(
    shape: Shape,
    private readonly config: SceneConfig,
    /** Of points without a colour of their own. */
    color: string,
    ratio: number,
  ) {
    const { vertices, faces, colors } = shape;
    this.geometry.setAttribute('position', new BufferAttribute(vertices, 3));
    if (colors !== null) this.geometry.setAttribute('color', new BufferAttribute(colors, 3, true));
    if (faces.length > 0) {
      this.geometry.setIndex(new BufferAttribute(faces, 1));
      this.geometry.computeVertexNormals();
    }
    this.geometry.boundingSphere = new Sphere(new Vector3(...shape.center), shape.radius);
    this.material = materialOf(config, shape, color, ratio);
    const drawn = faces.length > 0 ? new Mesh(this.geometry, this.material) : new Points(this.geometry, this.material);
    // A vertex that is no number would put all of it out of sight.
    drawn.frustumCulled = false;
    // Lights stand around the middle of triangles, as in TensorBoard.
    this.origin = faces.length > 0 ? shape.center : [0, 0, 0];
    drawn.position.set(-this.origin[0], -this.origin[1], -this.origin[2]);
    this.scene.add(drawn, ...config.lights.map(lightOf));
  }

  cameraAt({ position, target, near, far, half, orthographic }: Eye, aspect: number): Camera {
    const camera = orthographic
      ? new OrthographicCamera(-half * aspect, half * aspect, half, -half, near, far)
      : new PerspectiveCamera(this.config.fov, aspect, near, far);
    const [x, y, z] = this.origin;
    camera.position.set(position[0] - x, position[1] - y, position[2] - z);
    camera.lookAt(target[0] - x, target[1] - y, target[2] - z);
    return camera;
  }

  dispose(): void {
    this.geometry.dispose();
    this.material.dispose();
  }
}

function materialOf({ material }: SceneConfig, shape: Shape, color: string, ratio: number): Material {
  const solid = shape.faces.length > 0;
  const own: Record<string, unknown> = shape.colors !== null ? { vertexColors: true } : {};
  const settings = Object.fromEntries(SETTINGS.flatMap((name) => pairOf(name, material)));
  const named = MATERIALS[(material?.cls ?? '') as keyof typeof MATERIALS] as
    (typeof MATERIALS)[keyof typeof MATERIALS] | undefined;
  if (!solid) {
    // The size that was logged is in the cloud's own measure; the usual one is the same at any distance.
    const size = settings['size'] === undefined ? { size: POINT_PX * ratio, sizeAttenuation: false } : {};
    return new PointsMaterial({ ...size, ...(shape.colors === null && { color }), ...settings, ...own });
  }
  const made = named === undefined || named === PointsMaterial ? MeshStandardMaterial : named;
  const usual = made === MeshStandardMaterial ? { roughness: 1, metalness: 0 } : {};
  const grey = made === MeshNormalMaterial || shape.colors !== null ? {} : { color: '#a0a0a0' };
  if (made === MeshNormalMaterial) return new MeshNormalMaterial({ side: DoubleSide });
  return new (made as typeof MeshStandardMaterial)({ side: DoubleSide, ...usual, ...grey, ...settings, ...own });
}

function pairOf(name: string, thing: Thing | null): [string, string | number | boolean][] {
  const value = thing?.settings[name];
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [[name, value]] : [];
}

function lightOf({ cls, settings }: Thing): Light {
  const made = LIGHTS[(cls || 'AmbientLight') as keyof typeof LIGHTS];
  const light = new made();
  const color = settings['color'];
  if (typeof color === 'string' || typeof color === 'number') light.color.set(color);
  const ground = settings['groundColor'];
  if (light instanceof HemisphereLight && typeof ground === 'string') light.groundColor.set(ground);
  const intensity = settings['intensity'];
  light.intensity = (typeof intensity === 'number' ? intensity : 1) * MEASURE;
  const position = vectorOf(settings['position']);
  if (position !== null) light.position.set(...position);
  return light;
}
